//! Links for a person's browser. The core finds the address; a page only says what it wants opened.

use super::{FaultView, Opening, Outcome, Seat};
use crate::connector::site::preview;
use crate::desk::Desk;
use crate::fault::Problem;
use domain::channel::{Channel, ChannelKind};
use domain::ids::{ChannelId, ReleaseId};
use domain::office::{Office, Progress};
use domain::refusal::Refusal;
use url::Url;

/// Bluesky's own page for app passwords (<https://bsky.app/settings/app-passwords>, seen November 2026).
const BLUESKY_APP_PASSWORDS: &str = "https://bsky.app/settings/app-passwords";

impl Seat {
    /// The address of what is to be opened.
    ///
    /// # Errors
    /// Nothing is there to be opened, in the shape of an outcome.
    pub async fn address(&self, opening: Opening) -> Result<Url, Outcome> {
        self.find(opening)
            .await
            .map_err(Outcome::from)?
            .ok_or_else(|| Outcome::Failed {
                fault: FaultView::NothingToOpen {
                    detail: "there is no page to open for this".to_owned(),
                },
            })
    }

    async fn find(&self, opening: Opening) -> Result<Option<Url>, Problem> {
        let desk = self.open_desk()?;
        if self.seated().is_none() {
            return Err(Refusal::PersonNeeded.into());
        }
        let office = match opening {
            Opening::Post { release, .. } => desk.office_with(&[release]).await?,
            Opening::Newsroom { .. } | Opening::AppPasswords { .. } => desk.office().await?,
        };
        let (Opening::Post { channel, .. }
        | Opening::Newsroom { channel }
        | Opening::AppPasswords { channel }) = opening;
        let place = office
            .channels()
            .get(&channel)
            .ok_or(Refusal::NoSuchChannel)?;
        match (opening, place.kind) {
            (Opening::Post { release, .. }, kind) => {
                let Some(url) = post(&office, release, channel) else {
                    return Ok(None);
                };
                // Nobody hosts a practice newsroom: its pages are shown from the folder.
                if kind == ChannelKind::Site && office.is_practice() {
                    return self.previewed(&desk, place, Some(&url)).await;
                }
                Ok(Some(url))
            }
            (Opening::Newsroom { .. }, ChannelKind::Site) => {
                self.previewed(&desk, place, None).await
            }
            (Opening::AppPasswords { .. }, ChannelKind::Bluesky) => {
                Ok(Url::parse(BLUESKY_APP_PASSWORDS).ok())
            }
            _ => Ok(None),
        }
    }

    /// A page of a newsroom, served from its folder to this machine alone until the window closes.
    async fn previewed(
        &self,
        desk: &Desk,
        channel: &Channel,
        page: Option<&Url>,
    ) -> Result<Option<Url>, Problem> {
        let mut previews = self.previews.lock().await;
        let address = if let Some(running) = previews.get(&channel.id) {
            running.address()
        } else {
            let folder = desk.newsroom(channel.id);
            let serving = preview::serve(&folder)
                .await
                .map_err(|why| crate::fault::Fault::Folder { path: folder, why })?;
            let address = serving.address();
            previews.insert(channel.id, serving);
            address
        };
        let base = Url::parse(&channel.address).ok();
        let below = page.and_then(|page| {
            let base = base.as_ref()?;
            page.path().strip_prefix(base.path()).map(str::to_owned)
        });
        let below = below.unwrap_or_default();
        let url = format!("http://{address}/{}", below.trim_start_matches('/'));
        Ok(Url::parse(&url).ok())
    }
}

/// The address of a post's first part, if it is one a browser can be sent to.
fn post(office: &Office, release: ReleaseId, channel: ChannelId) -> Option<Url> {
    let revisions = &office.release(release)?.revisions;
    let remotes =
        revisions
            .iter()
            .rev()
            .find_map(|revision| match &revision.leg(channel)?.state {
                Progress::Receipted { remotes, .. } => Some(remotes),
                _ => None,
            })?;
    let url = Url::parse(&remotes.first()?.url).ok()?;
    ["https", "http"].contains(&url.scheme()).then_some(url)
}
