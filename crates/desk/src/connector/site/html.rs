//! Text into markup: the only way a field gets onto a page or into a feed.

use domain::text::links;
use std::fmt::Write as _;

/// Escapes a text for an element's content or a quoted attribute, in HTML and in XML.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' => out.push(c),
            // XML cannot hold these, not even escaped; the text rules refuse them long before.
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
    out
}

/// Undoes [`escape`]; `None` where the text was not written by it.
pub(super) fn unescape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (name, c) = [
            ("&amp;", '&'),
            ("&lt;", '<'),
            ("&gt;", '>'),
            ("&quot;", '"'),
            ("&#39;", '\''),
        ]
        .into_iter()
        .find(|(name, _)| rest.starts_with(name))?;
        out.push(c);
        rest = &rest[name.len()..];
    }
    out.push_str(rest);
    Some(out)
}

/// Paragraphs parted by empty lines, single line breaks kept, web addresses clickable: the very ones that the
/// approver was shown as links.
pub(super) fn paragraphs(text: &str) -> String {
    let mut out = String::new();
    for paragraph in text
        .split("\n\n")
        .map(str::trim)
        .filter(|text| !text.is_empty())
    {
        out.push_str("<p>");
        out.push_str(&linked(paragraph).replace('\n', "<br>\n"));
        out.push_str("</p>\n");
    }
    out
}

fn linked(text: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    for link in links(text) {
        let (Ok(start), Ok(end)) = (usize::try_from(link.start), usize::try_from(link.end)) else {
            continue;
        };
        let web = link.url.starts_with("https://") || link.url.starts_with("http://");
        let (Some(before), Some(shown)) = (text.get(at..start), text.get(start..end)) else {
            continue;
        };
        if web {
            let _ = write!(
                out,
                r#"{}<a href="{}">{}</a>"#,
                escape(before),
                escape(&link.url),
                escape(shown)
            );
            at = end;
        }
    }
    out.push_str(&escape(text.get(at..).unwrap_or_default()));
    out
}
