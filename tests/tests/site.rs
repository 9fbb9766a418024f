//! The newsroom site: what is written, updated, taken down, refused and shown.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use desk::connector::site::preview;
use desk::connector::{Connector, CredentialState, Found, Places, SendFault};
use domain::channel::ChannelKind;
use domain::digest::Digest;
use domain::ids::ChannelId;
use domain::release::{Page, Variant};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use tests::office::{Story, now};

const ADDRESS: &str = "https://news.met.example/press/";

struct Stage {
    story: Story,
    channel: ChannelId,
    folder: tempfile::TempDir,
}

fn page(slug: &str, headline: &str, body: &str) -> Page {
    Page {
        slug: slug.to_owned(),
        headline: headline.to_owned(),
        standfirst: "What we know so far.".to_owned(),
        body: body.to_owned(),
        notes: "Press office: +44 20 7946 0000".to_owned(),
        images: Vec::new(),
    }
}

async fn yes() -> Result<(), String> {
    Ok(())
}

impl Stage {
    fn set() -> Self {
        Self::called("Met News & <Press>")
    }

    fn called(title: &str) -> Self {
        let mut story = Story::founded();
        let channel = story.connect(ChannelKind::Site, title, ADDRESS);
        Self {
            story,
            channel,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("newsroom/site")
    }

    fn connector(&self) -> Connector {
        self.connector_in(self.root())
    }

    fn connector_in(&self, newsroom: PathBuf) -> Connector {
        let places = Places { newsroom };
        Connector::for_channel(self.story.channel(self.channel), &places).unwrap()
    }

    fn approved(&mut self, page: Page) -> Digest {
        self.story.approved(&[(self.channel, Variant::Site(page))])
    }

    async fn publish(&mut self, page: Page) -> (Digest, domain::act::Remote) {
        let revision = self.approved(page);
        (revision, self.send(revision).await)
    }

    async fn send(&mut self, revision: Digest) -> domain::act::Remote {
        let leg = self.story.claim(revision, self.channel);
        let permit = self.story.permit(&leg);
        let done = self.connector().publish(permit, None, yes).await.unwrap();
        self.story.receipt(leg, done.remotes.clone(), done.sent);
        done.remotes.into_iter().next().unwrap()
    }

    async fn refused(&mut self, connector: &Connector, page: Page) -> (String, String, bool) {
        let revision = self.approved(page);
        let permit = self.story.permitted(revision, self.channel);
        match connector.publish(permit, None, yes).await {
            Err(SendFault::Refused { code, words, again }) => (code, words, again),
            other => panic!("{other:?}"),
        }
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap()
    }

    /// Every file of the site, with links left as they are.
    fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        walk(&self.root(), &mut files);
        files.sort();
        let root = format!("{}/", self.root().display());
        files.iter().map(|file| file.replace(&root, "")).collect()
    }
}

fn walk(folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            walk(&entry.path(), files);
        } else {
            files.push(entry.path().display().to_string());
        }
    }
}

