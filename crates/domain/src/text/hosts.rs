//! Where links go, and whether they read as if they went elsewhere.

use std::ops::Range;

use unicode_security::{MixedScript as _, skeleton};
use url::quirks::domain_to_unicode;
use url::{Host, Url};

use super::links::is_dot;
use super::{Context, Field, Finding, FindingKind, Link, links, words};

/// Services whose links show one address and lead to another, which can be changed later.
const SHORTENERS: &[&str] = &[
    "adf.ly",
    "amzn.to",
    "bit.do",
    "bit.ly",
    "bitly.com",
    "buff.ly",
    "cutt.ly",
    "dlvr.it",
    "fb.me",
    "goo.gl",
    "ift.tt",
    "is.gd",
    "j.mp",
    "lnkd.in",
    "mcaf.ee",
    "ow.ly",
    "po.st",
    "qr.ae",
    "rb.gy",
    "rebrand.ly",
    "s.id",
    "short.io",
    "shorturl.at",
    "shrtco.de",
    "snip.ly",
    "soo.gd",
    "spr.ly",
    "t.co",
    "t.ly",
    "t.me",
    "tiny.cc",
    "tiny.one",
    "tinyurl.com",
    "trib.al",
    "urlz.fr",
    "v.gd",
    "wp.me",
    "x.gd",
    "youtu.be",
];

/// Parameters that tie a click to a person or a campaign, beside everything that starts with `utm_`.
const TRACKERS: &[&str] = &[
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "dclid",
    "epik",
    "fbclid",
    "gad_source",
    "gbraid",
    "gclid",
    "gclsrc",
    "igsh",
    "igshid",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "oly_anon_id",
    "oly_enc_id",
    "rb_clickid",
    "s_cid",
    "sc_cid",
    "srsltid",
    "ttclid",
    "twclid",
    "vero_id",
    "wbraid",
    "wickedid",
    "yclid",
];

/// Adds what is wrong with the links, and says where their hosts stand.
pub(super) fn inspect(
    text: &str,
    context: &Context<'_>,
    found: &mut Vec<Finding>,
) -> Vec<Range<usize>> {
    let all = links(text);
    if context.field == Field::Link && !is_one_link(text, &all) {
        found.push(Finding::new(
            0..text.len(),
            FindingKind::MalformedLink,
            text,
            "",
        ));
    }
    all.iter()
        .map(|link| inspect_one(text, link, context, found))
        .collect()
}

fn is_one_link(text: &str, all: &[Link]) -> bool {
    match all {
        [link] => {
            (link.start as usize, link.end as usize) == (0, text.len())
                && scheme(text).is_some_and(|scheme| matches!(scheme.as_str(), "http" | "https"))
        }
        _ => false,
    }
}

/// The scheme as written, in lower case.
fn scheme(written: &str) -> Option<String> {
    written.split_once("://").and_then(|(scheme, _)| {
        scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
            .then(|| scheme.to_ascii_lowercase())
    })
}

fn inspect_one(
    text: &str,
    link: &Link,
    context: &Context<'_>,
    found: &mut Vec<Finding>,
) -> Range<usize> {
    let range = link.start as usize..link.end as usize;
    let written = text.get(range.clone()).unwrap_or_default();
    let authority = authority(written);
    let place = range.start + authority.start..range.start + authority.end;
    let shown = written.get(authority.clone()).unwrap_or_default();
    let whole = |kind, detail: &str| Finding::new(range.clone(), kind, written, detail);

    if let Some(scheme) = scheme(written).filter(|s| s != "http" && s != "https") {
        found.push(whole(FindingKind::UnusualScheme, &scheme));
        return place;
    }
    let url = match Url::parse(&link.url) {
        Ok(url) if !written.contains('\\') => url,
        _ => {
            found.push(whole(FindingKind::MalformedLink, ""));
            return place;
        }
    };
    let Some(host) = url.host_str().filter(|host| !host.is_empty()) else {
        found.push(whole(FindingKind::MalformedLink, ""));
        return place;
    };
    if shown.contains('@') {
        found.push(whole(FindingKind::Userinfo, host));
        return place;
    }
    if url.scheme() == "http" {
        found.push(whole(FindingKind::InsecureLink, host));
    }
    trackers(&url, &range, found);
    let Some(Host::Domain(domain)) = url.host() else {
        found.push(Finding::new(
            place.clone(),
            FindingKind::IpHost,
            shown,
            host,
        ));
        return place;
    };
    let shown = shown.split(':').next().unwrap_or_default();
    let place = place.start..place.start + shown.len();
    domain_findings(shown, domain, &place, context.own_domains, found);
    place
}

