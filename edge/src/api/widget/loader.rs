//! `GET /widget.js`: the loader.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, Uri, header},
    response::Response,
};
use porchlight_languages::DisplayLanguage;
use serde::Deserialize;

use super::embed::language;
use crate::{
    api::{client_ip, error::ApiError, published::PublishedAnswer, query::Params},
    pages::loader::{LoaderSubject, loader},
    platform::Platform,
    services::published_project::{self, PublishedProject},
};

/// The value of `Cache-Control`. The next pages of a visit draw the launcher from the browser's cache. A change of
/// colour arrives within minutes, or on the second page of a visit.
const CACHE_CONTROL: &str = "public, max-age=300, stale-while-revalidate=86400";

/// The project of the script. The other query parameters are for the script itself.
#[derive(Deserialize)]
pub struct LoaderQuery {
    project: Option<String>,
    /// A BCP 47 tag.
    locale: Option<String>,
}

/// Returns the script, or 304 if the browser has it already. If the address names a project, the script contains the
/// look of the launcher. There is no gate, for the same reasons as for the embed document.
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    Params(query): Params<LoaderQuery>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let address = address(&platform, &uri);
    let Some(slug) = query.project.filter(|slug| !slug.is_empty()) else {
        return Ok(answer(&address, None).respond(&headers));
    };
    let ip = client_ip::of(&headers);
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let language = language(query.locale.as_deref(), accepted);
    // If the project cannot be read, the frame reports it. A page's script must not fail for that.
    let answer = match published_project::by_slug(&platform, &slug, &ip).await {
        Ok(Some(project)) => answer(&address, Some((&project, language))),
        // The project may be created in a minute.
        Ok(None) => respond(&address, LoaderSubject::Unknown(&slug), "no-store"),
        Err(_) => answer(&address, None),
    };
    Ok(answer.respond(&headers))
}

/// The address, as the page has it.
fn address(platform: &Platform, uri: &Uri) -> String {
    let path = uri.path_and_query().map_or("", |path| path.as_str());
    match (
        uri.scheme_str(),
        uri.authority(),
        &platform.config.public_url,
    ) {
        (Some(scheme), Some(host), _) => [scheme, "://", host.as_str(), path].concat(),
        (_, _, Some(url)) => [url, path].concat(),
        _ => path.to_owned(),
    }
}

/// The response at `address`, for a project with texts in a language, or for every project.
pub fn answer(
    address: &str,
    project: Option<(&PublishedProject, DisplayLanguage)>,
) -> PublishedAnswer {
    let subject = project.map_or(LoaderSubject::Any, |(project, language)| {
        LoaderSubject::Project(project, language)
    });
    respond(address, subject, CACHE_CONTROL)
}

fn respond(address: &str, subject: LoaderSubject<'_>, cache: &str) -> PublishedAnswer {
    let loader = loader(address, subject);
    PublishedAnswer {
        etag: loader.etag,
        headers: vec![
            (
                header::CONTENT_TYPE,
                "text/javascript; charset=utf-8".into(),
            ),
            (header::CACHE_CONTROL, cache.into()),
            (header::VARY, "Accept-Language".into()),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                "cross-origin".into(),
            ),
        ],
        body: loader.script,
    }
}
