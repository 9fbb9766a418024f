//! Each verb is one question to the desk.

use crate::asked::{
    Asked, ChannelVerb, DraftVerb, Edit, LedgerVerb, MemberVerb, OfficeVerb, ProposalVerb, Verb,
};
use crate::names;
use desk::clock::Clock;
use desk::desk::Desk;
use desk::draft::{DraftText, DraftVariant};
use desk::fault::{Fault, Problem};
use desk::founding::{self, Wish};
use desk::intent::{Intent, Typed};
use desk::secret::Passphrase;
use desk::view::{Query, View};
use domain::act::Scope;
use domain::channel::ChannelKind;
use domain::digest::Link;
use domain::member::Role;
use domain::refusal::Refusal;
use domain::release::{Part, Variant};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// What is printed, and with which exit code it ends.
pub(crate) struct Answer {
    /// One document.
    pub(crate) value: Value,
    /// 0, or 7 when something did not go out.
    pub(crate) code: u8,
}

impl From<Value> for Answer {
    fn from(value: Value) -> Self {
        Self { value, code: 0 }
    }
}

/// Carries a verb out.
pub(crate) async fn carry_out(asked: &Asked) -> Result<Answer, Problem> {
    match &asked.verb {
        Verb::Office(OfficeVerb::Found {
            name,
            zone,
            founders,
            files,
            recovery_file,
        }) => {
            let recovery = recovery_file.as_deref();
            return found(asked, name, zone, founders, files, recovery).await;
        }
        Verb::Office(OfficeVerb::Practice) => return practice(asked).await,
        Verb::Doctor => return Ok(doctor(asked).await.into()),
        _ => {}
    }
    let desk = Desk::open(&asked.office, Clock::System).await?;
    let hand = Hand { asked, desk: &desk };
    match &asked.verb {
        Verb::Publish { wait } => publish(&desk, *wait).await,
        Verb::Stop { channel, reason } => hand.stop(channel.as_deref(), reason).await,
        Verb::Ledger(verb) => hand.ledger(verb).await,
        Verb::Draft(verb) => hand.draft(verb).await,
        Verb::Office(_) => hand.look(&Query::Shell).await,
        Verb::Member(MemberVerb::List) | Verb::Proposal(ProposalVerb::List) => {
            hand.look(&Query::People).await
        }
        Verb::Channel(ChannelVerb::List) => hand.look(&Query::Channels).await,
        Verb::Live { words } => {
            hand.look(&Query::Live {
                words: words.clone(),
                after: None,
            })
            .await
        }
        Verb::Review { release } => {
            let release = names::release(&desk, release).await?;
            hand.look(&Query::Review { release }).await
        }
        _ => {
            let (intent, typed) = hand.intent().await?;
            hand.sign(&intent, typed).await
        }
    }
}

async fn publish(desk: &Desk, wait: u64) -> Result<Answer, Problem> {
    let reports = desk.publish(Duration::from_secs(wait)).await?;
    let all_out = reports.iter().all(|report| report.state == "receipted");
    Ok(Answer {
        value: json!({ "legs": reports }),
        code: if all_out { 0 } else { 7 },
    })
}

fn folder_fault(path: &Path, why: std::io::Error) -> Fault {
    Fault::Folder {
        path: path.to_owned(),
        why,
    }
}

async fn found(
    asked: &Asked,
    name: &str,
    zone: &str,
    founders: &[String],
    files: &[std::path::PathBuf],
    recovery_file: Option<&Path>,
) -> Result<Answer, Problem> {
    let [first, second] = founders else {
        return Err(Refusal::FoundingUnsound {
            what: "it takes exactly two founders".into(),
        }
        .into());
    };
    let chosen = |at: usize, name: &str| {
        let file = files.get(at).map(std::path::PathBuf::as_path);
        names::chosen(
            file,
            &format!("{name}, choose a passphrase while nobody else looks: "),
        )
    };
    let wish = Wish {
        name: name.to_owned(),
        zone: zone.to_owned(),
        desk: "Desk 1".to_owned(),
        founders: [
            (first.clone(), chosen(0, first)?),
            (second.clone(), chosen(1, second)?),
        ],
        practice: false,
    };
    let founded = founding::found(&asked.office, Clock::System, &wish).await?;
    let mut value = json!({
        "office": founded.desk.office_id(),
        "founders": founded.founders,
        "next": "Print the recovery key and lock it away: it is not shown again.",
    });
    if let Some(recovery) = founded.recovery {
        match recovery_file {
            Some(file) => {
                std::fs::write(file, recovery.expose()).map_err(|why| folder_fault(file, why))?;
            }
            None => value["recovery_key"] = json!(recovery.expose()),
        }
    }
    Ok(value.into())
}

