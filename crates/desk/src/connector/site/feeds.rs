//! Everything that points to the pages: index, years, Atom (RFC 4287), JSON Feed 1.1, site map, list of releases.
//!
//! All of it is made from the pages that were just read, so a list can never say more than the pages do.

use super::html::escape;
use super::page::{Frame, House, Sheet, frame, media_path, time};
use domain::instant::Instant;
use domain::release::Page;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How many releases the front page and the feeds show.
const NEWEST: usize = 30;

const STYLE: &str = include_str!("style.css");

/// Every file besides the pages, with its path.
pub(super) fn all(house: &House, mut sheets: Vec<Sheet>) -> Vec<(String, String)> {
    sheets.sort_by_key(|sheet| (std::cmp::Reverse(sheet.published), sheet.path.clone()));
    let live: Vec<(&Sheet, &Page)> = sheets
        .iter()
        .filter_map(|sheet| Some((sheet, sheet.page.as_ref()?)))
        .collect();
    let mut years: BTreeMap<&str, Vec<(&Sheet, &Page)>> = BTreeMap::new();
    for sheet in &sheets {
        years.entry(&sheet.path[..4]).or_default();
    }
    for (sheet, page) in &live {
        years
            .entry(&sheet.path[..4])
            .or_default()
            .push((sheet, page));
    }
    let newest: Vec<(&Sheet, &Page)> = live.iter().take(NEWEST).copied().collect();
    let mut files = vec![
        ("newsroom.css".to_owned(), STYLE.to_owned()),
        ("index.html".to_owned(), index(house, &newest, &years)),
        ("feed.atom".to_owned(), atom(house, &newest)),
        ("feed.json".to_owned(), json_feed(house, &newest)),
        ("sitemap.xml".to_owned(), site_map(house, &live)),
        (
            "robots.txt".to_owned(),
            format!(
                "User-agent: *\nAllow: /\nSitemap: {}\n",
                house.url("sitemap.xml")
            ),
        ),
        (
            ".well-known/countersign.json".to_owned(),
            list(house, &sheets),
        ),
    ];
    for (year, pages) in &years {
        files.push((format!("{year}/index.html"), year_page(house, year, pages)));
    }
    files
}

fn language<'a>(pages: &[(&'a Sheet, &'a Page)]) -> &'a str {
    pages
        .first()
        .map_or("en", |(sheet, _)| sheet.language.as_str())
}

fn items(pages: &[(&Sheet, &Page)], up: &str) -> String {
    let mut out = String::from("<ol class=\"releases\">\n");
    for (sheet, page) in pages {
        let _ = writeln!(
            out,
            "<li lang=\"{}\"><h2><a href=\"{up}{}/\">{}</a></h2>",
            escape(&sheet.language),
            escape(&sheet.path),
            escape(&page.headline)
        );
        if !page.standfirst.is_empty() {
            let _ = writeln!(out, "<p>{}</p>", escape(&page.standfirst));
        }
        let _ = write!(
            out,
            "<p class=\"dates\">CS-{} · {}",
            sheet.number,
            time(sheet.published)
        );
        if let Some(updated) = sheet.updated {
            let _ = write!(out, " <strong>Updated {}</strong>", time(updated));
        }
        out.push_str("</p></li>\n");
    }
    out.push_str("</ol>\n");
    out
}

fn index(
    house: &House,
    newest: &[(&Sheet, &Page)],
    years: &BTreeMap<&str, Vec<(&Sheet, &Page)>>,
) -> String {
    let mut main = format!("<h1>{}</h1>\n", escape(&house.title));
    if newest.is_empty() {
        main.push_str("<p>There are no releases at the moment.</p>\n");
    }
    main.push_str(&items(newest, ""));
    if !years.is_empty() {
        main.push_str("<nav aria-label=\"Releases by year\"><ul class=\"years\">\n");
        for year in years.keys().rev() {
            let _ = writeln!(main, "<li><a href=\"{year}/\">{year}</a></li>");
        }
        main.push_str("</ul></nav>\n");
    }
    frame(&Frame {
        house,
        language: language(newest),
        title: "Releases",
        url: house.address.as_str(),
        robots: "index, follow",
        up: "./",
        head: "",
        main: &main,
    })
}

