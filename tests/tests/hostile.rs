//! A Bluesky server that misbehaves: every answer leads to a clear fault, in bounded time and memory.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use desk::connector::bluesky::Bluesky;
use desk::connector::{ConnectFault, Connector, Found, SendFault};
use desk::http::Patience;
use desk::secret::Secret;
use domain::channel::ChannelKind;
use domain::release::{Part, Post, Variant};
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tests::office::Story;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const DID: &str = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";
const PASSWORD: &str = "very-secret-pass-word";
const CREATE: &str = "/xrpc/com.atproto.server.createSession";
const PUT: &str = "/xrpc/com.atproto.repo.putRecord";
const GET: &str = "/xrpc/com.atproto.repo.getRecord";

/// What the server does to the call under test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Html(u16),
    Json(u16, &'static str),
    Huge,
    Drip,
    Hang,
    Redirect,
    Truncated,
    Reset,
    Empty,
    Other,
}

#[derive(Debug)]
struct Server {
    manner: Manner,
    at: &'static str,
    elsewhere: String,
    served: AtomicUsize,
    posts: AtomicUsize,
    seen: Mutex<Vec<String>>,
}

/// A log-in that works: the token only has to look like one.
fn session() -> String {
    let body = json!({
        "did": DID, "handle": "newsdesk.test", "active": true,
        "accessJwt": "e30.eyJleHAiOjQxMDI0NDQ4MDAsInNjb3BlIjoiY29tLmF0cHJvdG8uYXBwUGFzcyJ9.x",
        "refreshJwt": "e30.e30.y",
    });
    whole(200, "application/json", &body.to_string())
}

fn whole(status: u16, kind: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Said\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

/// Reads one call, up to the end of its body, and gives its path.
async fn call(line: &mut TcpStream) -> Option<String> {
    let (mut read, mut chunk) = (Vec::new(), [0; 8192]);
    loop {
        let got = line.read(&mut chunk).await.ok().filter(|got| *got > 0)?;
        read.extend_from_slice(&chunk[..got]);
        let text = String::from_utf8_lossy(&read).to_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
            let target = String::from_utf8_lossy(&read);
            let target = target.split(' ').nth(1)?;
            return Some(target.split('?').next()?.to_owned());
        }
    }
}

async fn answer(mut line: TcpStream, server: Arc<Server>) -> Option<()> {
    line.set_nodelay(true).ok()?;
    let path = call(&mut line).await?;
    server.seen.lock().unwrap().push(path.clone());
    if path == PUT {
        server.posts.fetch_add(1, Ordering::SeqCst);
    }
    let said = if path == server.at {
        match server.manner {
            Manner::Html(status) => whole(status, "text/html", "<h1>Oops</h1>"),
            Manner::Json(status, error) => {
                let body = json!({"error": error, "message": "No."});
                whole(status, "application/json", &body.to_string())
            }
            Manner::Huge | Manner::Drip => {
                let slow = server.manner == Manner::Drip;
                line.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\n\r\n")
                    .await
                    .ok()?;
                let chunk = vec![b' '; if slow { 1 } else { 64 * 1024 }];
                loop {
                    if slow {
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                    line.write_all(&chunk).await.ok()?;
                    server.served.fetch_add(chunk.len(), Ordering::SeqCst);
                }
            }
            Manner::Hang => std::future::pending().await,
            Manner::Redirect => format!(
                "HTTP/1.1 307 Elsewhere\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n",
                server.elsewhere
            ),
            Manner::Truncated => {
                let mut said = whole(200, "application/json", &format!("{:500}", "{}"));
                said.truncate(300);
                said
            }
            Manner::Reset => return None,
            Manner::Empty => whole(200, "application/json", ""),
            Manner::Other => {
                let body = json!({"uri": "at://x", "cid": "bafyother"});
                whole(200, "application/json", &body.to_string())
            }
        }
    } else {
        match path.as_str() {
            CREATE => session(),
            GET => {
                let body = json!({"error": "RecordNotFound", "message": "Could not locate record"});
                whole(400, "application/json", &body.to_string())
            }
            _ => whole(200, "application/json", "{}"),
        }
    };
    line.write_all(said.as_bytes()).await.ok()
}

async fn serve(manner: Manner, at: &'static str, elsewhere: String) -> (String, Arc<Server>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let server = Arc::new(Server {
        manner,
        at,
        elsewhere,
        served: AtomicUsize::new(0),
        posts: AtomicUsize::new(0),
        seen: Mutex::new(Vec::new()),
    });
    let shared = Arc::clone(&server);
    tokio::spawn(async move {
        while let Ok((line, _)) = listener.accept().await {
            tokio::spawn(answer(line, Arc::clone(&shared)));
        }
    });
    (address, server)
}

fn credential() -> Secret {
    let bundle = json!({"v": 1, "did": DID, "name": "Countersign", "password": PASSWORD});
    Secret::new(bundle.to_string())
}

async fn yes() -> Result<(), String> {
    Ok(())
}

