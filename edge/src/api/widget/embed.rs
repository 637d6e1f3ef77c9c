//! `GET /embed/{project}`: the document in the loader's frame.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{
    api::{client_ip::ClientIp, error::ApiError},
    platform::{Gate, Platform},
    services::{embed, published_project},
};

/// Answers with the document, or 304 if the browser has it already. Which pages may show it, the browser decides by
/// `frame-ancestors`.
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if !platform.gates.pass(Gate::Widget, &ip).await? {
        return Err(ApiError::rate_limited());
    }
    let project = published_project::by_slug(&platform, &slug)
        .await?
        .ok_or_else(ApiError::project_not_found)?;
    let document = embed::document(&project);
    let seen = headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|seen| seen.as_bytes() == document.etag.as_bytes());
    let headers = [
        (header::ETAG, document.etag),
        (
            header::CACHE_CONTROL,
            "public, max-age=0, must-revalidate".into(),
        ),
        (header::CONTENT_SECURITY_POLICY, document.policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".into()),
        (header::REFERRER_POLICY, "no-referrer".into()),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=()".into(),
        ),
        (header::CONTENT_TYPE, "text/html; charset=utf-8".into()),
    ];
    Ok(if seen {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else {
        (headers, document.html).into_response()
    })
}