#[tokio::test]
async fn a_release_becomes_a_page_and_stands_in_every_list() {
    let mut stage = Stage::set();
    let picture = stage.story.picture(
        vec![7; 900],
        (640, 480),
        "image/png",
        "A \"moor\" <on fire>",
    );
    let digest = picture.digest;
    let body = "First & foremost.\nSecond line.\n\nSee https://met.example/a?b=1&c=2 now.";
    let mut tarn = page("tarn-fire", "Fire on Tarn Moor <b>", body);
    tarn.images.push(picture);
    let (revision, remote) = stage.publish(tarn).await;
    let year_month = &now().plus_millis(-60_000).to_string()[..7].replace('-', "/");
    assert_eq!(remote.id, format!("{year_month}/tarn-fire"));
    assert_eq!(remote.url, format!("{ADDRESS}{year_month}/tarn-fire/"));

    let html = stage.read(&format!("{}/index.html", remote.id));
    assert_eq!(remote.version, Digest::of(html.as_bytes()).to_string());
    for part in [
        "<html lang=\"en\">",
        "<title>Fire on Tarn Moor &lt;b&gt; – Met News &amp; &lt;Press&gt;</title>",
        "<h1>Fire on Tarn Moor &lt;b&gt;</h1>",
        "<p>First &amp; foremost.<br>\nSecond line.</p>",
        "<a href=\"https://met.example/a?b=1&amp;c=2\">https://met.example/a?b=1&amp;c=2</a>",
        "alt=\"A &quot;moor&quot; &lt;on fire&gt;\" width=\"640\" height=\"480\"",
        &format!("<link rel=\"canonical\" href=\"{}\">", remote.url),
        "<meta name=\"robots\" content=\"index, follow\">",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    assert!(!html.contains("<script"));
    assert_eq!(
        fs::read(stage.root().join(format!("media/{digest}.png"))).unwrap(),
        vec![7; 900]
    );
    let year = &remote.id[..4];
    let mut expected = vec![
        ".well-known/countersign.json".to_owned(),
        format!("{year}/index.html"),
        format!("{}/index.html", remote.id),
        "feed.atom".to_owned(),
        "feed.json".to_owned(),
        "index.html".to_owned(),
        format!("media/{digest}.png"),
        "newsroom.css".to_owned(),
        "robots.txt".to_owned(),
        "sitemap.xml".to_owned(),
    ];
    expected.sort();
    assert_eq!(stage.files(), expected);
    for list in ["index.html", "feed.atom", "sitemap.xml", "feed.json"] {
        assert!(stage.read(list).contains("tarn-fire/"), "{list}");
    }
    let feed: serde_json::Value = serde_json::from_str(&stage.read("feed.json")).unwrap();
    assert_eq!(feed["items"][0]["title"], "Fire on Tarn Moor <b>");
    assert_eq!(feed["items"][0]["content_text"], body);
    let list: serde_json::Value =
        serde_json::from_str(&stage.read(".well-known/countersign.json")).unwrap();
    assert_eq!(list["signed"], false);
    assert_eq!(list["releases"][0]["revision"], revision.to_string());

    let content = stage.story.content(revision);
    let connector = stage.connector();
    assert_eq!(
        connector.reconcile(&content, stage.channel).await,
        Found::There(vec![remote])
    );
    assert_eq!(connector.check(None).await, CredentialState::Working);
}

#[tokio::test]
async fn a_newer_revision_keeps_the_address_and_says_so() {
    let mut stage = Stage::set();
    let (first, remote) = stage
        .publish(page("tarn-fire", "Fire", "One house burnt."))
        .await;
    let release = stage.story.content(first).release;
    let newer = page("another-address", "Fire is out", "Two houses burnt.");
    let variants = [(stage.channel, Variant::Site(newer))];
    let revision = stage.story.approved_again(release, &variants);
    let content = stage.story.content(revision);
    let connector = stage.connector();
    assert_eq!(
        connector.reconcile(&content, stage.channel).await,
        Found::Absent
    );
    let updated = stage.send(revision).await;
    assert_eq!(updated.id, remote.id);
    assert_ne!(updated.version, remote.version);
    let html = stage.read(&format!("{}/index.html", remote.id));
    assert!(html.contains("<strong>Updated <time") && html.contains("Two houses"));
    assert!(!html.contains("One house"));
    assert!(stage.read("index.html").contains("Updated"));
    assert!(
        !stage
            .files()
            .iter()
            .any(|file| file.contains("another-address"))
    );
    let old = stage.story.content(first);
    assert_eq!(
        connector.reconcile(&old, stage.channel).await,
        Found::Absent
    );
}

#[tokio::test]
async fn a_takedown_leaves_a_notice_and_nothing_else() {
    let mut stage = Stage::set();
    let shared = stage
        .story
        .picture(vec![1; 90], (6, 4), "image/jpeg", "Shared");
    let own = stage
        .story
        .picture(vec![2; 90], (6, 4), "image/jpeg", "Own");
    let mut first = page("first", "A secret headline", "Secret words.");
    first.images = vec![shared.clone(), own.clone()];
    let mut second = page("second", "Stays", "Stays.");
    second.images = vec![shared.clone()];
    let (revision, remote) = stage.publish(first).await;
    let (_, kept) = stage.publish(second).await;
    let connector = stage.connector();
    let taken = connector
        .take_down(std::slice::from_ref(&remote), None, None, now())
        .await;
    assert!(taken.gone, "{:#?}", taken.proof);
    assert_eq!(taken.proof.iter().filter(|step| step.proves).count(), 2);
    for file in stage.files() {
        let bytes = fs::read(stage.root().join(&file)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.to_lowercase().contains("secret"), "{file}");
    }
    let notice = stage.read(&format!("{}/index.html", remote.id));
    assert!(notice.contains("This release was withdrawn") && notice.contains("noindex"));
    assert!(!stage.read("index.html").contains("/first/"));
    assert!(!stage.read("sitemap.xml").contains("/first/"));
    assert!(stage.read("index.html").contains(&kept.id));
    assert!(
        !stage
            .root()
            .join(format!("media/{}.jpg", own.digest))
            .exists()
    );
    assert!(
        stage
            .root()
            .join(format!("media/{}.jpg", shared.digest))
            .exists()
    );
    let content = stage.story.content(revision);
    assert_eq!(
        connector.reconcile(&content, stage.channel).await,
        Found::Absent
    );
    let recent = connector.list_recent(10, None).await.unwrap();
    assert_eq!(recent.seen.len(), 1);

    // Without a receipt it is found by what was signed; and nothing outside the pages is ever written.
    let bytes = stage.story.bytes(revision).to_vec();
    assert!(
        connector
            .take_down(&[], None, Some(&bytes), now())
            .await
            .gone
    );
    let mut elsewhere = remote;
    elsewhere.id = "../../../etc".to_owned();
    assert!(
        !connector
            .take_down(&[elsewhere], None, None, now())
            .await
            .gone
    );
}

#[tokio::test]
async fn a_page_changed_by_hand_is_seen_and_can_be_taken_down() {
    let mut stage = Stage::set();
    let (revision, remote) = stage.publish(page("first", "First", "True words.")).await;
    let file = stage.root().join(&remote.id).join("index.html");
    let genuine = fs::read_to_string(&file).unwrap();
    let connector = stage.connector();
    let content = stage.story.content(revision);
    // Once only what people read was changed, once the facts in the page as well.
    let clumsy = genuine.replace("<p>True words", "<p>False words");
    let thorough = genuine.replace("True words", "False words");
    for (forged, listed) in [(&thorough, true), (&clumsy, false)] {
        fs::write(&file, forged).unwrap();
        let found = connector.reconcile(&content, stage.channel).await;
        assert!(matches!(found, Found::CannotTell(_)), "{found:?}");
        let recent = connector.list_recent(10, None).await.unwrap().seen;
        let seen = recent
            .iter()
            .find(|seen| seen.remote.id == remote.id)
            .unwrap();
        assert_eq!(
            seen.remote.version,
            Digest::of(forged.as_bytes()).to_string()
        );
        assert_ne!(seen.remote.version, remote.version);
        assert!(seen.text.contains("False words"));
        // A page that is not even whole in itself drops out of every list.
        let slug = if listed { "second" } else { "third" };
        stage.publish(page(slug, "Next", "More.")).await;
        assert_eq!(stage.read("index.html").contains("/first/"), listed);
    }
    // A page at that address that is not this release's is never overwritten by it.
    let (code, _, again) = stage
        .refused(&connector, page("first", "Again", "Again."))
        .await;
    assert_eq!((code.as_str(), again), ("address_taken", false));
    assert_eq!(fs::read_to_string(&file).unwrap(), clumsy);
    let bytes = stage.story.bytes(revision).to_vec();
    let taken = connector
        .take_down(&[remote], None, Some(&bytes), now())
        .await;
    assert!(taken.gone);
    assert!(!fs::read_to_string(&file).unwrap().contains("words"));
}

#[tokio::test]
async fn nothing_can_be_seen_before_the_courier_agrees() {
    let mut stage = Stage::set();
    stage.publish(page("first", "First", "First.")).await;
    let before: Vec<(String, Vec<u8>)> = stage
        .files()
        .into_iter()
        .map(|file| (file.clone(), fs::read(stage.root().join(file)).unwrap()))
        .collect();
    let revision = stage.approved(page("second", "Second", "Second."));
    let permit = stage.story.permitted(revision, stage.channel);
    let root = stage.root();
    let look = async || {
        let index = fs::read_to_string(root.join("index.html")).unwrap();
        assert!(!index.contains("second"));
        Err("a stop came in".to_owned())
    };
    let fault = stage
        .connector()
        .publish(permit, None, look)
        .await
        .unwrap_err();
    assert_eq!(fault, SendFault::NotStarted("a stop came in".to_owned()));
    let after: Vec<(String, Vec<u8>)> = stage
        .files()
        .into_iter()
        .map(|file| (file.clone(), fs::read(stage.root().join(file)).unwrap()))
        .collect();
    assert_eq!(after, before);
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_cannot_be_written_is_a_clear_no() {
    let mut stage = Stage::set();
    let gone = stage.connector_in(stage.folder.path().join("not/connected/disk"));
    let (code, words, again) = stage.refused(&gone, page("a", "A", "A.")).await;
    assert_eq!((code.as_str(), again), ("folder_missing", true));
    assert!(words.ends_with("Nothing was published"), "{words}");
    assert!(matches!(
        gone.check(None).await,
        CredentialState::Refused(_)
    ));

    let file = stage.folder.path().join("file");
    fs::write(&file, "x").unwrap();
    let (code, _, _) = stage
        .refused(&stage.connector_in(file), page("b", "B", "B."))
        .await;
    assert_eq!(code, "folder_missing");

    // A link in the place of a folder would lead the page elsewhere.
    let away = stage.folder.path().join("away");
    fs::create_dir_all(&away).unwrap();
    fs::create_dir_all(stage.root()).unwrap();
    let year = &now().to_string()[..4];
    std::os::unix::fs::symlink(&away, stage.root().join(year)).unwrap();
    let (code, _, _) = stage
        .refused(&stage.connector(), page("c", "C", "C."))
        .await;
    assert_eq!(code, "folder_is_link");
    assert_eq!(fs::read_dir(&away).unwrap().count(), 0);
    assert!(
        stage.files().iter().all(|file| file == year),
        "{:?}",
        stage.files()
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_a_clear_no_and_leaves_the_site_as_it_was() {
    // A file system of 256 KiB, where this test may make one.
    let disk = tempfile::tempdir().unwrap();
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"])
        .arg(disk.path())
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        eprintln!("skipped: mounting a small disk needs root");
        return;
    }
    let mut stage = Stage::set();
    let connector = stage.connector_in(disk.path().join("site"));
    let revision = stage.approved(page("fits", "Fits", "Fits."));
    let permit = stage.story.permitted(revision, stage.channel);
    connector.publish(permit, None, yes).await.unwrap();
    let mut before = Vec::new();
    walk(disk.path(), &mut before);
    let index = fs::read(disk.path().join("site/index.html")).unwrap();
    let picture = stage
        .story
        .picture(vec![3; 300_000], (9, 9), "image/png", "Large");
    let mut large = page("large", "Large", "Large.");
    large.images.push(picture);
    let refused = stage.refused(&connector, large).await;
    let mut after = Vec::new();
    walk(disk.path(), &mut after);
    let same = fs::read(disk.path().join("site/index.html")).unwrap() == index;
    let unmounted = std::process::Command::new("umount")
        .arg(disk.path())
        .status();
    assert!(unmounted.unwrap().success());
    assert_eq!((refused.0.as_str(), refused.2), ("disk_full", true));
    before.sort();
    after.sort();
    assert_eq!(after, before);
    assert!(same);
}

#[tokio::test]
async fn the_preview_shows_pages_and_nothing_else() {
    let mut stage = Stage::set();
    let (_, remote) = stage.publish(page("first", "First", "First.")).await;
    fs::write(stage.folder.path().join("outside.html"), "outside").unwrap();
    fs::write(stage.root().join(".hidden.html"), "hidden").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        stage.folder.path().join("outside.html"),
        stage.root().join("link.html"),
    )
    .unwrap();
    let preview = preview::serve(&stage.root()).await.unwrap();
    let port = preview.address().port();
    assert!(preview.address().ip().is_loopback());
    let get = async |path: &str, host: &str| raw(port, path, host).await;
    let page = get(&format!("/{}/", remote.id), "localhost").await;
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("<h1>First</h1>"),
        "{page}"
    );
    for header in ["nosniff", "default-src 'none'", "text/html; charset=utf-8"] {
        assert!(page.contains(header), "{header}");
    }
    let slash = get(&format!("/{}", remote.id), "127.0.0.1").await;
    assert!(
        slash.contains(&format!("location: /{}/\r\n", remote.id)),
        "{slash}"
    );
    assert!(
        get("/feed.json", "localhost")
            .await
            .contains("application/json")
    );
    for path in [
        "/../outside.html",
        "/%2e%2e/outside.html",
        "/..%2foutside.html",
        "/2026/../../outside.html",
        "//outside.html",
        "/link.html",
        "/.hidden.html",
        "/index.html/",
        "/index.html%00.css",
        "/media",
        "/nothing/",
    ] {
        let answer = get(path, "localhost").await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
        assert!(!answer.contains("outside"), "{path}");
    }
    assert!(get("/", "evil.example").await.starts_with("HTTP/1.1 403"));
}

/// One request written by hand: a client library would tidy the path.
async fn raw(port: u16, path: &str, host: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut line = tokio::net::TcpStream::connect(("127.0.0.1", port))
        .await
        .unwrap();
    let call = format!("GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n");
    line.write_all(call.as_bytes()).await.unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.unwrap();
    answer
}

/// Pieces that break out of markup when one field is not escaped, and plain words.
fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<script>alert(1)</script>".to_owned()),
        Just("\"><img src=x onerror=y>".to_owned()),
        Just("' onmouseover='x".to_owned()),
        Just("</title></head><body>".to_owned()),
        Just("--><!-- ]]> <![CDATA[ <?x ?>".to_owned()),
        Just("&lt;b&gt; &#60;i&#62; &amp;amp; &".to_owned()),
        Just("javascript:alert(1) data:text/html,<b>".to_owned()),
        Just("<meta name=\"countersign\" content=\"{}\">".to_owned()),
        Just("{\"v\":1} \\u003cb\\u003e \\".to_owned()),
        "[a-z<>&\"'/=`; ]{1,12}",
        "\\PC{1,4}",
    ];
    prop::collection::vec(piece, 1..4).prop_map(|pieces| pieces.join(" "))
}

