//! The language of a page that the Worker renders, and its words for the API's errors.

use axum::http::{HeaderMap, header};
use porchlight_languages::{DisplayLanguage, fill};
use porchlight_shared::limits::QUESTION_CHARS;

use super::error::Problem;

/// The language that the browser prefers, of those that pages are written in.
pub fn accepted(headers: &HeaderMap) -> DisplayLanguage {
    let header = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    header.map_or_else(DisplayLanguage::default, DisplayLanguage::accepted)
}

/// The first language in the browser's list.
pub fn first_accepted(headers: &HeaderMap) -> Option<String> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let first = accepted.split([',', ';']).next()?.trim();
    (!first.is_empty() && first != "*").then(|| first.to_owned())
}

/// What a page says about a problem: in the reader's language if there are words for it, else as the API says it.
pub fn alert(language: DisplayLanguage, problem: Problem) -> String {
    match language.page_errors().get(problem.code) {
        Some(text) => fill(text, &[("most", &QUESTION_CHARS.to_string())]),
        None => problem.text,
    }
}
