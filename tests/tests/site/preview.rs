//! The preview on loopback.

use crate::stage::{Stage, page};
use desk::connector::site::preview;
use std::fs;

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
