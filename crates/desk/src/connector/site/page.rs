//! One page of the newsroom, from the signed facts, and the facts back from the page.

use super::html::{escape, paragraphs, unescape};
use domain::digest::Digest;
use domain::ids::{ChannelId, ReleaseId};
use domain::instant::Instant;
use domain::release::{Content, Image, Page};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use url::Url;

/// What every page of a site shares.
#[derive(Debug, Clone)]
pub(super) struct House {
    pub(super) title: String,
    pub(super) address: Url,
    pub(super) channel: ChannelId,
}

impl House {
    /// The public address of a path.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}

/// The facts a page is made from. They stand in the page itself, so that the page alone can be checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sheet {
    pub(super) v: u8,
    pub(super) release: ReleaseId,
    pub(super) number: u32,
    pub(super) revision: Digest,
    pub(super) language: String,
    pub(super) path: String,
    pub(super) published: Instant,
    pub(super) updated: Option<Instant>,
    pub(super) withdrawn: Option<Instant>,
    pub(super) page: Option<Page>,
}

/// `yyyy/mm/slug`.
pub(super) fn path(at: Instant, slug: &str) -> String {
    let at = at.to_string();
    format!("{}/{}/{slug}", &at[..4], &at[5..7])
}

pub(super) fn is_slug(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.len() <= 80 && text.bytes().all(plain)
}

/// Whether a text is a page's path, and so stays within the folder.
pub(super) fn is_path(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    let digits = |text: &str, len| text.len() == len && text.bytes().all(|b| b.is_ascii_digit());
    matches!(parts.as_slice(), [year, month, slug]
        if digits(year, 4) && digits(month, 2) && is_slug(slug))
}

/// Where a picture lies: by its digest, so that it can never be another.
pub(super) fn media_path(image: &Image) -> String {
    let ending = if image.mime == "image/png" {
        "png"
    } else {
        "jpg"
    };
    format!("media/{}.{ending}", image.digest)
}

const FACTS: &str = r#"<meta name="countersign" content=""#;

impl Sheet {
    /// The notice that stands in a page's place once it was taken down.
    pub(super) fn notice(
        path: &str,
        known: Option<&Self>,
        content: Option<&Content>,
        now: Instant,
    ) -> Self {
        let zero = Digest::from_bytes([0; 32]);
        Self {
            v: 1,
            release: known
                .map(|sheet| sheet.release)
                .or(content.map(|content| content.release))
                .unwrap_or(ReleaseId::new(uuid::Uuid::nil())),
            number: known
                .map(|sheet| sheet.number)
                .or(content.map(|content| content.number))
                .unwrap_or_default(),
            revision: known.map_or(zero, |sheet| sheet.revision),
            language: known
                .map(|sheet| sheet.language.clone())
                .or(content.map(|content| content.language.clone()))
                .unwrap_or_else(|| "en".to_owned()),
            path: path.to_owned(),
            published: known
                .map(|sheet| sheet.published)
                .or(content.map(|content| content.created_at))
                .unwrap_or(now),
            updated: None,
            withdrawn: Some(known.and_then(|sheet| sheet.withdrawn).unwrap_or(now)),
            page: None,
        }
    }

    /// The facts in a page; `None` where there are none. They count only when the page made from them is the same.
    pub(super) fn read(html: &str) -> Option<Self> {
        let (_, rest) = html.split_once(FACTS)?;
        let (facts, _) = rest.split_once('"')?;
        serde_json::from_str(&unescape(facts)?).ok()
    }

    /// The whole page.
    pub(super) fn render(&self, house: &House) -> String {
        let facts = serde_json::to_string(self).unwrap_or_default();
        let url = house.url(&format!("{}/", self.path));
        let (title, body, robots, about) = match &self.page {
            Some(page) => {
                let about = if page.standfirst.is_empty() {
                    &page.headline
                } else {
                    &page.standfirst
                };
                (
                    page.headline.as_str(),
                    self.article(page),
                    "index, follow",
                    about.as_str(),
                )
            }
            None => (
                "Release withdrawn",
                self.withdrawal(),
                "noindex",
                "This release was withdrawn.",
            ),
        };
        let head = format!(
            "<meta name=\"description\" content=\"{}\">\n{FACTS}{}\">",
            escape(about),
            escape(&facts)
        );
        frame(&Frame {
            house,
            language: &self.language,
            title,
            url: &url,
            robots,
            up: "../../../",
            head: &head,
            main: &body,
        })
    }

