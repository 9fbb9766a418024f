//! The line to a real server, which breaks once, at a byte that the test chooses, and is whole before and after.

use crate::pds::free_port;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::Mutex;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// What happens to one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// The line closes before the server has a byte of it.
    BeforeRead,
    /// Half of it arrives; then nothing moves any more.
    HalfWay,
    /// All of it arrives, and its answer never comes.
    NoAnswer,
    /// It is done, and the line closes before the answer.
    AnswerDropped,
    /// It is done, and its answer ends in the middle.
    AnswerCut,
    /// It is done, and something on the way answers 503.
    AnswerReplaced,
    /// It is done, and its answer comes byte by byte.
    Slow,
}

impl Break {
    /// Those after which the one who called has something to say for himself.
    pub const ANSWERED: [Self; 5] = [
        Self::BeforeRead,
        Self::AnswerDropped,
        Self::AnswerCut,
        Self::AnswerReplaced,
        Self::Slow,
    ];
}

#[derive(Debug, Default)]
struct State {
    armed: Mutex<Option<(String, Break)>>,
    broke: Notify,
}

impl State {
    /// Takes the break, if these bytes are the call it waits for.
    fn take(&self, bytes: &[u8]) -> Option<Break> {
        let mut armed = self.armed.lock().unwrap();
        let (call, _) = armed.as_ref()?;
        let meant = bytes
            .windows(call.len())
            .any(|part| part == call.as_bytes());
        if meant {
            armed.take().map(|(_, how)| how)
        } else {
            None
        }
    }
}

/// A running line; it ends when this is dropped.
#[derive(Debug)]
pub struct Line {
    address: SocketAddr,
    behind: u16,
    state: Arc<State>,
    task: JoinHandle<()>,
}

impl Line {
    /// A line whose server does not run yet.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let behind = free_port();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                tokio::spawn(async move {
                    if let Ok(server) = TcpStream::connect(("localhost", behind)).await {
                        // An end of either side ends the pair.
                        let _ = pair(client, server, &state).await;
                    }
                });
            }
        });
        Self {
            address,
            behind,
            state,
            task,
        }
    }

    /// The port that clients see.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The port its server listens on.
    pub const fn port_behind(&self) -> u16 {
        self.behind
    }

    /// Its address in place of the server's.
    pub fn address(&self) -> String {
        format!("http://localhost:{}", self.port())
    }

    /// Breaks at the next call whose bytes contain `call`.
    pub fn arm(&self, call: &str, how: Break) {
        *self.state.armed.lock().unwrap() = Some((call.to_owned(), how));
    }

    /// Whether the break is still to come.
    pub fn is_armed(&self) -> bool {
        self.state.armed.lock().unwrap().is_some()
    }

    /// Waits until it broke.
    pub async fn broke(&self) {
        self.state.broke.notified().await;
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

const REPLACED: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\n\
    content-length: 24\r\nconnection: close\r\n\r\n{\"error\":\"UpstreamGone\"}";

async fn pair(mut client: TcpStream, mut server: TcpStream, state: &State) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut up, mut down) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    let mut broken = None;
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let bytes = &up[..read?];
                if bytes.is_empty() {
                    return Ok(());
                }
                let first = state.take(bytes);
                broken = broken.or(first);
                match broken {
                    Some(Break::BeforeRead) => {
                        state.broke.notify_one();
                        return Ok(());
                    }
                    Some(Break::HalfWay) => {
                        server.write_all(&bytes[..bytes.len() / 2]).await?;
                        server.flush().await?;
                        state.broke.notify_one();
                        return until_gone(client).await;
                    }
                    _ => server.write_all(bytes).await?,
                }
                if first == Some(Break::NoAnswer) {
                    server.flush().await?;
                    state.broke.notify_one();
                    // The server is left to finish: its answer has nobody to go to.
                    let drained = tokio::spawn(until_gone(server));
                    until_gone(client).await?;
                    drained.abort();
                    return Ok(());
                }
            }
            read = server.read(&mut down) => {
                let bytes = &down[..read?];
                if bytes.is_empty() {
                    return Ok(());
                }
                match broken {
                    Some(Break::AnswerCut) => client.write_all(&bytes[..bytes.len() - 10]).await?,
                    Some(Break::AnswerReplaced) => client.write_all(REPLACED).await?,
                    Some(Break::AnswerDropped) => {}
                    Some(Break::Slow) => {
                        for byte in bytes {
                            client.write_all(&[*byte]).await?;
                            client.flush().await?;
                        }
                        continue;
                    }
                    _ => {
                        client.write_all(bytes).await?;
                        continue;
                    }
                }
                client.flush().await?;
                state.broke.notify_one();
                return Ok(());
            }
        }
    }
}

async fn until_gone(mut line: TcpStream) -> std::io::Result<()> {
    let mut rest = vec![0; 64 * 1024];
    while line.read(&mut rest).await? > 0 {}
    Ok(())
}
