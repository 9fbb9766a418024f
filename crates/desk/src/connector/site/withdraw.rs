//! Taking a page down: a notice in its place, its pictures removed, and both read back.

use super::folder::{DiskFault, Staged};
use super::page::{self, Sheet};
use super::{Site, off};
use crate::connector::Taken;
use crate::connector::proof::Proof;
use domain::act::Remote;
use domain::instant::Instant;
use domain::release::{Content, Page, Variant};
use std::collections::BTreeSet;

impl Site {
    pub(crate) async fn take_down(
        &self,
        remotes: &[Remote],
        content: Option<&Content>,
        now: Instant,
    ) -> Taken {
        let site = self.clone();
        let (remotes, content) = (remotes.to_vec(), content.cloned());
        off(move || site.withdraw(&remotes, content.as_ref(), now)).await
    }

    fn withdraw(&self, remotes: &[Remote], content: Option<&Content>, now: Instant) -> Taken {
        let mut proof = Proof::from(now);
        let Some(path) = self.path_of(remotes, content) else {
            let why = "nothing is known that could be taken down on this site";
            return Taken {
                gone: false,
                proof: proof.given_up(why),
            };
        };
        let call = format!("write {path}/index.html");
        let what = "put a notice in the place of the page";
        let pictures = match self.put_notice(&path, content, now) {
            Ok(pictures) => {
                proof.note(what, &call, "written".to_owned(), false);
                pictures
            }
            Err(fault) => {
                proof.note(what, &call, fault.to_string(), false);
                return Taken {
                    gone: false,
                    proof: proof.steps(),
                };
            }
        };
        let mut gone = self.shows_notice(&path, &mut proof);
        for picture in pictures {
            let removed = self.folder.remove(&picture);
            let absent = removed.is_ok() && !self.folder.exists(&picture);
            let answer = removed.map_or_else(|fault| fault.to_string(), |()| "removed".to_owned());
            proof.note(
                "remove the picture",
                &format!("remove {picture}"),
                answer,
                absent,
            );
            gone &= absent;
        }
        Taken {
            gone,
            proof: proof.steps(),
        }
    }

    /// Where the page is: as the receipt says, or where the signed content puts it.
    fn path_of(&self, remotes: &[Remote], content: Option<&Content>) -> Option<String> {
        let told = remotes.first().map(|remote| remote.id.clone());
        let found = told.or_else(|| {
            let content = content?;
            let on_disk = self.folder.pages(&self.house).ok()?;
            let by_release = on_disk.iter().find_map(|found| {
                let sheet = found.sheet.as_ref()?;
                (sheet.release == content.release).then(|| sheet.path.clone())
            });
            by_release.or_else(|| match content.variant(self.channel)? {
                Variant::Site(page) => Some(page::path(content.created_at, &page.slug)),
                Variant::Bluesky(_) => None,
            })
        });
        found.filter(|path| page::is_path(path))
    }

    /// Writes the notice, also over a page that was changed by hand. Gives the pictures nobody else shows.
    fn put_notice(
        &self,
        path: &str,
        content: Option<&Content>,
        now: Instant,
    ) -> Result<BTreeSet<String>, DiskFault> {
        let on_disk = self.folder.pages(&self.house)?;
        let before = on_disk.iter().find(|found| found.path == path);
        let known = before.and_then(|found| found.sheet.as_ref());
        let notice = Sheet::notice(path, known, content, now);
        let shown = |page: &Page| page.images.iter().map(page::media_path).collect::<Vec<_>>();
        let signed = content.and_then(|content| match content.variant(self.channel)? {
            Variant::Site(page) => Some(page),
            Variant::Bluesky(_) => None,
        });
        let mut pictures: BTreeSet<String> = known
            .and_then(|sheet| sheet.page.as_ref())
            .into_iter()
            .chain(signed)
            .flat_map(shown)
            .collect();
        for other in on_disk.iter().filter(|found| found.path != path) {
            for used in other
                .sheet
                .iter()
                .filter_map(|sheet| sheet.page.as_ref())
                .flat_map(shown)
            {
                pictures.remove(&used);
            }
        }
        let mut staged = Staged::default();
        self.stage_site(&mut staged, &notice, on_disk)?;
        staged.commit().map_err(|(_, fault)| fault)?;
        pictures.retain(|picture| self.folder.exists(picture));
        Ok(pictures)
    }

    fn shows_notice(&self, path: &str, proof: &mut Proof) -> bool {
        let read = self.folder.pages(&self.house);
        let (answer, notice) = match &read {
            Err(fault) => (fault.to_string(), false),
            Ok(on_disk) => match on_disk.iter().find(|found| found.path == path) {
                None => ("the page is gone".to_owned(), true),
                Some(found)
                    if found
                        .sheet
                        .as_ref()
                        .is_some_and(|sheet| sheet.page.is_none()) =>
                {
                    ("the notice that the release was withdrawn".to_owned(), true)
                }
                Some(_) => ("the page is still there".to_owned(), false),
            },
        };
        proof.note(
            "read the page",
            &format!("read {path}/index.html"),
            answer,
            notice,
        );
        notice
    }
}
