//! An office with one newsroom site in a folder.

use desk::connector::{Connector, Places, SendFault};
use domain::channel::ChannelKind;
use domain::digest::Digest;
use domain::ids::ChannelId;
use domain::release::{Page, Variant};
use std::fs;
use std::path::{Path, PathBuf};
use tests::office::Story;

pub(crate) const ADDRESS: &str = "https://news.met.example/press/";

pub(crate) struct Stage {
    pub(crate) story: Story,
    pub(crate) channel: ChannelId,
    pub(crate) folder: tempfile::TempDir,
}

pub(crate) fn page(slug: &str, headline: &str, body: &str) -> Page {
    Page {
        slug: slug.to_owned(),
        headline: headline.to_owned(),
        standfirst: "What we know so far.".to_owned(),
        body: body.to_owned(),
        notes: "Press office: +44 20 7946 0000".to_owned(),
        images: Vec::new(),
    }
}

pub(crate) async fn yes() -> Result<(), String> {
    Ok(())
}

impl Stage {
    pub(crate) fn set() -> Self {
        Self::called("Met News & <Press>")
    }

    pub(crate) fn called(title: &str) -> Self {
        let mut story = Story::founded();
        let channel = story.connect(ChannelKind::Site, title, ADDRESS);
        Self {
            story,
            channel,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("newsroom/site")
    }

    pub(crate) fn connector(&self) -> Connector {
        self.connector_in(self.root())
    }

    pub(crate) fn connector_in(&self, newsroom: PathBuf) -> Connector {
        let places = Places { newsroom };
        Connector::for_channel(self.story.channel(self.channel), &places).unwrap()
    }

    pub(crate) fn approved(&mut self, page: Page) -> Digest {
        self.story.approved(&[(self.channel, Variant::Site(page))])
    }

    pub(crate) async fn publish(&mut self, page: Page) -> (Digest, domain::act::Remote) {
        let revision = self.approved(page);
        (revision, self.send(revision).await)
    }

    pub(crate) async fn send(&mut self, revision: Digest) -> domain::act::Remote {
        let leg = self.story.claim(revision, self.channel);
        let permit = self.story.permit(&leg);
        let done = self.connector().publish(permit, None, yes).await.unwrap();
        self.story.receipt(leg, done.remotes.clone(), done.sent);
        done.remotes.into_iter().next().unwrap()
    }

    pub(crate) async fn refused(
        &mut self,
        connector: &Connector,
        page: Page,
    ) -> (String, String, bool) {
        let revision = self.approved(page);
        let permit = self.story.permitted(revision, self.channel);
        match connector.publish(permit, None, yes).await {
            Err(SendFault::Refused { code, words, again }) => (code, words, again),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap()
    }

    /// Every file of the site, with links left as they are.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        walk(&self.root(), &mut files);
        files.sort();
        let root = format!("{}/", self.root().display());
        files.iter().map(|file| file.replace(&root, "")).collect()
    }
}

pub(crate) fn walk(folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            walk(&entry.path(), files);
        } else {
            files.push(entry.path().display().to_string());
        }
    }
}
