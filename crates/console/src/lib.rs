//! Floor 5: the console, a page inside the program.
//!
//! The page is written in `web/` and built by `make console`; here its files are embedded and
//! served, nothing else.
//! It reads what the door tells and sends what banks send, by the same routes as anyone, so nothing
//! is decided here and nothing is known here that the door does not say.
//!
//! Without a built page the program builds all the same, and a plain page says what to do.
//!
//! # What holds
//!
//! - Everything comes from this address and nothing from elsewhere: `default-src 'self'`.
//! - A file whose name holds its digest may be kept for ever; the page itself is asked for each
//!   time, and is answered with 304 while it is the same.

use axum::Router;
use axum::extract::Path;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::{Embed, EmbeddedFile};

#[cfg(test)]
mod tests;

/// What the browser may load, run and be framed by.
const POLICY: &str =
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Names under this hold the digest of what they name.
const NAMED_BY_DIGEST: &str = "assets/";

/// Shown where the program was built without the page.
const NOT_BUILT: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>Sarraf</title>
<h1>The console is not in this program</h1>
<p>It is built with Node.js 20.19 or newer, before the program:</p>
<pre>make console
cargo build --release -p sarraf</pre>
<p>What it shows can be read without it, such as
<a href=\"/v1/overview\">/v1/overview</a> and <a href=\"/v1/system\">/v1/system</a>.</p>
";

#[derive(Embed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Page;

/// The routes of the page, to be merged with the door's; they take no path under `/v1`.
pub fn router() -> Router {
    Router::new()
        .route("/", get(|headers: HeaderMap| async move { answer("index.html", &headers) }))
        .route("/mark.svg", get(|headers: HeaderMap| async move { answer("mark.svg", &headers) }))
        .route("/assets/{file}", get(asset))
}

/// Whether the page was built before this program was.
pub fn is_built() -> bool {
    Page::get("index.html").is_some()
}

async fn asset(Path(file): Path<String>, headers: HeaderMap) -> Response {
    answer(&format!("{NAMED_BY_DIGEST}{file}"), &headers)
}

fn answer(path: &str, headers: &HeaderMap) -> Response {
    let mut response = match Page::get(path) {
        Some(file) => whole_or_unchanged(path, file, headers),
        None if path == "index.html" => {
            (StatusCode::OK, [(header::CONTENT_TYPE, kind(path))], NOT_BUILT).into_response()
        }
        None => (StatusCode::NOT_FOUND, "no such file\n").into_response(),
    };
    for (name, value) in guards() {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn whole_or_unchanged(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag = tag(&file.metadata.sha256_hash());
    let keep = if path.starts_with(NAMED_BY_DIGEST) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let unchanged = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    let about = [(header::ETAG, tag), (header::CACHE_CONTROL, keep.to_owned())];
    if unchanged {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    let kind = [(header::CONTENT_TYPE, kind(path))];
    (StatusCode::OK, about, kind, file.data.into_owned()).into_response()
}

fn tag(digest: &[u8; 32]) -> String {
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

/// The media type by the end of a name; these are all that the page is made of.
fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.') {
        Some((_, "html")) => "text/html; charset=utf-8",
        Some((_, "js")) => "text/javascript; charset=utf-8",
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

const fn guards() -> [(HeaderName, &'static str); 3] {
    [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ]
}
