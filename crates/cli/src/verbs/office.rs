//! An office: founded, made for practice, looked at, ruled.

use super::{Answer, Hand, folder_fault};
use crate::asked::{Asked, FoundWish, OfficeVerb};
use crate::names;
use desk::clock::Clock;
use desk::fault::Problem;
use desk::founding::{self, Wish};
use desk::intent::{Intent, Typed};
use desk::practice;
use desk::view::Query;
use domain::policy::{Policy, Signatures};
use domain::refusal::Refusal;
use serde_json::json;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

pub(super) async fn found(asked: &Asked, wished: &FoundWish) -> Result<Answer, Problem> {
    let [first, second] = wished.founders.as_slice() else {
        return Err(Refusal::FoundingUnsound {
            what: "it takes exactly two founders".into(),
        }
        .into());
    };
    let chosen = |at: usize, name: &str| {
        let file = wished.files.get(at).map(std::path::PathBuf::as_path);
        names::chosen(
            file,
            &format!("{name}, choose a passphrase while nobody else looks: "),
        )
    };
    let wish = Wish {
        name: wished.name.clone(),
        zone: wished.zone.clone(),
        desk: "Desk 1".to_owned(),
        founders: [
            (first.clone(), chosen(0, first)?),
            (second.clone(), chosen(1, second)?),
        ],
        practice: false,
    };
    // Before the office is there: a key that cannot be written could not be shown again.
    let file = wished.recovery_file.as_deref();
    let opened = file
        .map(private)
        .transpose()
        .map_err(|why| folder_fault(file.unwrap_or(Path::new("the recovery file")), why))?;
    let founded = founding::found(&asked.office, Clock::System, &wish).await?;
    let mut value = json!({
        "office": founded.desk.office_id(),
        "founders": founded.founders,
        "next": "Print the recovery key and lock it away: it is not shown again.",
    });
    if let Some(recovery) = founded.recovery {
        let written = match opened {
            Some(mut opened) => opened.write_all(recovery.expose().as_bytes()).is_ok(),
            None => false,
        };
        if !written {
            value["recovery_key"] = json!(recovery.expose());
        }
    }
    founded.desk.close().await;
    Ok(value.into())
}

/// A file that nobody else may read.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    // One that was there keeps its own rights otherwise.
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

pub(super) async fn practice(asked: &Asked) -> Result<Answer, Problem> {
    let founded = practice::found(&asked.office, Clock::System).await?;
    let members =
        practice::MEMBERS.map(|(name, words)| json!({ "name": name, "passphrase": words }));
    founded.desk.close().await;
    Ok(json!({ "office": founded.desk.office_id(), "practice": true, "members": members }).into())
}

impl Hand<'_> {
    pub(super) async fn office(&self, verb: &OfficeVerb) -> Result<Answer, Problem> {
        match verb {
            // The first two are carried out before a desk is opened.
            OfficeVerb::Found(_) | OfficeVerb::Practice | OfficeVerb::Status => {
                self.look(&Query::Shell).await
            }
            OfficeVerb::Rules {
                signatures,
                freshness,
            } => {
                let office = self.desk.office().await?;
                let known = office.policy().ok_or(Refusal::PolicyUnsound)?;
                let signatures = match signatures {
                    Some(count) => Signatures::new(*count).map_err(|_| Refusal::PolicyUnsound)?,
                    None => known.signatures,
                };
                let policy = Policy {
                    signatures,
                    freshness_s: freshness.unwrap_or(known.freshness_s),
                    channels: known.channels.clone(),
                };
                self.sign(&Intent::ChangePolicy { policy }, Typed::default())
                    .await
            }
        }
    }
}
