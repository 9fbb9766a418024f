//! Frozen vectors: every named ledger comes to the verdict that its file says, and can be made again to the byte.
//!
//! `COUNTERSIGN_WRITE_VECTORS=1 cargo test -p domain --test vectors` writes files for new cases. A file that has
//! shipped is never written anew: readers of every version must agree on it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::too_many_lines, reason = "one case after the other")]

#[path = "../support/mod.rs"]
mod support;

mod approvals;
mod bytes;
mod chain;
mod changes;
mod claims;
mod dates;
mod emergencies;
mod keys;
mod moves;
mod outcomes;
mod people;
mod submissions;

use domain::digest::Link;
use domain::entry::Entry;
use domain::ids::OfficeId;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use support::vector::Vector;
use support::verdict::{Verdict, verdict};
use support::{OFFICE, World};

/// A ledger by name, and what it must come to.
struct Case {
    name: &'static str,
    about: &'static str,
    /// The honest ledger that differs in nothing else.
    twin: Option<&'static str>,
    office: OfficeId,
    pin: Option<(u64, Link)>,
    entries: Vec<Entry>,
    comes_to: End,
}

#[derive(Debug, PartialEq, Eq)]
enum End {
    /// Every entry counts.
    Sound,
    /// Every entry counts but the newest, which is void with this code.
    Void(&'static str),
    /// Broken, for this reason.
    Broken(&'static str),
}

impl Case {
    fn ok(name: &'static str, about: &'static str, world: &World) -> Self {
        Self {
            name,
            about,
            twin: None,
            office: OFFICE,
            pin: None,
            entries: world.entries.clone(),
            comes_to: End::Sound,
        }
    }

    fn void(
        name: &'static str,
        twin: &'static str,
        about: &'static str,
        world: &World,
        code: &'static str,
    ) -> Self {
        Self {
            twin: Some(twin),
            comes_to: End::Void(code),
            ..Self::ok(name, about, world)
        }
    }

    fn broken(
        name: &'static str,
        twin: &'static str,
        about: &'static str,
        entries: Vec<Entry>,
        kind: &'static str,
    ) -> Self {
        Self {
            twin: Some(twin),
            entries,
            comes_to: End::Broken(kind),
            ..Self::ok(name, about, &World::empty())
        }
    }

    fn pinned(mut self, seq: u64, link: Link) -> Self {
        self.pin = Some((seq, link));
        self
    }

    fn verdict(&self) -> Verdict {
        verdict(self.office, &self.entries, self.pin)
    }

    fn vector(&self) -> Vector {
        Vector::new(
            self.name,
            self.about,
            self.twin,
            (self.office, self.pin),
            &self.entries,
        )
    }
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for part in [
        chain::cases,
        bytes::cases,
        people::cases,
        keys::cases,
        changes::cases,
        submissions::cases,
        approvals::cases,
        claims::cases,
        dates::cases,
        outcomes::cases,
        emergencies::cases,
        moves::cases,
    ] {
        cases.extend(part());
    }
    cases
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/vectors")
        .join(format!("{name}.json"))
}

#[test]
fn every_case_is_what_its_name_says() {
    let cases = cases();
    let by_name: BTreeMap<_, _> = cases.iter().map(|case| (case.name, case)).collect();
    assert_eq!(by_name.len(), cases.len(), "a name stands twice");
    for case in &cases {
        let name = case.name;
        let found = match case.verdict() {
            Verdict::Ok { voids, .. } if voids.is_empty() => (End::Sound, None),
            Verdict::Ok { voids, .. } => {
                let [void] = voids.as_slice() else {
                    unreachable!("{name}: more than one void entry: {voids:?}")
                };
                assert_eq!(void.seq + 1, case.entries.len() as u64, "{name}: {void:?}");
                (End::Void(""), Some(void.code.clone()))
            }
            Verdict::Broken { kind, .. } => (End::Broken(""), Some(kind)),
        };
        let (said, why) = match &case.comes_to {
            End::Sound => (End::Sound, None),
            End::Void(code) => (End::Void(""), Some((*code).to_owned())),
            End::Broken(kind) => (End::Broken(""), Some((*kind).to_owned())),
        };
        assert_eq!((found.0, found.1), (said, why), "{name}");
        let twin = case.twin.map(|twin| by_name[twin]);
        if name.starts_with("bad_") {
            let twin = twin.unwrap();
            assert_eq!(twin.comes_to, End::Sound, "{name} has no honest twin");
        } else {
            assert!(name.starts_with("ok_"), "{name}");
            assert_eq!(case.comes_to, End::Sound, "{name}");
        }
    }
    assert!(cases.len() >= 60);
}

#[test]
fn the_committed_files_are_these_cases_to_the_byte() {
    let write = std::env::var_os("COUNTERSIGN_WRITE_VECTORS").is_some();
    let mut names = Vec::new();
    for case in cases() {
        let written = case.vector().written();
        let path = file(case.name);
        if write && !path.exists() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &written).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == written, "{} is another file", case.name);
        names.push(format!("{}.json", case.name));
    }
    names.sort();
    let mut there: Vec<String> = std::fs::read_dir(file("x").parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    there.sort();
    assert_eq!(there, names, "a file without a case");
}

#[test]
fn the_committed_files_come_to_the_committed_verdicts() {
    let files = std::fs::read_dir(file("x").parent().unwrap()).unwrap();
    let mut read = 0;
    for entry in files {
        let path = entry.unwrap().path();
        let vector = Vector::read(&std::fs::read_to_string(&path).unwrap());
        let found = verdict(vector.office, &vector.entries(), vector.pin());
        assert_eq!(found, vector.verdict, "{}", path.display());
        read += 1;
    }
    assert!(read >= 60);
}
