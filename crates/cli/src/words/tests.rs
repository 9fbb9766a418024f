use super::*;
use domain::instant::Instant;
use domain::member::Role;
use uuid::Uuid;

/// One of each.
fn all() -> Vec<Refusal> {
    let at = Instant::from_millis(1_796_115_600_000);
    let id = Uuid::from_u128(0x018f_0000_0000_7000_8000_0000_0000_0001);
    let (member, desk, channel) = (MemberId::new(id), DeskId::new(id), ChannelId::new(id));
    let (role, what) = (Role::Manager, "the names are the same".to_owned());
    vec![
        Refusal::NoSuchMember,
        Refusal::NoSuchDesk,
        Refusal::MemberSuspended { member },
        Refusal::KeyRemoved { desk },
        Refusal::RoleNeeded { role },
        Refusal::PersonNeeded,
        Refusal::DeskNeeded,
        Refusal::NotForRecoveryKey,
        Refusal::ClockBehind {
            ledger: at,
            entry: 41,
        },
        Refusal::ClockAhead {
            ledger: at,
            entry: 41,
        },
        Refusal::TooOld {
            kind: "post_translated".to_owned(),
        },
        Refusal::FoundingOnlyOnce,
        Refusal::FoundingUnsound { what: what.clone() },
        Refusal::BadText {
            field: "reason".to_owned(),
            most: 300,
        },
        Refusal::NoSuchProposal,
        Refusal::ProposalLapsed { at },
        Refusal::SameMember,
        Refusal::MemberExists,
        Refusal::BadKey { what: what.clone() },
        Refusal::TooFewSigners,
        Refusal::PolicyUnsound,
        Refusal::NotSuspended,
        Refusal::AlreadySuspended,
        Refusal::NoSuchChannel,
        Refusal::ChannelKindDiffers,
        Refusal::CredentialMismatch,
        Refusal::PracticeOnly,
        Refusal::NoSuchStop,
        Refusal::NoSuchRevision,
        Refusal::NotTheNewest,
        Refusal::ReleaseReused,
        Refusal::RevisionReused,
        Refusal::ChannelsUnsound,
        Refusal::ChannelClosed { channel },
        Refusal::WindowUnsound { most_days: 32 },
        Refusal::PolicyEpochDiffers { now: 2 },
        Refusal::OwnRelease,
        Refusal::EditorIsApprover,
        Refusal::AlreadyApproved,
        Refusal::PublisherDiffers,
        Refusal::WindowDiffers,
        Refusal::FlagsNotAcknowledged { flags: 2 },
        Refusal::Rejected { by: member },
        Refusal::Withdrawn,
        Refusal::TextRefused {
            field: "part 1".to_owned(),
            what: "confusable_host".to_owned(),
            found: "exаmple.org".to_owned(),
        },
        Refusal::ContentDiffers { what },
        Refusal::Stopped,
        Refusal::SignedBeforeStop,
        Refusal::SignedBeforeRevocation { channel, at },
        Refusal::SignedForAnotherAccount { channel, at },
        Refusal::SignedBeforeSuspension { member },
        Refusal::SignaturesMissing { have: 1, need: 2 },
        Refusal::ApproverRoleMissing { role },
        Refusal::SubmitterSuspended { member },
        Refusal::NotYet { not_before: at },
        Refusal::Expired { execute_before: at },
        Refusal::NotThePublisher { publisher: desk },
        Refusal::StaleView { freshness_s: 900 },
        Refusal::LegState {
            state: "taken_down".to_owned(),
        },
        Refusal::EarlierRevisionLive { channel },
        Refusal::NotClaimed,
        Refusal::AlreadyRevoked { channel },
        Refusal::NotOrdered,
        Refusal::NotLive,
        Refusal::BeaconOffChain,
    ]
}

#[test]
fn every_refusal_is_whole_sentences_that_say_what_helps() {
    let told: Vec<String> = all()
        .iter()
        .map(|refusal| {
            let sentence = refused(refusal, &Names(None));
            assert!(sentence.ends_with('.'), "{sentence}");
            assert!(sentence.starts_with(char::is_uppercase), "{sentence}");
            format!("{}: {sentence}", refusal.code())
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}