fn year_page(house: &House, year: &str, pages: &[(&Sheet, &Page)]) -> String {
    let main = format!("<h1>Releases of {year}</h1>\n{}", items(pages, "../"));
    frame(&Frame {
        house,
        language: language(pages),
        title: &format!("Releases of {year}"),
        url: &house.url(&format!("{year}/")),
        robots: "index, follow",
        up: "../",
        head: "",
        main: &main,
    })
}

fn changed(sheet: &Sheet) -> Instant {
    sheet.withdrawn.or(sheet.updated).unwrap_or(sheet.published)
}

fn atom(house: &House, newest: &[(&Sheet, &Page)]) -> String {
    let latest = newest.iter().map(|(sheet, _)| changed(sheet)).max();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = writeln!(
        out,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<id>urn:uuid:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n<author><name>{}</name></author>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<generator>Countersign</generator>",
        escape(language(newest)),
        house.channel,
        escape(&house.title),
        latest.unwrap_or(Instant::from_millis(0)),
        escape(&house.title),
        escape(&house.url("feed.atom")),
        escape(house.address.as_str()),
    );
    for (sheet, page) in newest {
        let _ = writeln!(
            out,
            "<entry xml:lang=\"{}\">\n<id>urn:uuid:{}</id>\n<title>{}</title>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<published>{}</published>\n<updated>{}</updated>",
            escape(&sheet.language),
            sheet.release,
            escape(&page.headline),
            escape(&house.url(&format!("{}/", sheet.path))),
            sheet.published,
            changed(sheet),
        );
        if !page.standfirst.is_empty() {
            let _ = writeln!(out, "<summary>{}</summary>", escape(&page.standfirst));
        }
        let _ = writeln!(
            out,
            "<content type=\"text\">{}</content>\n</entry>",
            escape(&page.body)
        );
    }
    out.push_str("</feed>\n");
    out
}

fn json_feed(house: &House, newest: &[(&Sheet, &Page)]) -> String {
    let items: Vec<Value> = newest
        .iter()
        .map(|(sheet, page)| {
            let mut item = json!({
                "id": format!("urn:uuid:{}", sheet.release),
                "url": house.url(&format!("{}/", sheet.path)),
                "title": page.headline,
                "content_text": page.body,
                "date_published": sheet.published,
                "language": sheet.language,
            });
            if !page.standfirst.is_empty() {
                item["summary"] = json!(page.standfirst);
            }
            if let Some(updated) = sheet.updated {
                item["date_modified"] = json!(updated);
            }
            if let Some(image) = page.images.first() {
                item["image"] = json!(house.url(&media_path(image)));
            }
            item
        })
        .collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": house.title,
        "home_page_url": house.address.as_str(),
        "feed_url": house.url("feed.json"),
        "language": language(newest),
        "authors": [{"name": house.title}],
        "items": items,
    });
    pretty(&feed)
}

fn site_map(house: &House, live: &[(&Sheet, &Page)]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let _ = writeln!(
        out,
        "<url><loc>{}</loc></url>",
        escape(house.address.as_str())
    );
    for (sheet, _) in live {
        let _ = writeln!(
            out,
            "<url><loc>{}</loc><lastmod>{}</lastmod></url>",
            escape(&house.url(&format!("{}/", sheet.path))),
            changed(sheet)
        );
    }
    out.push_str("</urlset>\n");
    out
}

/// A list of the releases for machines. It says of itself that nobody signed it.
fn list(house: &House, sheets: &[Sheet]) -> String {
    let releases: Vec<Value> = sheets
        .iter()
        .map(|sheet| {
            json!({
                "number": sheet.number,
                "release": sheet.release,
                "revision": sheet.revision,
                "url": house.url(&format!("{}/", sheet.path)),
                "published": sheet.published,
                "updated": sheet.updated,
                "withdrawn": sheet.withdrawn,
            })
        })
        .collect();
    pretty(&json!({
        "v": 1,
        "site": house.title,
        "signed": false,
        "note": "This list is not signed. It is as trustworthy as the server it was read from; the office's ledger is what proves a release.",
        "releases": releases,
    }))
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
