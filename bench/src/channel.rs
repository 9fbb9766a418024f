//! A server that answers as a Bluesky account's own would, at once, and says when the first byte of each call came.
//!
//! It is the floor's other side: what a real server takes to answer is no part of what is measured here.

use axum::extract::State;
use axum::routing::{get, post};
use axum::serve::ListenerExt as _;
use axum::{Json, Router};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// The account on it.
pub const DID: &str = "did:plc:abcdefghijklmnopqrstuvwx";
/// The path of the call that posts.
pub const PUT: &str = "/xrpc/com.atproto.repo.putRecord";
/// The path of the call that logs in.
pub const LOG_IN: &str = "/xrpc/com.atproto.server.createSession";

/// A call that the server saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// A log-in.
    LogIn(Instant),
    /// A post.
    Post(Instant),
}

#[derive(Clone)]
struct Served {
    seen: UnboundedSender<Seen>,
    cid: Arc<Mutex<String>>,
}

/// The server.
#[derive(Debug)]
pub struct Channel {
    /// Its base address.
    pub address: String,
    /// Every call, in order.
    pub seen: UnboundedReceiver<Seen>,
    cid: Arc<Mutex<String>>,
}

impl Channel {
    /// Starts one. It ends with the process.
    pub async fn start() -> Self {
        let (tell, seen) = unbounded_channel();
        let cid = Arc::new(Mutex::new(String::new()));
        let served = Served {
            seen: tell,
            cid: Arc::clone(&cid),
        };
        let routes = Router::new()
            .route(LOG_IN, post(log_in))
            .route(PUT, post(put))
            .route(
                "/xrpc/com.atproto.server.deleteSession",
                post(async || Json(json!({}))),
            )
            .route(
                "/xrpc/com.atproto.server.describeServer",
                get(async || Json(json!({"did": "did:web:localhost"}))),
            )
            .route(
                "/xrpc/com.atproto.server.listAppPasswords",
                get(async || Json(json!({"passwords": [{"name": "press"}]}))),
            )
            .with_state(served);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { address, seen, cid }
    }

    /// What the server is to call the next post.
    pub fn expect(&self, cid: &str) {
        cid.clone_into(&mut self.cid.lock().unwrap());
    }
}

async fn log_in(State(served): State<Served>) -> Json<Value> {
    // Who measures has what is needed: then nobody listens.
    let _unheard = served.seen.send(Seen::LogIn(Instant::now()));
    // The middle of the token says {"scope":"com.atproto.appPass"}.
    let token = "e30.eyJzY29wZSI6ImNvbS5hdHByb3RvLmFwcFBhc3MifQ.e30";
    Json(json!({
        "did": DID,
        "handle": "press.example",
        "accessJwt": token,
        "refreshJwt": token,
        "active": true,
    }))
}

async fn put(State(served): State<Served>) -> Json<Value> {
    let _unheard = served.seen.send(Seen::Post(Instant::now()));
    let cid = served.cid.lock().unwrap().clone();
    Json(json!({"uri": format!("at://{DID}/app.bsky.feed.post/x"), "cid": cid}))
}
