//! The language of a page that the Worker renders, and the page's wording of API errors.

use axum::{
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use porchlight_languages::{DisplayLanguage, fill};
use porchlight_shared::limits::QUESTION_CHARS;

use super::error::{ApiError, Problem, REQUEST_ID};

/// The display language that the browser prefers.
pub fn accepted(headers: &HeaderMap) -> DisplayLanguage {
    let header = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    header.map_or_else(DisplayLanguage::default, DisplayLanguage::accepted)
}

/// The first language in the browser's `Accept-Language`.
pub fn first_accepted(headers: &HeaderMap) -> Option<String> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let first = accepted.split([',', ';']).next()?.trim();
    (!first.is_empty() && first != "*").then(|| first.to_owned())
}

/// The API's response for `error`, and the sentence with which a page reports it in the reader's language.
///
/// *Invariant:* no page shows the API's own sentences, which are in English and for programmers.
pub fn refusal(language: DisplayLanguage, error: ApiError) -> (Response, String) {
    let code = error.code();
    let mut response = error.into_response();
    // The page is the whole answer, so `error_format` must not write another body.
    response.extensions_mut().remove::<Problem>();
    let id = response.headers().get(REQUEST_ID);
    let id = id.and_then(|id| id.to_str().ok()).unwrap_or_default();
    let texts = language.page_errors();
    let text = texts.get(code).unwrap_or(language.chat_page().failed);
    let most = QUESTION_CHARS.to_string();
    let text = fill(text, &[("most", &most), ("id", id)]);
    (response, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::{credits::CreditError, sessions::SessionError};

    #[test]
    fn no_page_says_what_the_api_says() {
        for &language in DisplayLanguage::ALL {
            for error in [
                ApiError::bad_request("made_up", "Made up."),
                ApiError::internal(&"a table is missing"),
                ApiError::rate_limited(),
                CreditError::UsedUp(1).into(),
                CreditError::ShareUsedUp(60).into(),
                SessionError::SignedIn.into(),
                SessionError::NoRootSecret.into(),
            ] {
                let code = error.code();
                let said = error.clone().into_response();
                let said = said.extensions().get::<Problem>().unwrap().text.clone();
                let (response, text) = refusal(language, error);
                assert!(response.extensions().get::<Problem>().is_none());
                assert_ne!(text, said, "{code}");
                assert!(text.len() > 10 && !text.contains('{'), "{code}: {text}");
            }
        }
    }

    #[test]
    fn a_failure_of_ours_names_the_request() {
        let (response, text) = refusal(DisplayLanguage::German, ApiError::internal(&"broken"));
        let id = response.headers()[REQUEST_ID].to_str().unwrap();
        assert!(text.contains(id), "{text}");
    }
}