/// The practice members' passphrases are no secret: a practice office reaches nobody.
const PRACTICE: [(&str, &str); 2] = [
    ("Ana Practice", "practice makes a calm office"),
    ("Jo Practice", "practice makes a second pair of eyes"),
];

async fn practice(asked: &Asked) -> Result<Answer, Problem> {
    let one = |(name, words): (&str, &str)| {
        let chosen = Passphrase::chosen(words.to_owned());
        chosen
            .map(|passphrase| (name.to_owned(), passphrase))
            .map_err(|weak| Refusal::FoundingUnsound {
                what: weak.to_string(),
            })
    };
    let wish = Wish {
        name: "Practice office".to_owned(),
        zone: "Europe/London".to_owned(),
        desk: "Practice desk".to_owned(),
        founders: [one(PRACTICE[0])?, one(PRACTICE[1])?],
        practice: true,
    };
    let founded = founding::found(&asked.office, Clock::System, &wish).await?;
    let members = PRACTICE.map(|(name, words)| json!({ "name": name, "passphrase": words }));
    Ok(json!({ "office": founded.desk.office_id(), "practice": true, "members": members }).into())
}

async fn doctor(asked: &Asked) -> Value {
    let keyring = desk::vault::keyring::Keyring::system().probe().await;
    let office = match Desk::open(&asked.office, Clock::System).await {
        Ok(desk) => match desk.audit().await {
            Ok(audit) => format!("sound: {} entries, all verified", audit.entries),
            Err(fault) => fault.to_string(),
        },
        Err(fault) => fault.to_string(),
    };
    json!({
        "keyring": keyring.map_or_else(|fault| fault.to_string(), |()| "it answers".to_owned()),
        "office": office,
    })
}

/// One verb on an open desk.
struct Hand<'a> {
    asked: &'a Asked,
    desk: &'a Desk,
}

