//! `GET /embed/{project}`: the document in the loader's frame.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderName, header},
    response::Response,
};

use porchlight_languages::DisplayLanguage;
use porchlight_shared::error::ErrorBody;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    api::{
        client_ip,
        error::ApiError,
        published::{CACHE_CONTROL, PublishedAnswer},
        query::Params,
    },
    pages::embed::document,
    platform::Platform,
    services::published_project::{self, PublishedProject},
};

const PERMISSIONS: &str = "camera=(), geolocation=(), microphone=()";

/// The query of the document.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EmbedQuery {
    /// The language of the page, as a BCP 47 tag. If it is empty or missing, the browser's language is used, from
    /// `Accept-Language`.
    lang: Option<String>,
}

/// Returns the document, or 304 if the browser has it already. `frame-ancestors` tells the browser which pages may show
/// it. There is no gate, because a whole office may share one address, and the response is ready-made. Unknown slugs do
/// count towards a limit.
#[utoipa::path(
    get, path = "/embed/{project}", tag = "Settings", security(()),
    params(("project" = String, Path, description = "The project's slug."), EmbedQuery),
    responses(
        (status = 200, description = "The document of the widget's frame.", content_type = "text/html", body = String),
        (status = 304, description = "The document is that of the ETag in If-None-Match."),
        (status = 404, description = "There is no such project.", body = ErrorBody),
        (status = 429, description = "Too many unknown projects were asked for from this address.", body = ErrorBody),
        (status = 500, description = "A failure on our side; it names the request.", body = ErrorBody),
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    Path(slug): Path<String>,
    Params(query): Params<EmbedQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let address = client_ip::of(&headers);
    let project = published_project::by_slug(&platform, &slug, &address)
        .await?
        .ok_or_else(ApiError::project_not_found)?;
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let language = language(query.lang.as_deref(), accepted);
    Ok(answer(&project, language).respond(&headers))
}

/// The language of the document: the page's `data-locale` if there are texts in that language, else the browser's, else
/// English.
pub fn language(page: Option<&str>, accepted: Option<&str>) -> DisplayLanguage {
    page.and_then(DisplayLanguage::from_tag)
        .or_else(|| accepted.map(DisplayLanguage::accepted))
        .unwrap_or_default()
}

/// The response for `project` in `language`.
pub fn answer(project: &PublishedProject, language: DisplayLanguage) -> PublishedAnswer {
    let document = document(project, language);
    let mut headers = vec![
        (header::CONTENT_TYPE, "text/html; charset=utf-8".into()),
        (header::CACHE_CONTROL, CACHE_CONTROL.into()),
        (header::VARY, "Accept-Language".into()),
        (header::CONTENT_SECURITY_POLICY, document.policy),
        (header::REFERRER_POLICY, "no-referrer".into()),
        (
            HeaderName::from_static("permissions-policy"),
            PERMISSIONS.into(),
        ),
    ];
    // A page that is cross-origin isolated takes only frames that are isolated too and allow other origins to load them
    // (<https://html.spec.whatwg.org/#check-a-navigation-response's-adherence-to-its-embedder-policy>). Pictures may
    // come from servers that do not send `Cross-Origin-Resource-Policy`.
    let has_pictures = project.settings.theme.pictures("").next().is_some();
    let embedder = if has_pictures {
        "credentialless"
    } else {
        "require-corp"
    };
    headers.push((
        HeaderName::from_static("cross-origin-embedder-policy"),
        embedder.into(),
    ));
    headers.push((
        HeaderName::from_static("cross-origin-resource-policy"),
        "cross-origin".into(),
    ));
    PublishedAnswer {
        etag: document.etag,
        headers,
        body: document.html,
    }
}
