//! The window's TypeScript types are the Rust types: `ui/src/wire.ts` is written from them and never by hand.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use desk::seat::{Ask, Brought, Changed, Looked, Opening, Outcome, SigningCard};
use desk::view::{Query, View};
use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use ts_rs::{Config, TS, TypeVisitor};

const HEAD: &str = "// Every value that crosses between the window and the core.\n\
    //\n\
    // Written from the Rust types by `cargo xtask wire`; a test fails when it is out of date. Ids and digests are strings,\n\
    // instants are `YYYY-MM-DDTHH:MM:SS.mmmZ`, byte offsets count UTF-8.\n";

/// Every type that a page sends or is sent, found from the doors' own.
struct Found<'a> {
    config: &'a Config,
    seen: HashSet<TypeId>,
    declared: BTreeMap<String, String>,
}

impl TypeVisitor for Found<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        // Only our own types have a place to be written to; the rest are TypeScript's.
        if T::output_path().is_some() {
            let text = format!("export {}", tidy(&T::decl(self.config)));
            let before = self.declared.insert(T::ident(self.config), text.clone());
            assert!(
                before.is_none_or(|before| before == text),
                "two types are called {}",
                T::ident(self.config)
            );
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// A declaration without its comments, which stand in the Rust, and with one alternative a line.
fn tidy(declaration: &str) -> String {
    let mut plain = String::new();
    let mut rest = declaration;
    while let Some((before, comment)) = rest.split_once("/**") {
        plain.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let words: Vec<&str> = plain.split_whitespace().collect();
    words
        .join(" ")
        .replace(" | {", "\n  | {")
        .replace(", }", " }")
}

fn written() -> String {
    let config = Config::new().with_large_int("number");
    let mut found = Found {
        config: &config,
        seen: HashSet::new(),
        declared: BTreeMap::new(),
    };
    found.visit::<Ask>();
    found.visit::<Brought>();
    found.visit::<Changed>();
    found.visit::<Looked>();
    found.visit::<Opening>();
    found.visit::<Outcome>();
    found.visit::<Query>();
    found.visit::<SigningCard>();
    found.visit::<View>();
    let mut text = HEAD.to_owned();
    for declaration in found.declared.into_values() {
        text.push('\n');
        text.push_str(&declaration);
        text.push('\n');
    }
    text
}

#[test]
fn the_windows_types_are_the_rust_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/wire.ts");
    let wanted = written();
    if std::env::var_os("COUNTERSIGN_WRITE_WIRE").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap();
    assert!(
        there == wanted,
        "ui/src/wire.ts is out of date: run `cargo xtask wire`"
    );
}