impl Hand<'_> {
    async fn look(&self, query: &Query) -> Result<Answer, Problem> {
        let viewer = match &self.asked.member {
            Some(name) => Some(names::member(self.desk, Some(name)).await?),
            None => None,
        };
        Ok(shown(&self.desk.look(query, viewer).await?))
    }

    async fn stop(&self, channel: Option<&str>, reason: &str) -> Result<Answer, Problem> {
        let scope = match channel {
            None => Scope::Everything,
            Some(name) => Scope::Channel {
                channel: names::channel(self.desk, name).await?,
            },
        };
        let by = match &self.asked.member {
            Some(name) => Some(names::member(self.desk, Some(name)).await?),
            None => None,
        };
        let seq = self.desk.stop(scope, by, reason).await?;
        Ok(json!({ "kind": "stopped", "seq": seq }).into())
    }

    async fn ledger(&self, verb: &LedgerVerb) -> Result<Answer, Problem> {
        match verb {
            LedgerVerb::Log { before } => self.look(&Query::Ledger { before: *before }).await,
            LedgerVerb::Verify => Ok(json!(self.desk.audit().await?).into()),
            LedgerVerb::Rebuild => Ok(json!(self.desk.rebuild().await?).into()),
            LedgerVerb::Export { to: None } => Ok(json!(self.desk.export().await?).into()),
            LedgerVerb::Export { to: Some(file) } => {
                let export = self.desk.export().await?;
                std::fs::write(file, &export).map_err(|why| folder_fault(file, why))?;
                Ok(json!({ "written": file, "bytes": export.len() }).into())
            }
        }
    }

    async fn draft(&self, verb: &DraftVerb) -> Result<Answer, Problem> {
        match verb {
            DraftVerb::List => self.look(&Query::Drafts).await,
            DraftVerb::Show { draft } => {
                let draft = names::draft(self.desk, draft).await?;
                self.look(&Query::Draft { draft }).await
            }
            DraftVerb::New { title, channels } => {
                let by = names::member(self.desk, self.asked.member.as_deref()).await?;
                let mut ids = Vec::new();
                for name in channels {
                    ids.push(names::channel(self.desk, name).await?);
                }
                let draft = self.desk.new_draft(by, title, &ids).await?;
                Ok(json!({ "draft": draft.id, "title": draft.title }).into())
            }
            DraftVerb::Edit(edit) => self.edit(edit).await,
        }
    }

    async fn edit(&self, edit: &Edit) -> Result<Answer, Problem> {
        let by = names::member(self.desk, self.asked.member.as_deref()).await?;
        let id = names::draft(self.desk, &edit.draft).await?;
        let channel = names::channel(self.desk, &edit.channel).await?;
        let draft = self.desk.draft(id).await?;
        let mut images = Vec::new();
        for (at, file) in edit.image.iter().enumerate() {
            let bytes = std::fs::read(file).map_err(|why| folder_fault(file, why))?;
            let alt = edit.alt.get(at).map_or("", String::as_str);
            images.push(self.desk.bring_picture(&bytes, alt).await?);
        }
        let mut variants = Vec::new();
        for each in draft.variants {
            let variant = if each.channel == channel {
                changed(each.variant, edit, images.clone())
            } else {
                each.variant
            };
            variants.push(DraftVariant {
                channel: each.channel,
                variant,
            });
        }
        let text = DraftText {
            title: draft.title,
            language: draft.language,
            variants,
            timing: draft.timing,
            note: draft.note,
        };
        let saved = self.desk.save_draft(id, draft.version, by, text).await?;
        Ok(json!({ "draft": saved.id, "version": saved.version }).into())
    }

    /// The intent that a verb is.
    async fn intent(&self) -> Result<(Intent, Typed), Problem> {
        let mut typed = Typed::default();
        let intent = match &self.asked.verb {
            Verb::Submit { draft } => Intent::Submit {
                draft: names::draft(self.desk, draft).await?,
            },
            Verb::Approve {
                release,
                acknowledge_all,
            } => self.approve(release, *acknowledge_all).await?,
            Verb::Reject { release, note } => {
                let (release, revision) = self.newest(release).await?;
                Intent::Reject {
                    release,
                    revision,
                    note: note.clone(),
                }
            }
            Verb::Withdraw { release } => {
                let (release, revision) = self.newest(release).await?;
                Intent::Withdraw { release, revision }
            }
            Verb::Restart => Intent::Restart,
            Verb::Takedown {
                release,
                channel,
                reason,
            } => Intent::TakeDown {
                release: names::release(self.desk, release).await?,
                channel: names::channel(self.desk, channel).await?,
                reason: reason.clone(),
            },
            Verb::Member(verb) => self.member(verb, &mut typed).await?,
            Verb::Proposal(ProposalVerb::Second { proposal }) => Intent::Second {
                proposal: link(proposal)?,
            },
            Verb::Proposal(ProposalVerb::Drop { proposal }) => Intent::Drop {
                proposal: link(proposal)?,
            },
            Verb::Channel(verb) => self.channel(verb, &mut typed).await?,
            // Carried out without a signature, above.
            Verb::Office(_)
            | Verb::Proposal(ProposalVerb::List)
            | Verb::Draft(_)
            | Verb::Review { .. }
            | Verb::Publish { .. }
            | Verb::Stop { .. }
            | Verb::Live { .. }
            | Verb::Ledger(_)
            | Verb::Doctor => return Err(Refusal::PersonNeeded.into()),
        };
        Ok((intent, typed))
    }

    async fn newest(
        &self,
        name: &str,
    ) -> Result<(domain::ids::ReleaseId, domain::digest::Digest), Problem> {
        let release = names::release(self.desk, name).await?;
        let office = self.desk.office_with(&[release]).await?;
        let newest = office.release(release).and_then(|release| release.newest());
        let revision = newest.ok_or(Refusal::NoSuchRevision)?.digest;
        Ok((release, revision))
    }

    /// Shows exactly what is to be signed, then signs it.
    async fn approve(&self, name: &str, all: bool) -> Result<Intent, Problem> {
        let (release, revision) = self.newest(name).await?;
        let viewer = names::member(self.desk, self.asked.member.as_deref()).await?;
        let View::Review(review) = self
            .desk
            .look(&Query::Review { release }, Some(viewer))
            .await?
        else {
            return Err(Refusal::NoSuchRevision.into());
        };
        for variant in &review.variants {
            eprintln!("{} ({})", variant.channel_name, variant.account);
            for field in &variant.fields {
                eprintln!("  {}: {}", field.field, field.text);
            }
        }
        for flag in &review.flags {
            eprintln!("  Look at: {} in {}: {}", flag.what, flag.field, flag.found);
        }
        eprintln!("  Fingerprint: {revision}");
        let acknowledged = if all { review.flags } else { Vec::new() };
        Ok(Intent::Approve {
            release,
            revision,
            acknowledged,
        })
    }

    async fn member(&self, verb: &MemberVerb, typed: &mut Typed) -> Result<Intent, Problem> {
        Ok(match verb {
            MemberVerb::List => return Err(Refusal::PersonNeeded.into()),
            MemberVerb::Enrol {
                name,
                roles,
                new_passphrase_file,
            } => {
                let prompt = format!("{name}, choose a passphrase while nobody else looks: ");
                typed.new_passphrase =
                    Some(names::chosen(new_passphrase_file.as_deref(), &prompt)?);
                let known = |word: &String| {
                    Role::ALL
                        .into_iter()
                        .find(|role| format!("{role:?}").eq_ignore_ascii_case(word))
                };
                let roles: Option<Vec<Role>> = roles.iter().map(known).collect();
                let what = "a role is author, approver or manager".to_owned();
                let roles = roles.ok_or(Refusal::FoundingUnsound { what })?;
                Intent::Enrol {
                    name: name.clone(),
                    roles,
                }
            }
            MemberVerb::Suspend { who, reason } => Intent::Suspend {
                member: names::member(self.desk, Some(who)).await?,
                reason: reason.clone(),
            },
            MemberVerb::ConfirmSuspension { who } => Intent::ConfirmSuspension {
                member: names::member(self.desk, Some(who)).await?,
            },
            MemberVerb::Reinstate { who } => Intent::Reinstate {
                member: names::member(self.desk, Some(who)).await?,
            },
        })
    }

    async fn channel(&self, verb: &ChannelVerb, typed: &mut Typed) -> Result<Intent, Problem> {
        Ok(match verb {
            ChannelVerb::List => return Err(Refusal::PersonNeeded.into()),
            ChannelVerb::Revoke { channel, reason } => Intent::Revoke {
                channel: names::channel(self.desk, channel).await?,
                reason: reason.clone(),
            },
            ChannelVerb::Connect {
                kind,
                name,
                account,
                address,
                credential_name,
                credential_file,
            } => {
                let channel_kind = match kind.as_str() {
                    "bluesky" => ChannelKind::Bluesky,
                    "site" => ChannelKind::Site,
                    _ => return Err(Refusal::NoSuchChannel.into()),
                };
                if channel_kind.needs_credential() {
                    typed.credential = Some(names::credential(credential_file.as_deref())?);
                }
                Intent::Connect {
                    channel: names::channel(self.desk, name).await.ok(),
                    channel_kind,
                    name: name.clone(),
                    account: account.clone(),
                    address: address.clone(),
                    credential_name: credential_name.clone(),
                }
            }
        })
    }

    async fn sign(&self, intent: &Intent, typed: Typed) -> Result<Answer, Problem> {
        let member = names::member(self.desk, self.asked.member.as_deref()).await?;
        let source = &self.asked.passphrase;
        let descriptor = source.passphrase_fd.map(|n| format!("/dev/fd/{n}").into());
        let file = source.passphrase_file.clone().or(descriptor);
        let words = names::secret_line(file.as_deref(), "Your passphrase: ")?;
        let done = self
            .desk
            .sign(member, &Passphrase::typed(words), intent, typed)
            .await?;
        Ok(json!(done).into())
    }
}

