//! The screens in a plain browser against the real core: the built page and `POST /call/NAME` on 127.0.0.1.
//!
//! Stands in for the desktop shell where a test wants a browser it can drive and measure. It calls the same
//! `goldaw_api::dispatch`, and sends the page with the content policy of the shell's own configuration, so a screen that
//! would be refused there is refused here. It never ships: no room depends on this one.

use std::future::Future;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path as Segment, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use goldaw_api::Desk;
use serde_json::Value;

const SHELL: &str = include_str!("../../src-tauri/tauri.conf.json");

/// What one server shows: the page and the office behind it.
struct Counter {
    desk: Desk,
    page: PathBuf,
    policy: String,
}

/// A server that is bound but answers nobody until it is served.
pub struct Loopback {
    listener: tokio::net::TcpListener,
    router: Router,
}

impl Loopback {
    /// Binds a port of 127.0.0.1 (0 takes any free one) for the office `desk`, with the built screens in the folder `page`.
    ///
    /// # Errors
    /// When the port is taken or the shell's configuration holds no content policy.
    pub async fn bind(desk: Desk, page: PathBuf, port: u16) -> io::Result<Self> {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
        let counter = Arc::new(Counter {
            desk,
            page,
            policy: content_policy()?,
        });
        let router = Router::new()
            .route("/call/{name}", post(call))
            // Browsers ask for it unasked; the shell has its icon from elsewhere.
            .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
            .fallback(file)
            .with_state(counter);
        Ok(Self { listener, router })
    }

    /// The address a browser opens, without a slash at the end.
    ///
    /// # Errors
    /// When the system has taken the socket away.
    pub fn address(&self) -> io::Result<String> {
        Ok(format!("http://{}", self.listener.local_addr()?))
    }

    /// Answers until `end` is over.
    ///
    /// # Errors
    /// When the socket fails.
    pub async fn serve(self, end: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        axum::serve(self.listener, self.router)
            .with_graceful_shutdown(end)
            .await
    }
}

/// The shell's content policy in the form of a header.
fn content_policy() -> io::Result<String> {
    let shell: Value = serde_json::from_str(SHELL)?;
    let parts = shell["app"]["security"]["csp"].as_object().ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::InvalidData,
            "the shell has no content policy",
        )
    })?;
    Ok(parts
        .iter()
        .filter_map(|(what, from)| Some(format!("{what} {}", from.as_str()?)))
        .collect::<Vec<_>>()
        .join("; "))
}

async fn call(
    State(counter): State<Arc<Counter>>,
    Segment(name): Segment<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    // A page of another origin can send a form here, but not with this type.
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("application/json")) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let Ok(body) = serde_json::from_slice::<Value>(if body.is_empty() { b"null" } else { &body })
    else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let work = tokio::task::spawn_blocking(move || {
        match goldaw_api::dispatch(&counter.desk, &name, body) {
            Ok(reply) => (StatusCode::OK, serde_json::to_string(&reply)),
            Err(refusal) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                serde_json::to_string(&refusal),
            ),
        }
    });
    match work.await {
        Ok((status, Ok(json))) => {
            (status, [(header::CONTENT_TYPE, "application/json")], json).into_response()
        }
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn file(State(counter): State<Arc<Counter>>, uri: Uri) -> Response {
    let Some(relative) = inside(uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match tokio::fs::read(counter.page.join(&relative)).await {
        Ok(bytes) => (
            [
                (header::CONTENT_TYPE, kind_of(&relative).to_owned()),
                (header::CONTENT_SECURITY_POLICY, counter.policy.clone()),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ],
            bytes,
        )
            .into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The file a path asks for, or nothing when it would leave the page's folder.
fn inside(path: &str) -> Option<PathBuf> {
    let path = Path::new(path.trim_start_matches('/'));
    if path.as_os_str().is_empty() {
        return Some(PathBuf::from("index.html"));
    }
    path.components()
        .all(|part| matches!(part, Component::Normal(_)))
        .then(|| path.to_path_buf())
}

fn kind_of(file: &Path) -> &'static str {
    match file.extension().and_then(|end| end.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("ftl") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leaves_the_page() {
        assert_eq!(inside("/"), Some("index.html".into()));
        assert_eq!(inside("/assets/a.js"), Some("assets/a.js".into()));
        assert_eq!(inside("/../Cargo.toml"), None);
        assert_eq!(inside("/assets/../../Cargo.toml"), None);
    }

    #[test]
    fn the_page_is_sent_with_the_policy_of_the_shell() {
        let policy = content_policy().unwrap();
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}
