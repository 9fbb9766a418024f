//! The newsroom: a site of static pages in a folder, which the office hosts where it likes.
//!
//! The page of a release is one file, put in place by one rename, and it carries the facts it was made from.
//! Index, feeds and lists are made again from the pages each time; no list on the disk is believed. A page that
//! does not come out the same when it is made again is not listed. Somebody who changes page and facts together
//! passes that; against the signed content, and by the hash in the receipt, such a page is found all the same.

mod feeds;
mod folder;
mod html;
mod page;
pub mod preview;
mod withdraw;

use crate::connector::{
    ConnectFault, CredentialState, Found, Places, Published, Recent, Seen, SendFault,
};
use crate::http;
use domain::act::Remote;
use domain::channel::Channel;
use domain::digest::Digest;
use domain::gate::Outgoing;
use domain::ids::ChannelId;
use domain::release::{Content, Image, Page, Variant};
use folder::{DiskFault, Folder, OnDisk, Staged};
use page::{House, Sheet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A newsroom site.
#[derive(Debug, Clone)]
pub struct Site {
    channel: ChannelId,
    house: House,
    folder: Folder,
}

impl Site {
    /// The connector of a channel: its account is the site's title, its address where the public finds it.
    ///
    /// # Errors
    /// [`ConnectFault`] when the address cannot be used.
    pub fn for_channel(channel: &Channel, places: &Places) -> Result<Self, ConnectFault> {
        let mut address = http::base_address(&channel.address)?;
        address.set_fragment(None);
        address.set_query(None);
        if !address.path().ends_with('/') {
            address.set_path(&format!("{}/", address.path()));
        }
        Ok(Self {
            channel: channel.id,
            house: House {
                title: channel.account.clone(),
                address,
                channel: channel.id,
            },
            folder: Folder::new(places.newsroom.clone()),
        })
    }

    pub(crate) async fn publish(
        &self,
        out: Outgoing,
        on_intent: impl AsyncFnOnce() -> Result<(), String>,
    ) -> Result<Published, SendFault> {
        let Variant::Site(page) = out.variant else {
            return Err(refused(
                "other_channel",
                "the permit is for another channel",
            ));
        };
        let site = self.clone();
        let (leg, content, pictures) = (out.leg, out.content, out.pictures);
        let (sheet, staged) =
            off(move || site.stage(leg.revision, &content, page, &pictures)).await?;
        if let Err(why) = on_intent().await {
            staged.discard();
            return Err(SendFault::NotStarted(why));
        }
        let site = self.clone();
        let remote = site.remote(&sheet);
        off(move || commit(staged)).await?;
        Ok(Published {
            remotes: vec![remote],
            sent: out.sent,
        })
    }

    /// Writes everything that will change beside where it belongs. Nothing of it can be seen yet.
    fn stage(
        &self,
        revision: Digest,
        content: &Content,
        page: Page,
        pictures: &BTreeMap<Digest, Arc<[u8]>>,
    ) -> Result<(Sheet, Staged), SendFault> {
        self.folder.open().map_err(SendFault::from)?;
        let on_disk = self.folder.pages(&self.house).map_err(SendFault::from)?;
        let sheet = sheet(revision, content, page, &on_disk)?;
        let media: Vec<&Image> = sheet.page.iter().flat_map(|page| &page.images).collect();
        let mut staged = Staged::default();
        for image in media {
            let bytes = pictures
                .get(&image.digest)
                .ok_or_else(|| refused("picture_missing", "a picture is not with the permit"))?;
            self.folder
                .stage(&mut staged, &page::media_path(image), bytes)
                .map_err(SendFault::from)?;
        }
        self.stage_site(&mut staged, &sheet, on_disk)
            .map_err(SendFault::from)?;
        Ok((sheet, staged))
    }

    /// The page first, so that it is renamed first; then everything that points to it.
    fn stage_site(
        &self,
        staged: &mut Staged,
        sheet: &Sheet,
        on_disk: Vec<OnDisk>,
    ) -> Result<(), DiskFault> {
        let html = sheet.render(&self.house);
        self.folder.stage(
            staged,
            &format!("{}/index.html", sheet.path),
            html.as_bytes(),
        )?;
        let mut sheets: Vec<Sheet> = on_disk
            .into_iter()
            .filter_map(|found| found.sheet)
            .filter(|other| other.path != sheet.path)
            .collect();
        sheets.push(sheet.clone());
        for (path, text) in feeds::all(&self.house, sheets) {
            self.folder.stage(staged, &path, text.as_bytes())?;
        }
        Ok(())
    }

    fn remote(&self, sheet: &Sheet) -> Remote {
        let html = sheet.render(&self.house);
        Remote {
            id: sheet.path.clone(),
            version: Digest::of(html.as_bytes()).to_string(),
            url: self.house.url(&format!("{}/", sheet.path)),
        }
    }

    pub(crate) async fn reconcile(&self, content: &Content, channel: ChannelId) -> Found {
        let site = self.clone();
        let content = content.clone();
        off(move || site.find(&content, channel)).await
    }

    fn find(&self, content: &Content, channel: ChannelId) -> Found {
        let (Some(Variant::Site(page)), Ok(bytes)) = (content.variant(channel), content.encode())
        else {
            return Found::CannotTell("the release has nothing for this site".to_owned());
        };
        let revision = Digest::of(&bytes);
        let on_disk = match self.folder.pages(&self.house) {
            Ok(on_disk) => on_disk,
            Err(DiskFault::NoFolder(_)) if self.folder.can_be_made() => return Found::Absent,
            Err(fault) => return Found::CannotTell(fault.to_string()),
        };
        let path = page::path(content.created_at, &page.slug);
        if on_disk
            .iter()
            .any(|found| found.path == path && found.sheet.is_none())
        {
            return Found::CannotTell(format!("the page {path} was changed by hand"));
        }
        let ours = on_disk
            .iter()
            .filter_map(|found| found.sheet.as_ref())
            .find(|sheet| {
                sheet.release == content.release
                    && sheet.revision == revision
                    && sheet.page.is_some()
            });
        match ours {
            Some(sheet) if sheet.page.as_ref() == Some(page) => {
                let (sheet, there) = (sheet.clone(), vec![self.remote(sheet)]);
                self.relist(&sheet, on_disk);
                Found::There(there)
            }
            Some(_) => Found::CannotTell("the page says something else than was signed".to_owned()),
            None => Found::Absent,
        }
    }

    /// Makes the index, the feeds and the lists again from the pages that are there: a crash may have come between
    /// a page and them.
    fn relist(&self, sheet: &Sheet, on_disk: Vec<OnDisk>) {
        let mut staged = Staged::default();
        let listed = self
            .stage_site(&mut staged, sheet, on_disk)
            .and_then(|()| staged.commit().map_err(|(_, fault)| fault));
        if let Err(fault) = listed {
            // The page itself is out; the next publication makes the lists again.
            tracing::warn!(%fault, "the lists of the newsroom are behind its pages");
        }
    }

    pub(crate) async fn list_recent(
        &self,
        limit: usize,
        cursor: Option<&str>,
    ) -> Result<Recent, String> {
        let site = self.clone();
        let from = cursor
            .map_or(Ok(0), str::parse::<usize>)
            .map_err(|_| "no such place in the list")?;
        off(move || {
            let mut on_disk = site
                .folder
                .pages(&site.house)
                .map_err(|fault| fault.to_string())?;
            on_disk.retain(|found| {
                found
                    .sheet
                    .as_ref()
                    .is_none_or(|sheet| sheet.page.is_some())
            });
            on_disk.sort_by_key(|found| std::cmp::Reverse(found.newest()));
            let all = on_disk.len();
            let to = from.saturating_add(limit.max(1));
            let seen = on_disk
                .into_iter()
                .skip(from)
                .take(to - from)
                .map(|found| site.seen(found));
            Ok(Recent {
                seen: seen.collect(),
                cursor: (to < all).then(|| to.to_string()),
            })
        })
        .await
    }

    fn seen(&self, found: OnDisk) -> Seen {
        let at = found.newest();
        let page = found.sheet.and_then(|sheet| sheet.page);
        let pictures = page.as_ref().map_or(0, |page| page.images.len());
        Seen {
            remote: Remote {
                url: self.house.url(&format!("{}/", found.path)),
                id: found.path,
                version: found.digest.to_string(),
            },
            text: page.map_or(found.raw, |page| {
                let all = [page.headline, page.standfirst, page.body, page.notes];
                all.into_iter()
                    .filter(|text| !text.is_empty())
                    .collect::<Vec<_>>()
                    .join("\n\n")
            }),
            at,
            reply: false,
            pictures,
        }
    }

    pub(crate) async fn check(&self) -> CredentialState {
        let folder = self.folder.clone();
        match off(move || folder.open().and_then(|()| folder.try_writing())).await {
            Ok(()) => CredentialState::Working,
            Err(fault) => CredentialState::Refused(fault.to_string()),
        }
    }
}

/// Puts everything in its place. When the page is not there afterwards, nothing went out.
fn commit(staged: Staged) -> Result<(), SendFault> {
    staged.commit().map_err(|(done, fault)| {
        if done == 0 {
            SendFault::from(fault)
        } else {
            SendFault::Ambiguous(format!("the site was written in part: {fault}"))
        }
    })
}

/// What the page becomes: a new one, or a newer revision at the address the release already has.
fn sheet(
    revision: Digest,
    content: &Content,
    page: Page,
    on_disk: &[OnDisk],
) -> Result<Sheet, SendFault> {
    let wanted = page::path(content.created_at, &page.slug);
    let sheets = || on_disk.iter().filter_map(|found| found.sheet.as_ref());
    let before = sheets().find(|sheet| sheet.release == content.release);
    let path = before.map_or(wanted, |sheet| sheet.path.clone());
    let taken = on_disk.iter().any(|found| {
        let ours = found
            .sheet
            .as_ref()
            .is_some_and(|sheet| sheet.release == content.release);
        found.path == path && !ours
    });
    if taken {
        let words = format!(
            "there is another page at {path} already, or this one was changed by hand. Choose another address, or take that page away. Nothing was written"
        );
        return Err(refused("address_taken", &words));
    }
    let published = before.map_or(content.created_at, |sheet| sheet.published);
    let updated = match before {
        Some(sheet) if sheet.revision == revision => sheet.updated,
        Some(_) => Some(content.created_at),
        None => None,
    };
    Ok(Sheet {
        v: 1,
        release: content.release,
        number: content.number,
        revision,
        language: content.language.clone(),
        path,
        published,
        updated,
        withdrawn: None,
        page: Some(page),
    })
}

fn refused(code: &str, words: &str) -> SendFault {
    SendFault::Refused {
        code: code.to_owned(),
        words: words.to_owned(),
        again: false,
    }
}

impl From<DiskFault> for SendFault {
    fn from(fault: DiskFault) -> Self {
        Self::Refused {
            code: fault.code().to_owned(),
            words: format!("{fault}. Nothing was published"),
            again: true,
        }
    }
}

/// Runs disk work where it holds up nobody. A panic there is a panic here.
async fn off<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // Only a runtime that is shutting down cancels such work; nobody waits for the answer then.
            Err(_) => std::future::pending().await,
        },
    }
}
