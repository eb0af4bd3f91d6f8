//! Dated versions of what is asked and answered.

use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

use crate::problem::{Code, Problem};

/// The header by which a client says which version it was written for, and the door which it spoke.
pub(crate) const VERSION_HEADER: &str = "sarraf-version";

/// The versions that are spoken, by the day from which each is. Order: newest first.
///
/// What is only added has no version of its own: fields of answers, paths, and fields of bodies that
/// may be left out.
pub const VERSIONS: &[&str] = &["2026-11-26"];

/// The version that a request asks for: the newest, if it states none.
///
/// # Errors
/// [`Code::UnknownVersion`], with those that are spoken.
pub(crate) fn asked(headers: &HeaderMap) -> Result<&'static str, Problem> {
    let known = || VERSIONS.join(", ");
    let unknown =
        || Problem::with(Code::UnknownVersion, format!("{VERSION_HEADER} is one of: {}", known()));
    let mut stated = headers.get_all(VERSION_HEADER).iter();
    let newest = VERSIONS.first().copied().ok_or_else(unknown)?;
    match (stated.next(), stated.next()) {
        (None, _) => Ok(newest),
        (Some(stated), None) => {
            let stated = stated.to_str().unwrap_or_default().trim();
            VERSIONS.iter().find(|known| **known == stated).copied().ok_or_else(unknown)
        }
        (Some(_), Some(_)) => Err(unknown()),
    }
}

/// Says in an answer which version was spoken; the newest where the one asked for is not known.
pub(crate) fn tell(response: &mut Response, version: Option<&'static str>) {
    if let Some(version) = version.or(VERSIONS.first().copied()) {
        response.headers_mut().insert(VERSION_HEADER, HeaderValue::from_static(version));
    }
}
