//! Acts and changes as they are usually said.

use super::people::{D1, SKY, new_key};
use domain::act::{Act, Approval, Change, Leg, Remote, Scope, Submission};
use domain::channel::{ChannelKind, Credential, Custody};
use domain::digest::Digest;
use domain::ids::{ChannelId, MemberId};
use domain::member::Role;
use domain::release::{Page, Part, Post, Variant};

pub fn enrolment(member: MemberId, roles: &[Role]) -> Change {
    Change::MemberEnrolled {
        name: format!("Member {}", &member.to_string()[35..]),
        roles: roles.to_vec(),
        key: new_key(member, D1),
    }
}

pub fn site(channel: ChannelId) -> Change {
    Change::ChannelConnected {
        channel,
        channel_kind: ChannelKind::Site,
        name: "Newsroom".to_owned(),
        account: "Newsroom".to_owned(),
        address: "https://news.example.org".to_owned(),
        credential: None,
    }
}

pub fn sky(epoch: Option<u32>) -> Change {
    Change::ChannelConnected {
        channel: SKY,
        channel_kind: ChannelKind::Bluesky,
        name: "Bluesky".to_owned(),
        account: "press.example.org".to_owned(),
        address: "https://pds.example.org".to_owned(),
        credential: epoch.map(|epoch| Credential {
            epoch,
            custody: Custody::Plain,
            sealed: Digest::of(b"sealed"),
        }),
    }
}

/// The same channel at another account.
pub fn elsewhere(mut connection: Change) -> Change {
    if let Change::ChannelConnected { account, .. } = &mut connection {
        account.push_str(".elsewhere");
    }
    connection
}

/// The same account at another address.
pub fn readdressed(mut connection: Change) -> Change {
    if let Change::ChannelConnected { address, .. } = &mut connection {
        address.push_str("/other");
    }
    connection
}

pub fn variant(channel: ChannelId, number: u32, words: &str) -> Variant {
    if channel == SKY {
        let part = Part {
            text: words.to_owned(),
            ..Part::default()
        };
        Variant::Bluesky(Post {
            parts: vec![part],
            quote: None,
        })
    } else {
        Variant::Site(Page {
            slug: format!("statement-{number}"),
            headline: format!("Statement {number}"),
            body: words.to_owned(),
            ..Page::default()
        })
    }
}

pub fn submitted(submission: Submission) -> Act {
    Act::RevisionSubmitted(Box::new(submission))
}

pub fn approved(approval: Approval) -> Act {
    Act::Approved(Box::new(approval))
}

pub fn stopped(scope: Scope) -> Act {
    Act::Stop {
        scope,
        pulled_by: None,
        reason: "Something is wrong.".to_owned(),
    }
}

pub fn receipt(leg: Leg) -> Act {
    Act::Receipt {
        leg,
        remotes: vec![Remote {
            id: "statement-1".to_owned(),
            version: String::new(),
            url: "https://news.example.org/statement-1/".to_owned(),
        }],
        sent: Digest::of(b"the bytes that were sent"),
    }
}