/// The names of the tags of a document, in order, and whether its quotes and brackets pair up.
fn tags(html: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        assert!(
            !rest[..at].contains('>'),
            "a bracket outside a tag: {}",
            &rest[..at]
        );
        let mut quoted = false;
        let end = rest[at..]
            .find(|c| {
                quoted ^= c == '"';
                assert!(c != '<' || rest[at..].starts_with(c), "a bracket in a tag");
                c == '>' && !quoted
            })
            .unwrap();
        let tag = &rest[at + 1..at + end];
        let name: String = tag.chars().take_while(|c| !c.is_whitespace()).collect();
        // The names of attributes too: an injected one would show.
        let attributes: Vec<&str> = tag.split('"').step_by(2).collect();
        tags.push(if name == "a" || name == "time" {
            name
        } else {
            attributes.join("\u{1}")
        });
        rest = &rest[at + end + 1..];
    }
    tags
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn no_field_can_put_markup_on_a_page(
        title in words(), headline in words(), standfirst in words(), body in words(),
        notes in words(), alt in words(),
    ) {
        // The rules take no channel without a name to show, nor a longer one.
        prop_assume!(!title.trim().is_empty() && title.chars().count() <= 300);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let site = |texts: [&str; 6]| -> Option<Vec<Vec<String>>> {
            let mut story = Story::founded();
            let channel = story.connect(ChannelKind::Site, texts[0], ADDRESS);
            let folder = tempfile::tempdir().unwrap();
            let picture = story.picture(vec![1], (2, 2), "image/png", texts[5]);
            let page = Page {
                slug: "a-slug".to_owned(),
                headline: texts[1].to_owned(),
                standfirst: texts[2].to_owned(),
                body: texts[3].to_owned(),
                notes: texts[4].to_owned(),
                images: vec![picture],
            };
            // What the text rules refuse never gets here; they are not what is tested.
            let revision = story.try_approved(&[(channel, Variant::Site(page))]).ok()?;
            let permit = story.permitted(revision, channel);
            let places = Places { newsroom: folder.path().join("site") };
            let connector = Connector::for_channel(story.channel(channel), &places).unwrap();
            let done = runtime.block_on(connector.publish(permit, None, yes)).unwrap();
            let content = story.content(revision);
            let found = runtime.block_on(connector.reconcile(&content, channel));
            assert_eq!(found, Found::There(done.remotes.clone()));
            let read = |path: &str| fs::read_to_string(folder.path().join("site").join(path)).unwrap();
            let id = &done.remotes[0].id;
            let pages = [format!("{id}/index.html"), "index.html".to_owned(),
                format!("{}/index.html", &id[..4]), "feed.atom".to_owned(), "sitemap.xml".to_owned()];
            let links = |name: &String| !["a", "/a"].contains(&name.as_str());
            Some(pages.iter().map(|path| tags(&read(path)).into_iter().filter(links).collect()).collect())
        };
        let evil = site([&title, &headline, &standfirst, &body, &notes, &alt]);
        let plain = site(["x"; 6]).unwrap();
        prop_assume!(evil.is_some());
        prop_assert_eq!(evil, Some(plain));
    }
}
