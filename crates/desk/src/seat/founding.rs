//! The first run: founding an office, or opening the practice office.

use super::waiting::{Founding, WaitingFor};
use super::{FaultView, Outcome, Seat, StartView};
use crate::desk::{Desk, OFFICE_DB};
use crate::fault::{Fault, Problem};
use crate::founding::{self, Wish};
use crate::practice;
use crate::secret::{Passphrase, Secret};
use crate::vault::keyring::Keyring;
use crate::view::KeyringView;
use domain::refusal::Refusal;
use std::path::{Path, PathBuf};

/// The recovery sheet, until it is printed.
const SHEET: &str = "recovery-sheet.txt";
/// What a name may have at most, as the rules demand it.
const MOST_NAME: u32 = 120;

impl Seat {
    /// What the first-run screen needs to know.
    pub(super) async fn start(&self) -> StartView {
        let keyring = match Keyring::system().probe().await {
            Ok(()) => KeyringView::Ready,
            Err(fault) => KeyringView::Missing {
                remedy: fault.to_string(),
            },
        };
        StartView {
            folder: self.places.office.display().to_string(),
            zone: jiff::tz::TimeZone::system()
                .iana_name()
                .unwrap_or("UTC")
                .to_owned(),
            desk_name: "Desk 1".to_owned(),
            keyring,
            fault: self.state().fault.clone(),
        }
    }

    /// Takes the facts of a new office; its founders' passphrases come next, by the other door.
    pub(super) fn begin_founding(
        &self,
        name: String,
        zone: String,
        desk: String,
        founders: [String; 2],
    ) -> Result<Outcome, Problem> {
        if self.places.office.join(OFFICE_DB).exists() {
            return Err(Fault::OfficeExists(self.places.office.clone()).into());
        }
        let [first, second] = &founders;
        for (field, text) in [
            ("office", &name),
            ("desk", &desk),
            ("founder", first),
            ("founder", second),
        ] {
            let letters = text.trim().chars().count();
            if letters == 0 || letters > MOST_NAME as usize {
                return Err(Refusal::BadText {
                    field: field.to_owned(),
                    most: MOST_NAME,
                }
                .into());
            }
        }
        let unsound = |what: &str| Refusal::FoundingUnsound {
            what: what.to_owned(),
        };
        if first.trim() == second.trim() {
            return Err(unsound("the founders are two different people").into());
        }
        if jiff::tz::TimeZone::get(&zone).is_err() {
            return Err(unsound("the time zone is not known, such as Europe/London").into());
        }
        self.want(WaitingFor::Founding(Founding {
            name,
            zone,
            desk,
            founders,
            first: None,
        }));
        Ok(Outcome::SignatureWanted)
    }

    /// Both founders have chosen.
    pub(super) async fn found(&self, second: Passphrase) -> Outcome {
        let wish = {
            let mut state = self.state();
            let Some(WaitingFor::Founding(founding)) =
                state.waiting.as_mut().map(|waiting| &mut waiting.what)
            else {
                return super::doors::nothing_to_sign();
            };
            let Some(first) = founding.first.take() else {
                return super::doors::nothing_to_sign();
            };
            let [one, two] = founding.founders.clone();
            Wish {
                name: founding.name.clone(),
                zone: founding.zone.clone(),
                desk: founding.desk.clone(),
                founders: [(one, first), (two, second)],
                practice: false,
            }
        };
        let folder = self.places.office.clone();
        match founding::found(&folder, self.clock.clone(), &wish).await {
            Ok(founded) => {
                let sheet = founded
                    .recovery
                    .map(|secret| write_sheet(&folder, &wish.name, &secret));
                self.take(founded.desk);
                match sheet {
                    Some(Ok(path)) => {
                        self.go_on_with(WaitingFor::RecoverySheet { path });
                        Outcome::Done
                    }
                    Some(Err(fault)) => {
                        self.clear();
                        Outcome::Failed {
                            fault: FaultView::from(&fault),
                        }
                    }
                    None => {
                        self.clear();
                        Outcome::Done
                    }
                }
            }
            // The first founder's passphrase is gone with the try: both choose again.
            Err(problem) => problem.into(),
        }
    }

    /// Opens the practice office, and makes it where there is none.
    pub(super) async fn practise(&self) -> Result<Outcome, Problem> {
        let folder = &self.places.practice;
        let desk = match Desk::open(folder, self.clock.clone()).await {
            Ok(desk) => desk,
            Err(Fault::NoOffice(_)) => practice::found(folder, self.clock.clone()).await?.desk,
            Err(fault) => return Err(fault.into()),
        };
        self.take(desk);
        self.want(WaitingFor::Unlock { member: None });
        Ok(Outcome::Done)
    }

    /// Closes the practice office, whose folder stays, and goes back to this machine's own, if it has one.
    pub(super) async fn leave_practice(&self) -> Result<Outcome, Problem> {
        let desk = self.open_desk()?;
        if !desk.office().await?.is_practice() {
            return Err(Refusal::PracticeOnly.into());
        }
        self.state().close();
        self.previews.lock().await.clear();
        if self.places.office != self.places.practice && self.places.office.join(OFFICE_DB).exists()
        {
            self.open().await;
        }
        self.tell_signing();
        self.tell(None);
        Ok(Outcome::Done)
    }
}

/// Writes the recovery key where only this person can read it, to be printed and then removed. It is never sent to a
/// page: a page could keep it.
fn write_sheet(folder: &Path, office: &str, secret: &Secret) -> Result<PathBuf, Fault> {
    let path = folder.join(SHEET);
    let text = format!(
        "Countersign: recovery key of {office}\n\n    {}\n\n\
         Print this page, check that every digit can be read, and lock it away where two people can reach it.\n\
         It counts as one member when publishing is started again and when people are enrolled or suspended.\n\
         It can never approve a post. Whoever holds it should not hold a passphrase as well.\n\
         Then let Countersign remove this file.\n",
        secret.expose()
    );
    let fault = |why| Fault::Folder {
        path: path.clone(),
        why,
    };
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(fault)?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(fault)?;
    file.sync_all().map_err(fault)?;
    Ok(path)
}