/// The bytes between the scheme and the path.
fn authority(written: &str) -> Range<usize> {
    let start = written.find("://").map_or(0, |i| i + 3);
    // In a bare domain an address in the path has a "://" of its own.
    let start = if written
        .get(..start)
        .is_some_and(|s| s.trim_end_matches("://").contains('/'))
    {
        0
    } else {
        start
    };
    let rest = written.get(start..).unwrap_or_default();
    start..start + rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len())
}

fn trackers(url: &Url, range: &Range<usize>, found: &mut Vec<Finding>) {
    for (name, _) in url.query_pairs() {
        let lower = name.to_ascii_lowercase();
        if lower.starts_with("utm_") || TRACKERS.contains(&lower.as_str()) {
            let kind = FindingKind::TrackingParameter;
            found.push(Finding::new(
                range.clone(),
                kind,
                &name,
                url.host_str().unwrap_or_default(),
            ));
        }
    }
}

/// Judges one named host: `shown` as written, `ascii` as it is looked up.
fn domain_findings(
    shown: &str,
    ascii: &str,
    place: &Range<usize>,
    own: &[String],
    found: &mut Vec<Finding>,
) {
    let ascii = ascii.trim_end_matches('.');
    let mut add = |kind, detail: &str| found.push(Finding::new(place.clone(), kind, shown, detail));
    let is_own = own.iter().any(|own| is_under(ascii, own));
    let punycode = ascii.split('.').any(|label| label.starts_with("xn--"));

    // Letters that vanish or turn into others on the way to the lookup.
    let vanishing = shown.chars().any(super::characters::is_invisible);
    let mapped = !shown.is_ascii() && !punycode;
    if vanishing || mapped || shown.contains('%') || shown.chars().any(|c| c != '.' && is_dot(c)) {
        add(FindingKind::DisguisedHost, ascii);
    }
    if is_own {
        return;
    }
    let unicode = domain_to_unicode(ascii);
    if let Some(own) = own.iter().find(|own| imitates(shown, &unicode, own)) {
        add(FindingKind::ImitatesOwnDomain, own);
    }
    let odd = |label: &&str| !label.is_ascii();
    if unicode
        .split('.')
        .filter(odd)
        .any(|label| !label.is_single_script())
    {
        add(FindingKind::MixedScriptHost, ascii);
    } else if unicode
        .split('.')
        .filter(odd)
        .any(|label| words::reads_as_ascii(label).is_some())
    {
        add(FindingKind::LookalikeHost, ascii);
    } else if punycode {
        add(FindingKind::InternationalHost, registrable(ascii));
    }
    let site = registrable(ascii);
    add(FindingKind::ForeignDomain, site);
    if SHORTENERS.contains(&site) || SHORTENERS.contains(&ascii) {
        add(FindingKind::ShortenedLink, site);
    }
}

/// The part of a host that somebody registered; the host itself where that is not known.
fn registrable(ascii: &str) -> &str {
    psl::domain_str(ascii).unwrap_or(ascii)
}

fn is_under(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|head| head.is_empty() || head.ends_with('.'))
}

/// Whether a host that is not own looks like an own one, or carries it as if it were the site.
fn imitates(shown: &str, unicode: &str, own: &str) -> bool {
    let bones = |s: &str| skeleton(s).collect::<String>().to_lowercase();
    let own = bones(own);
    // Upper case first: a capital I passes for an l, its lower case does not.
    [shown.to_owned(), shown.to_lowercase(), unicode.to_owned()]
        .iter()
        .any(|host| {
            let host = bones(host);
            host == own
                || is_under(&host, &own)
                || format!(".{host}").contains(&format!(".{own}."))
                || host.starts_with(&format!("{own}-"))
        })
}
