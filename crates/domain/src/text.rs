//! Text that cannot deceive the eye: what is refused outright, and what an approver must look at.
//!
//! A second signature is worth nothing if the signer reads other words than the public gets. This
//! module finds the characters, words and links that make the two differ. It never changes text
//! ([`normalise`] does, and only when a draft is saved) and never resolves or fetches a link.
//!
//! # What is refused and what is flagged
//!
//! A *refused* finding stops submission. A *flagged* one is acknowledged by each approver, and the
//! acknowledged findings stand inside the signed approval. [`FindingKind::refuses`] is the split.
//! Two sources decide it, and they differ:
//!
//! * The threat model refuses every invisible character outside emoji. The design lists "zero-width"
//!   as a warning. The threat model wins: an invisible character has no honest use in a press text,
//!   but for the cases below, and each costs an approver attention that a real trick needs.
//! * Flagged instead of refused, because people type them honestly: the soft hyphen outside links,
//!   the joiners where Persian, Arabic-script and Indic spelling call for them (UAX #31, rules A1,
//!   A2 and B), the text-style selector after an emoji, and unusual spaces.
//! * The design lets paired, well-formed direction marks pass. The threat model refuses all of them
//!   and wins: Hebrew and Arabic letters need none to read correctly on any of the channels.
//! * The design blocks a look-alike letter in a link or handle and a mixed-script host. So does this
//!   module, for every host and not only for one that imitates the office's own.
//! * Look-alike *words* are flagged, not refused: other languages, brand names and formulas are honest.
//!
//! A text with more than [`MOST_FINDINGS`] flags cannot be judged by a person, and is refused.
//!
//! # Languages
//!
//! A word of another script that could pass for Latin letters ("оса") is flagged only where the line
//! is not evidently written in that script; else every Russian post would carry a dozen flags. Letters
//! on a Western European keyboard (`æ`, `þ`, `º`, …) never count as look-alikes, although Unicode
//! lists some as such: a reader tells them apart.

mod characters;
mod emoji;
mod hosts;
mod links;
mod names;
mod words;

pub(crate) use characters::{is_invisible, is_punctuation};
pub use links::{Link, links};
pub use names::describe;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

/// Most findings of one list. Past it the text is refused as a whole ([`FindingKind::TooMany`]).
pub const MOST_FINDINGS: usize = 200;

/// Longest text that is looked at, in bytes. A longer one is refused as a whole
/// ([`FindingKind::TooMany`]): nobody reads it, and no channel takes it.
pub const LONGEST: usize = 1 << 18;

/// Which field of a release a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The words of a social post.
    Post,
    /// One line above a newsroom text, or the subject of an e-mail: a line break is refused.
    Headline,
    /// The running text of a newsroom item or an e-mail.
    Body,
    /// What a photo shows, in words.
    AltText,
    /// A field that is one link and nothing else.
    Link,
}

/// What must be known beside the text itself.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The office's own domains, lowercase, as in `met.police.uk`; sub-domains are own as well.
    pub own_domains: &'a [String],
    /// The field the text stands in.
    pub field: Field,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// Not in Normalisation Form C; `detail` is the normalised form. Saving through [`normalise`] cures it.
    NotNormalised,
    /// A C0 or C1 control other than the line feed, or a line feed where one line is asked for.
    ControlCharacter,
    /// A direction mark, embedding, override or isolate.
    BidiControl,
    /// U+2028 or U+2029.
    LineSeparator,
    /// A private use character: every machine shows something else.
    PrivateUse,
    /// A code point that Unicode has not assigned.
    Unassigned,
    /// A code point that will never be a character.
    Noncharacter,
    /// A character that shows nothing, or nothing but a gap, outside a valid emoji sequence.
    Invisible,
    /// U+FFFC or U+FFFD: something was lost on the way here.
    LostText,
    /// A link with a user name or password before its host; `detail` is the host it really goes to.
    Userinfo,
    /// A host that looks like, or carries within it, an own domain; `detail` is that domain.
    ImitatesOwnDomain,
    /// A host with letters of several scripts in one label; `detail` is its punycode.
    MixedScriptHost,
    /// A host whose letters look like plain Latin ones; `detail` is its punycode.
    LookalikeHost,
    /// A host spelt so that it reads unlike where it goes; `detail` is where it goes.
    DisguisedHost,
    /// Looks like a link and cannot be read as one.
    MalformedLink,
    /// A handle with look-alike letters; `detail` names them as code points.
    LookalikeHandle,
    /// More findings, or more text, than a person can judge.
    TooMany,
    /// A word with letters of several scripts; `detail` names the odd ones as code points.
    MixedScript,
    /// A word of another script that reads as Latin letters; `detail` is how it reads.
    WholeScript,
    /// A word with letters that look like plain ASCII ones; `detail` is how it reads.
    LookalikeWord,
    /// A space other than U+0020.
    UnusualSpace,
    /// U+00AD outside a link.
    SoftHyphen,
    /// A zero-width joiner or non-joiner where the spelling of the language calls for it.
    Joiner,
    /// U+FE0E after an emoji: asks for its black-and-white form.
    TextStyle,
    /// A flag of a subdivision that most screens show as a black flag; `detail` is its code.
    RareFlag,
    /// More than four marks stacked on one letter.
    StackedMarks,
    /// A host outside ASCII with nothing else wrong; `detail` is its registrable domain in punycode.
    InternationalHost,
    /// A link to a domain that is not the office's own; `detail` is the registrable domain.
    ForeignDomain,
    /// A link to an address of numbers.
    IpHost,
    /// A link shortener: what it shows can change after the approval; `detail` is its domain.
    ShortenedLink,
    /// A parameter that follows readers around; `found` is its name.
    TrackingParameter,
    /// A link without encryption.
    InsecureLink,
    /// A link that is neither http nor https; `detail` is the scheme.
    UnusualScheme,
}

