//! A look at the site before it is hosted: a read-only server on this machine alone.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use std::io::{self, Read as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The most bytes of a file that are shown.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// A running preview; it ends when this is dropped.
#[derive(Debug)]
pub struct Preview {
    address: SocketAddr,
    task: JoinHandle<io::Result<()>>,
}

impl Preview {
    /// Where it is, on the loopback address.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Serves a site's folder on a free port of the loopback address.
///
/// # Errors
/// When no port can be had.
pub async fn serve(folder: &Path) -> io::Result<Preview> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let app = Router::new()
        .fallback(answer)
        .with_state(Arc::new(folder.to_owned()));
    let task = tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(Preview { address, task })
}

async fn answer(State(folder): State<Arc<PathBuf>>, request: Request) -> Response {
    let known = [Method::GET, Method::HEAD].contains(request.method());
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    // A page elsewhere that had its name point to this machine gets nothing.
    let here = host.is_some_and(|host| {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        ["127.0.0.1", "localhost"].contains(&name)
    });
    if !known || !here {
        return plain(
            StatusCode::FORBIDDEN,
            "This preview is only for this machine, and only for reading.",
        );
    }
    let path = request.uri().path().to_owned();
    let found = tokio::task::spawn_blocking(move || read(&folder, &path)).await;
    match found {
        Ok(Some(Shown::File(bytes, kind))) => with_headers(StatusCode::OK, kind, bytes),
        Ok(Some(Shown::Elsewhere(path))) => {
            let mut response = plain(StatusCode::PERMANENT_REDIRECT, "");
            if let Ok(path) = HeaderValue::from_str(&path) {
                response.headers_mut().insert(header::LOCATION, path);
            }
            response
        }
        Ok(None) | Err(_) => plain(StatusCode::NOT_FOUND, "There is no such page."),
    }
}

enum Shown {
    File(Vec<u8>, &'static str),
    Elsewhere(String),
}

/// Reads a file below the folder. Every part of the path is a plain name, and nothing on the way is a link.
fn read(folder: &Path, path: &str) -> Option<Shown> {
    let mut place = folder.to_owned();
    let mut is_folder = true;
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if !is_folder
            || !part.bytes().all(plain)
            || (part.starts_with('.') && part != ".well-known")
        {
            return None;
        }
        place.push(part);
        let meta = std::fs::symlink_metadata(&place).ok()?;
        if meta.is_symlink() {
            return None;
        }
        is_folder = meta.is_dir();
    }
    if is_folder {
        if !path.ends_with('/') {
            // Relative links need the slash. A path that begins with two would name another host.
            return Some(Shown::Elsewhere(format!("/{}/", path.trim_matches('/'))));
        }
        place.push("index.html");
    } else if path.ends_with('/') {
        return None;
    }
    let kind = media_type(&place)?;
    let meta = std::fs::symlink_metadata(&place).ok()?;
    if !meta.is_file() || meta.len() > MOST_BYTES {
        return None;
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(&place).ok()?;
    file.take(MOST_BYTES).read_to_end(&mut bytes).ok()?;
    Some(Shown::File(bytes, kind))
}

fn media_type(path: &Path) -> Option<&'static str> {
    Some(match path.extension()?.to_str()? {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "atom" => "application/atom+xml; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        _ => return None,
    })
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    with_headers(status, "text/plain; charset=utf-8", text.into())
}

fn with_headers(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, kind),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}