fn shown(view: &View) -> Answer {
    json!(view).into()
}

fn link(text: &str) -> Result<Link, Problem> {
    Link::parse(text).map_err(|_| Refusal::NoSuchProposal.into())
}

/// A variant with what was named changed, and the rest as it was.
fn changed(variant: Variant, edit: &Edit, images: Vec<domain::release::Image>) -> Variant {
    match variant {
        Variant::Bluesky(mut post) => {
            if !edit.text.is_empty() {
                let part = |text: &String| Part {
                    text: text.clone(),
                    ..Part::default()
                };
                let kept = post
                    .parts
                    .first()
                    .map_or_else(Vec::new, |part| part.images.clone());
                post.parts = edit.text.iter().map(part).collect();
                if let Some(first) = post.parts.first_mut() {
                    first.images = kept;
                }
            }
            if let Some(first) = post.parts.first_mut()
                && !images.is_empty()
            {
                first.images = images;
            }
            Variant::Bluesky(post)
        }
        Variant::Site(mut page) => {
            for (field, words) in [
                (&mut page.headline, &edit.headline),
                (&mut page.standfirst, &edit.standfirst),
                (&mut page.body, &edit.body),
                (&mut page.notes, &edit.notes),
                (&mut page.slug, &edit.slug),
            ] {
                if let Some(words) = words {
                    field.clone_from(words);
                }
            }
            if !images.is_empty() {
                page.images = images;
            }
            Variant::Site(page)
        }
    }
}
