//! From what a person types to ids: names of members, channels, drafts, and numbers of releases.

use desk::desk::Desk;
use desk::fault::{Fault, Problem};
use desk::secret::{Passphrase, Secret};
use domain::ids::{ChannelId, DraftId, MemberId, ReleaseId};
use domain::refusal::Refusal;
use std::path::Path;
use zeroize::Zeroizing;

/// The member who acts.
pub(crate) async fn who(desk: &Desk, name: Option<&str>) -> Result<MemberId, Problem> {
    member(desk, name.ok_or(Refusal::PersonNeeded)?).await
}

/// A member by name, by the first word of it, or by id.
pub(crate) async fn member(desk: &Desk, name: &str) -> Result<MemberId, Problem> {
    let office = desk.office().await?;
    let wanted = name.to_lowercase();
    let fits = |known: &str| {
        let known = known.to_lowercase();
        known == wanted || known.split_whitespace().next() == Some(wanted.as_str())
    };
    let mut found = office
        .members()
        .values()
        .filter(|member| fits(&member.name) || member.id.to_string() == name)
        .map(|member| member.id);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(Refusal::NoSuchMember.into()),
    }
}

/// A channel by name or id.
pub(crate) async fn channel(desk: &Desk, name: &str) -> Result<ChannelId, Problem> {
    let office = desk.office().await?;
    let found = office
        .channels()
        .values()
        .find(|channel| channel.name.eq_ignore_ascii_case(name) || channel.id.to_string() == name);
    found
        .map(|channel| channel.id)
        .ok_or_else(|| Refusal::NoSuchChannel.into())
}

/// A draft by id or by its title.
pub(crate) async fn draft(desk: &Desk, name: &str) -> Result<DraftId, Problem> {
    let drafts = desk.drafts().await?;
    let found = drafts
        .iter()
        .find(|draft| draft.id.to_string() == name || draft.title.eq_ignore_ascii_case(name));
    found
        .map(|draft| draft.id)
        .ok_or_else(|| Fault::NoSuchDraft.into())
}

/// A release by CS-2041, 2041 or its id.
pub(crate) async fn release(desk: &Desk, name: &str) -> Result<ReleaseId, Problem> {
    let number = name
        .trim_start_matches("CS-")
        .trim_start_matches("cs-")
        .parse::<u32>();
    let found = match number {
        Ok(number) => desk.release_of(number).await?,
        Err(_) => match name.parse::<ReleaseId>() {
            Ok(id) => desk
                .office_with(&[id])
                .await?
                .release(id)
                .map(|known| known.id),
            Err(_) => None,
        },
    };
    found.ok_or_else(|| Refusal::NoSuchRevision.into())
}

/// The first line of a file, or what is typed after a prompt.
pub(crate) fn secret_line(file: Option<&Path>, prompt: &str) -> Result<String, Problem> {
    let fault = |path: &Path, why| Fault::Folder {
        path: path.to_owned(),
        why,
    };
    let read = Zeroizing::new(match file {
        Some(file) => std::fs::read_to_string(file).map_err(|why| fault(file, why))?,
        None => rpassword::prompt_password(prompt)
            .map_err(|why| fault(Path::new("the terminal"), why))?,
    });
    Ok(read.lines().next().unwrap_or_default().to_owned())
}

/// A passphrase that is being chosen.
pub(crate) fn chosen(file: Option<&Path>, prompt: &str) -> Result<Passphrase, Problem> {
    let words = secret_line(file, prompt)?;
    Passphrase::chosen(words).map_err(|weak| {
        Refusal::FoundingUnsound {
            what: weak.to_string(),
        }
        .into()
    })
}

/// A credential.
pub(crate) fn credential(file: Option<&Path>) -> Result<Secret, Problem> {
    Ok(Secret::new(secret_line(
        file,
        "The channel's credential: ",
    )?))
}
