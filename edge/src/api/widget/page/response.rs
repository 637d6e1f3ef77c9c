//! Responses that are pages: a page, a refusal, or a redirect back to one.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use porchlight_languages::DisplayLanguage;

use crate::{
    api::{
        display_language::{accepted, refusal},
        error::ApiError,
    },
    domain::credentials::link_token::LinkTokenError,
    pages::chat::{self, RenderedPage},
};

/// Other sites never learn the addresses of our pages, but our own forms say where they come from.
const REFERRER_POLICY: &str = "same-origin";

/// Redirects to a page of ours, so that a reload does not send the form again.
pub(crate) fn see_other(location: &str) -> Response {
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}

pub(crate) fn refused(language: DisplayLanguage, error: ApiError) -> Response {
    error_page(language, error, false)
}

/// A refusal at the address of a link. The address without the link is that of its page.
pub(crate) fn refused_link(language: DisplayLanguage, error: ApiError) -> Response {
    error_page(language, error, true)
}

/// Serves the page at the address without a token. Its script leads back to the link.
pub(crate) fn page_without_link(headers: &HeaderMap) -> Response {
    let mut page = refused_link(accepted(headers), LinkTokenError::Invalid.into());
    *page.status_mut() = StatusCode::OK;
    page
}

fn error_page(language: DisplayLanguage, error: ApiError, is_link: bool) -> Response {
    let (response, text) = refusal(language, error);
    as_page(response, chat::render_error(language, &text, is_link))
}

/// `page` with the status and the headers of `response`.
pub(crate) fn as_page(response: Response, page: RenderedPage) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    let mut answer = respond(parts.status, page);
    for (name, value) in parts.headers {
        if let Some(name) = name {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}

pub(crate) fn respond(status: StatusCode, page: RenderedPage) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, REFERRER_POLICY),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    let mut response = (status, headers, page.html).into_response();
    if let Ok(policy) = HeaderValue::from_str(&page.policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
