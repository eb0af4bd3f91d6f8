use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;

use super::{NAMED_BY_DIGEST, Page, answer, is_built, tag};

fn said(response: &Response, name: HeaderName) -> &str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[test]
fn the_first_page_is_there_whether_it_was_built_or_not() {
    let response = answer("index.html", &HeaderMap::new());
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(said(&response, header::CONTENT_TYPE), "text/html; charset=utf-8");
    assert_eq!(said(&response, header::ETAG).is_empty(), !is_built());
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    for path in ["index.html", "mark.svg", "assets/nothing.js"] {
        let response = answer(path, &HeaderMap::new());
        let policy = said(&response, header::CONTENT_SECURITY_POLICY);
        assert!(policy.starts_with("default-src 'self';"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(said(&response, header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    }
}

#[test]
fn what_is_known_is_not_sent_again() {
    for path in Page::iter() {
        let whole = answer(&path, &HeaderMap::new());
        assert_eq!(whole.status(), StatusCode::OK, "{path}");
        let for_ever = said(&whole, header::CACHE_CONTROL).contains("immutable");
        assert_eq!(for_ever, path.starts_with(NAMED_BY_DIGEST), "{path}");
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, whole.headers()[header::ETAG].clone());
        assert_eq!(answer(&path, &headers).status(), StatusCode::NOT_MODIFIED, "{path}");
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"another\""));
        assert_eq!(answer(&path, &headers).status(), StatusCode::OK, "{path}");
    }
}

#[test]
fn a_file_that_is_not_of_the_page_is_not_found() {
    for path in ["assets/../Cargo.toml", "assets/", "Cargo.toml", ""] {
        assert_eq!(answer(path, &HeaderMap::new()).status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn a_tag_is_the_digest_in_quotes() {
    assert_eq!(tag(&[0xab; 32]), format!("\"{}\"", "ab".repeat(32)));
}