    fn article(&self, page: &Page) -> String {
        let mut out = String::from("<article>\n");
        let _ = writeln!(out, "<p class=\"kicker\">CS-{}</p>", self.number);
        let _ = writeln!(out, "<h1>{}</h1>", escape(&page.headline));
        if !page.standfirst.is_empty() {
            let _ = writeln!(
                out,
                "<p class=\"standfirst\">{}</p>",
                escape(&page.standfirst)
            );
        }
        let _ = write!(out, "<p class=\"dates\">Published {}", time(self.published));
        if let Some(updated) = self.updated {
            let _ = write!(out, " <strong>Updated {}</strong>", time(updated));
        }
        out.push_str("</p>\n");
        for image in &page.images {
            let _ = writeln!(
                out,
                "<figure><img src=\"../../../{}\" alt=\"{}\" width=\"{}\" height=\"{}\"></figure>",
                escape(&media_path(image)),
                escape(&image.alt),
                image.width,
                image.height
            );
        }
        let _ = writeln!(
            out,
            "<div class=\"body\">\n{}</div>",
            paragraphs(&page.body)
        );
        if !page.notes.trim().is_empty() {
            let _ = writeln!(
                out,
                "<section class=\"notes\">\n<h2>Notes to editors</h2>\n{}</section>",
                paragraphs(&page.notes)
            );
        }
        out.push_str("</article>\n");
        out
    }

    fn withdrawal(&self) -> String {
        let mut out = String::from("<article>\n");
        if self.number > 0 {
            let _ = writeln!(out, "<p class=\"kicker\">CS-{}</p>", self.number);
        }
        out.push_str("<h1>This release was withdrawn</h1>\n");
        out.push_str("<p class=\"standfirst\">It is no longer available here. Please do not quote or share earlier copies of it.</p>\n");
        if let Some(at) = self.withdrawn {
            let _ = writeln!(out, "<p class=\"dates\">Withdrawn {}</p>", time(at));
        }
        out.push_str("</article>\n");
        out
    }
}

/// What stands around every page.
pub(super) struct Frame<'a> {
    pub(super) house: &'a House,
    pub(super) language: &'a str,
    pub(super) title: &'a str,
    pub(super) url: &'a str,
    pub(super) robots: &'a str,
    /// From here to the top of the site.
    pub(super) up: &'a str,
    /// Markup.
    pub(super) head: &'a str,
    /// Markup.
    pub(super) main: &'a str,
}

pub(super) fn frame(page: &Frame<'_>) -> String {
    let site = escape(&page.house.title);
    let (title, url, language) = (escape(page.title), escape(page.url), escape(page.language));
    let Frame {
        robots,
        up,
        head,
        main,
        ..
    } = page;
    format!(
        r##"<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{title} – {site}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="{robots}">
<link rel="canonical" href="{url}">
<link rel="stylesheet" href="{up}newsroom.css">
<link rel="alternate" type="application/atom+xml" title="{site}" href="{up}feed.atom">
<link rel="alternate" type="application/feed+json" title="{site}" href="{up}feed.json">
{head}
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header><a href="{up}">{site}</a></header>
<main id="main">
{main}</main>
<footer><a href="{up}">All releases</a> <a href="{up}feed.atom">Feed</a></footer>
</body>
</html>
"##
    )
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `12 June 2026, 13:26 UTC`, for people and machines.
pub(super) fn time(at: Instant) -> String {
    let text = at.to_string();
    let month = text[5..7].parse::<usize>().unwrap_or(1);
    let day = text[8..10].trim_start_matches('0');
    format!(
        "<time datetime=\"{text}\">{day} {} {}, {} UTC</time>",
        MONTHS[month.saturating_sub(1) % 12],
        &text[..4],
        &text[11..16]
    )
}
