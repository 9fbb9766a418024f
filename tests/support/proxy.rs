//! A bad line: stands before a server and spoils the answer to one sort of call.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What happens to a call that is spoilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoil {
    /// It arrives and is done, and its answer is lost.
    AnswerLost,
    /// It arrives and is done, and its answer is cut off in the middle.
    AnswerCut,
    /// The line breaks before it arrives.
    CallLost,
}

/// A running proxy; it ends when this is dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    spoilt: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Stands before `port`, and spoils calls whose bytes contain `call`.
    pub async fn before(port: u16, call: &'static str, spoil: Spoil) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let spoilt = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&spoilt);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let count = Arc::clone(&count);
                tokio::spawn(async move {
                    let server = TcpStream::connect(("localhost", port)).await.unwrap();
                    // An end of either side ends the pair.
                    let _ = pair(client, server, call, spoil, &count).await;
                });
            }
        });
        Self {
            address,
            spoilt,
            task,
        }
    }

    /// Its address in place of the server's.
    pub fn address(&self) -> String {
        format!("http://localhost:{}", self.address.port())
    }

    /// How many calls were spoilt.
    pub fn spoilt(&self) -> usize {
        self.spoilt.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pair(
    mut client: TcpStream,
    mut server: TcpStream,
    call: &str,
    spoil: Spoil,
    spoilt: &AtomicUsize,
) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut up, mut down) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    let mut spoiling = false;
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let bytes = &up[..read?];
                if bytes.is_empty() {
                    return Ok(());
                }
                if bytes.windows(call.len()).any(|part| part == call.as_bytes()) {
                    spoiling = true;
                    spoilt.fetch_add(1, Ordering::SeqCst);
                    if spoil == Spoil::CallLost {
                        return Ok(());
                    }
                }
                server.write_all(bytes).await?;
            }
            read = server.read(&mut down) => {
                let bytes = &down[..read?];
                if spoiling {
                    if spoil == Spoil::AnswerCut {
                        client.write_all(&bytes[..bytes.len() - 10]).await?;
                        client.flush().await?;
                    }
                    return Ok(());
                }
                if bytes.is_empty() {
                    return Ok(());
                }
                client.write_all(bytes).await?;
            }
        }
    }
}