impl FindingKind {
    /// Whether a finding of this kind stops submission. Otherwise an approver acknowledges it.
    pub const fn refuses(self) -> bool {
        use FindingKind as K;
        match self {
            K::NotNormalised
            | K::ControlCharacter
            | K::BidiControl
            | K::LineSeparator
            | K::PrivateUse
            | K::Unassigned
            | K::Noncharacter
            | K::Invisible
            | K::LostText
            | K::Userinfo
            | K::ImitatesOwnDomain
            | K::MixedScriptHost
            | K::LookalikeHost
            | K::DisguisedHost
            | K::MalformedLink
            | K::LookalikeHandle
            | K::TooMany => true,
            K::MixedScript
            | K::WholeScript
            | K::LookalikeWord
            | K::UnusualSpace
            | K::SoftHyphen
            | K::Joiner
            | K::TextStyle
            | K::RareFlag
            | K::StackedMarks
            | K::InternationalHost
            | K::ForeignDomain
            | K::IpHost
            | K::ShortenedLink
            | K::TrackingParameter
            | K::InsecureLink
            | K::UnusualScheme => false,
        }
    }
}

/// One thing in a text that a person must know of. Ordered by place, so that two desks list alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// First byte of the place, in UTF-8.
    pub start: u32,
    /// Byte after the place, in UTF-8.
    pub end: u32,
    /// What it is about.
    pub kind: FindingKind,
    /// The word or link as written, or the code point as `U+200B`.
    pub found: String,
    /// What the kind says; for a code point its Unicode name where known, else empty.
    pub detail: String,
}

impl Finding {
    fn new(at: std::ops::Range<usize>, kind: FindingKind, found: &str, detail: &str) -> Self {
        Self {
            start: offset(at.start),
            end: offset(at.end),
            kind,
            found: found.to_owned(),
            detail: detail.to_owned(),
        }
    }
}

/// A byte offset as it stands in signed JSON. Texts are refused long before four gigabytes.
fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// What [`inspect`] found, each list in order of place and without doubles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Inspection {
    /// These stop submission.
    pub refused: Vec<Finding>,
    /// These are acknowledged one by one by each approver.
    pub flagged: Vec<Finding>,
}

/// Finds all that deceives, or could deceive, in `text`.
///
/// Takes time in proportion to the length of the text. The same text and context give the same
/// findings on every desk built with the same Unicode tables ([`unicode_version`]).
pub fn inspect(text: &str, context: &Context<'_>) -> Inspection {
    if text.len() > LONGEST {
        let refused = vec![Finding::new(0..text.len(), FindingKind::TooMany, "", "")];
        return Inspection {
            refused,
            flagged: Vec::new(),
        };
    }
    let mut found = Vec::new();
    characters::inspect(text, context.field, &mut found);
    let hosts = hosts::inspect(text, context, &mut found);
    words::inspect(text, &hosts, &mut found);
    found.sort();
    found.dedup();
    let (mut refused, mut flagged): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|finding| finding.kind.refuses());
    if refused.len() > MOST_FINDINGS || flagged.len() > MOST_FINDINGS {
        refused.truncate(MOST_FINDINGS);
        flagged.truncate(MOST_FINDINGS);
        refused.push(Finding::new(0..text.len(), FindingKind::TooMany, "", ""));
        refused.sort();
    }
    Inspection { refused, flagged }
}

/// The form in which a draft is saved: line ends as LF, letters in Normalisation Form C.
///
/// Doing it twice changes nothing. It removes no character that shows or hides anything.
pub fn normalise(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .nfc()
        .collect()
}

/// The Unicode version of the look-alike tables, for the policy entry that pins it.
pub const fn unicode_version() -> (u64, u64, u64) {
    unicode_security::UNICODE_VERSION
}