/// Publishes one post against such a server, and reconciles after.
async fn publish(manner: Manner, at: &'static str) -> (Result<(), SendFault>, Found, Arc<Server>) {
    let (elsewhere, thief) = serve(Manner::Empty, "", String::new()).await;
    let (address, server) = serve(manner, at, format!("{elsewhere}/stolen")).await;
    let mut story = Story::founded();
    let address = format!("{address}/#{DID}");
    let channel = story.connect(ChannelKind::Bluesky, "newsdesk.test", &address);
    let part = Part {
        text: "Words".to_owned(),
        ..Part::default()
    };
    let post = Post {
        parts: vec![part],
        quote: None,
    };
    let revision = story.approved(&[(channel, Variant::Bluesky(post))]);
    let permit = story.permitted(revision, channel);
    let patience = Patience {
        connect: Duration::from_millis(500),
        call: Duration::from_millis(900),
    };
    let connector = Connector::Bluesky(Bluesky::new(channel, &address, patience).unwrap());
    let began = Instant::now();
    let result = connector
        .publish(permit, Some(&credential()), yes)
        .await
        .map(drop);
    let content = story.content(revision);
    let found = connector.reconcile(&content, channel).await;
    assert!(
        began.elapsed() < Duration::from_secs(6),
        "{manner:?} took {:?}",
        began.elapsed()
    );
    let told = format!("{result:?} {found:?}");
    for secret in [PASSWORD, "eyJleHAi"] {
        assert!(!told.contains(secret), "{told}");
    }
    assert_eq!(
        thief.seen.lock().unwrap().len(),
        0,
        "a redirect was followed"
    );
    (result, found, server)
}

#[tokio::test]
async fn an_unclear_answer_to_the_post_is_never_called_a_failure() {
    for manner in [
        Manner::Html(200),
        Manner::Html(400),
        Manner::Html(503),
        Manner::Json(500, "InternalServerError"),
        Manner::Json(502, "UpstreamFailure"),
        Manner::Json(503, "NotEnoughResources"),
        Manner::Huge,
        Manner::Drip,
        Manner::Hang,
        Manner::Redirect,
        Manner::Truncated,
        Manner::Reset,
        Manner::Empty,
        Manner::Other,
    ] {
        let (result, found, server) = publish(manner, PUT).await;
        assert!(
            matches!(result, Err(SendFault::Ambiguous(_))),
            "{manner:?}: {result:?}"
        );
        assert_eq!(found, Found::Absent, "{manner:?}");
        assert_eq!(
            server.posts.load(Ordering::SeqCst),
            1,
            "{manner:?} was sent again"
        );
        // What was read of a gigabyte is the cap and what lay in the buffers of the line.
        assert!(server.served.load(Ordering::SeqCst) < 32 * 1024 * 1024);
    }
}

#[tokio::test]
async fn a_clear_no_to_the_post_is_definite() {
    for (status, error) in [
        (400, "InvalidRequest"),
        (401, "ExpiredToken"),
        (403, "AccountTakedown"),
        (404, "XRPCNotSupported"),
        (409, "Conflict"),
        (413, "PayloadTooLarge"),
        (422, "Unprocessable"),
        (429, "RateLimitExceeded"),
    ] {
        let (result, _, _) = publish(Manner::Json(status, error), PUT).await;
        let Err(SendFault::Refused { code, words, again }) = result else {
            panic!("{result:?}")
        };
        assert_eq!((code.as_str(), again), (error, status == 429));
        assert_eq!(words, format!("{status} {error}: No."));
    }
}

#[tokio::test]
async fn trouble_before_the_post_sends_nothing() {
    for (manner, again) in [
        (Manner::Html(200), true),
        (Manner::Json(503, "NotEnoughResources"), true),
        (Manner::Json(401, "AuthenticationRequired"), false),
        (Manner::Huge, true),
        (Manner::Hang, true),
        (Manner::Redirect, true),
        (Manner::Empty, true),
    ] {
        let (result, _, server) = publish(manner, CREATE).await;
        let Err(SendFault::Refused { again: told, .. }) = &result else {
            panic!("{result:?}")
        };
        assert_eq!(*told, again, "{manner:?}: {result:?}");
        assert_eq!(server.posts.load(Ordering::SeqCst), 0);
    }
}

#[tokio::test]
async fn a_reading_that_is_not_clear_cannot_tell() {
    for manner in [
        Manner::Html(404),
        Manner::Json(400, "RepoNotFound"),
        Manner::Json(404, "NotFound"),
        Manner::Json(500, "InternalServerError"),
        Manner::Hang,
        Manner::Huge,
        Manner::Empty,
        Manner::Redirect,
        Manner::Other,
    ] {
        let (_, found, _) = publish(manner, GET).await;
        assert!(
            matches!(found, Found::CannotTell(_)),
            "{manner:?}: {found:?}"
        );
    }
}

#[tokio::test]
async fn nobody_there_means_nothing_sent() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let address = format!("http://127.0.0.1:{port}");
    let secret = Secret::new(PASSWORD.to_owned());
    let fault = Connector::connect(ChannelKind::Bluesky, "newsdesk.test", &address, "", secret)
        .await
        .unwrap_err();
    let ConnectFault::NoAnswer(words) = fault else {
        panic!("{fault}")
    };
    assert!(
        words.contains("could not be reached") && !words.contains(PASSWORD),
        "{words}"
    );
}
