//! Where a text holds links: with a scheme, and bare domains that channels turn into links.
//!
//! Channels differ in what they make clickable. This finds the union of what they do, so that nothing
//! becomes a link that nobody looked at.

use url::Url;
use url::quirks::domain_to_ascii;

use super::characters::is_invisible;
use super::offset;

/// One link in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// First byte in the text.
    pub start: u32,
    /// Byte after the last in the text.
    pub end: u32,
    /// Where it goes: as written where that is an address in ASCII; with `https://` before a bare
    /// domain; percent-encoded and in punycode otherwise. As written where it cannot be read.
    pub url: String,
}

/// All links of `text`, in order, none overlapping. E-mail addresses and @handles are none.
pub fn links(text: &str) -> Vec<Link> {
    let mut found = Vec::new();
    let mut at = 0;
    for token in text.split_inclusive(is_stop) {
        token_links(text, at, token.trim_end_matches(is_stop), &mut found);
        at += token.len();
    }
    found
}

/// Ends every link.
fn is_stop(c: char) -> bool {
    c.is_whitespace()
        || (c.is_control() && !is_invisible(c))
        || matches!(
            c,
            '<' | '>' | '"' | '`' | '{' | '}' | '|' | '^' | '“' | '”' | '«' | '»'
        )
}

/// Dots that browsers read as a full stop in a host (UTS #46).
pub(super) fn is_dot(c: char) -> bool {
    matches!(c, '.' | '\u{3002}' | '\u{ff0e}' | '\u{ff61}')
}

fn is_host_char(c: char) -> bool {
    is_word(c) || is_dot(c) || c == '-'
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
        || c == '_'
        || (!c.is_ascii() && (unicode_normalization::char::is_combining_mark(c) || is_invisible(c)))
}

fn token_links(text: &str, at: usize, token: &str, found: &mut Vec<Link>) {
    let mut from = 0;
    let mut scheme = scheme_start(token);
    while from < token.len() {
        if scheme.is_some_and(|at| at < from) {
            scheme = token.get(from..).and_then(scheme_start).map(|at| from + at);
        }
        let bare = bare_domain(token, from, scheme.unwrap_or(token.len()));
        let (start, bare) = match (bare, scheme) {
            (Some(start), _) => (start, true),
            (None, Some(start)) => (start, false),
            (None, None) => return,
        };
        let tail = token.get(start..).unwrap_or_default();
        let len = link_len(tail, bare);
        let written = tail.get(..len).unwrap_or_default();
        if len == 0 {
            return;
        }
        let (first, last) = (at + start, at + start + len);
        debug_assert_eq!(text.get(first..last), Some(written));
        found.push(Link {
            start: offset(first),
            end: offset(last),
            url: address(written, bare),
        });
        from = start + len;
    }
}

/// Where a scheme with `://` starts, in bytes. Letters run up against `http` do not hide it.
fn scheme_start(rest: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(colon) = rest.get(from..)?.find("://").map(|i| from + i) {
        let head = rest.get(..colon)?;
        let scheme = head
            .rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')))
            .map_or(0, |i| {
                i + head
                    .get(i..)
                    .and_then(|s| s.chars().next())
                    .map_or(1, char::len_utf8)
            });
        let name = head.get(scheme..)?;
        let lower = name.to_ascii_lowercase();
        for known in ["https", "http"] {
            if lower.ends_with(known) {
                return Some(colon - known.len());
            }
        }
        if let Some(letter) = name.find(|c: char| c.is_ascii_alphabetic()) {
            return Some(scheme + letter);
        }
        from = colon + 3;
    }
    None
}

/// Where the first bare domain starts that begins at or after `from`, before `end`.
fn bare_domain(token: &str, from: usize, end: usize) -> Option<usize> {
    let mut at = from;
    while let Some(rest) = token.get(at..end).filter(|rest| !rest.is_empty()) {
        let start = at + rest.find(is_host_char)?;
        let run = token.get(start..)?;
        let run = run.get(..run.find(|c| !is_host_char(c)).unwrap_or(run.len()))?;
        let head = run.len() - run.trim_start_matches(|c| is_dot(c) || c == '-').len();
        let host = run.get(head..)?.trim_end_matches(|c| is_dot(c) || c == '-');
        let after = token.get(start + run.len()..)?;
        // What stands before an @ is a mailbox, unless it is a whole domain: then it only plays one.
        let handle = token.get(..start)?.ends_with(['@', '/', '#', '＃', '＠']);
        let scheme = after.starts_with("://");
        if !handle && !scheme && is_domain(host) {
            return Some(start + head);
        }
        at = start + run.len();
        if let Some(mailbox) = after.strip_prefix('@') {
            // The host of a mailbox is part of it.
            at += 1 + mailbox.find(|c| !is_host_char(c)).unwrap_or(mailbox.len());
        }
    }
    None
}

/// A name with a dot under a top-level domain that exists.
fn is_domain(host: &str) -> bool {
    if !host.contains(is_dot) || host.contains('_') || host.len() > 1000 {
        return false;
    }
    // "你好。中国" is prose. A wide dot makes a host only beside a label in ASCII.
    let wide = host.contains(|c| c != '.' && is_dot(c));
    if wide
        && !host
            .split(is_dot)
            .any(|label| !label.is_empty() && label.is_ascii())
    {
        return false;
    }
    let ascii = domain_to_ascii(host);
    psl::suffix(ascii.as_bytes()).is_some_and(|suffix| suffix.is_known())
}

/// How many bytes of `tail` are the link.
fn link_len(tail: &str, bare: bool) -> usize {
    let authority = if bare {
        0
    } else {
        tail.find("://").map_or(0, |i| i + 3)
    };
    let rest = tail.get(authority..).unwrap_or_default();
    let mut path = false;
    let mut end = rest.len();
    for (at, c) in rest.char_indices() {
        path |= matches!(c, '/' | '?' | '#' | '\\');
        let belongs = if path || !bare {
            c.is_ascii() || is_word(c) || (!path && is_dot(c))
        } else {
            is_host_char(c) || matches!(c, ':' | '@')
        };
        if !belongs {
            end = at;
            break;
        }
    }
    authority + trimmed(rest.get(..end).unwrap_or_default())
}

/// Length without the punctuation of the sentence around the link.
fn trimmed(mut link: &str) -> usize {
    let surplus = |close: char, open: char| {
        link.matches(close)
            .count()
            .saturating_sub(link.matches(open).count())
    };
    let (mut round, mut square) = (surplus(')', '('), surplus(']', '['));
    while let Some(last) = link.chars().next_back() {
        let unpaired = match last {
            ')' => Some(&mut round),
            ']' => Some(&mut square),
            _ => None,
        };
        match unpaired {
            Some(0) => break,
            Some(surplus) => *surplus -= 1,
            None if matches!(
                last,
                ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '~' | '@' | '-'
            ) => {}
            None if is_dot(last) => {}
            None => break,
        }
        link = link.get(..link.len() - last.len_utf8()).unwrap_or_default();
    }
    link.len()
}

fn address(written: &str, bare: bool) -> String {
    let full = if bare {
        format!("https://{written}")
    } else {
        written.to_owned()
    };
    if full.is_ascii() {
        return full;
    }
    Url::parse(&full).map_or(full, String::from)
}
