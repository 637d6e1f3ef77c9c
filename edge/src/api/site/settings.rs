//! `/api/v1/config`: the settings of the widget.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use porchlight_shared::{error::ErrorBody, settings::PublicSettings};
use serde::Serialize;
use utoipa::ToSchema;

use self::body::{PatchBody, SettingsBody};
use crate::{
    api::{
        error::ApiError,
        openapi::{BodyErrors, KeyErrors},
        owner::{OwnedBody, OwnedProject, ReadSettings, WriteSettings},
        published::{self, PublishedAnswer},
    },
    domain::settings::contrast::{self, ColourWarning},
    platform::Platform,
    services::{
        published_project::{self, PublishedProject},
        settings::{self, ChangedSettings},
    },
};

pub mod body;

/// Settings belong to the owner, so no shared cache may store them.
const CACHE_CONTROL: &str = "private, no-cache";

/// The version of the body's format. Increase it when fields or their values change, so that clients fetch the settings
/// again.
const FORMAT: u8 = 2;

/// The `ETag` of the settings. It includes the plan's effect on the branding, because a change of plan does not
/// increase the settings' version.
fn etag(project: &PublishedProject) -> String {
    let PublicSettings {
        project: slug,
        version,
        show_branding,
        ..
    } = &project.settings;
    let branding = u8::from(*show_branding);
    format!("\"{slug}-{version}-{branding}-{FORMAT}\"")
}

/// The settings, as they are read.
#[derive(Serialize, ToSchema)]
#[schema(as = Config)]
pub struct ReadSettingsBody {
    #[serde(flatten)]
    settings: SettingsBody,
    /// Colours that visitors see differently from how they are set, because text in them would be unreadable. Empty if
    /// there are none.
    warnings: Vec<ColourWarning>,
}

/// Returns the widget's settings.
#[utoipa::path(
    get, path = "/api/v1/config", tag = "Widget",
    params(
        ("apiKey" = Option<String>, Query, description = "A publishable key, in place of the header."),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of what the client has."),
    ),
    responses(
        (status = 200, body = ReadSettingsBody, headers(("ETag" = String, description = "Names these settings."))),
        (status = 304, description = "The client has these settings already."),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    owned: OwnedProject<ReadSettings>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let record = owned.record(&platform).await?;
    let notify_email = settings::notify_email(&record);
    let project = published_project::from_record(record)?;
    let etag = etag(&project);
    let warnings = contrast::warnings(&project.settings.theme);
    let mut settings = SettingsBody::from(project);
    if !owned.is_public {
        settings.notify_email = notify_email.unwrap_or_default();
    }
    let body = ReadSettingsBody { settings, warnings };
    let body = serde_json::to_string(&body).map_err(|error| ApiError::internal(&error))?;
    let answer = PublishedAnswer {
        etag,
        headers: vec![
            (header::CONTENT_TYPE, "application/json".into()),
            (header::CACHE_CONTROL, CACHE_CONTROL.into()),
        ],
        body,
    };
    Ok(answer.respond(&headers))
}

/// The settings after a change.
#[derive(Serialize, ToSchema)]
pub struct PatchedBody {
    /// The names of the fields that were set.
    #[schema(value_type = Vec<String>)]
    updated: Vec<&'static str>,
    /// All settings after the change.
    config: SettingsBody,
    /// Colours that visitors see differently from how they are set, because text in them would be unreadable. Empty if
    /// there are none.
    warnings: Vec<ColourWarning>,
}

/// Changes some of the widget's settings.
#[utoipa::path(
    patch, path = "/api/v1/config", tag = "Widget", request_body = PatchBody,
    params((
        "If-Match" = Option<String>, Header,
        description = "The ETag of the settings that the change rests on: nothing changes if they are others by now."
    )),
    responses(
        (status = 200, body = PatchedBody, headers(("ETag" = String, description = "Names the new settings."))),
        (status = 412, description = "The settings have changed since the ETag in If-Match.", body = ErrorBody),
        KeyErrors, BodyErrors,
    ),
)]
#[worker::send]
pub async fn update(
    State(platform): State<Platform>,
    headers: HeaderMap,
    OwnedBody { project, body }: OwnedBody<WriteSettings, PatchBody>,
) -> Result<([(HeaderName, HeaderValue); 1], Json<PatchedBody>), ApiError> {
    let record = project.record(&platform).await?;
    let (maker, project) = (project.maker, record);
    check_unchanged(
        &headers,
        &etag(&published_project::from_record(project.clone())?),
    )?;
    let changed = settings::change(&platform, project, &body.0, &maker).await?;
    patched(changed)
}

/// Undoes the latest change of the settings, made here or on another surface. Undoing twice brings the change back.
#[utoipa::path(
    post, path = "/api/v1/config/undo", tag = "Widget",
    params((
        "If-Match" = String, Header,
        description = "The ETag of the settings to change back: a retry does not bring the change back."
    )),
    responses(
        (status = 200, body = PatchedBody, headers(("ETag" = String, description = "Names the new settings."))),
        (status = 409, description = "The settings were never changed.", body = ErrorBody),
        (status = 412, description = "If-Match is missing, or the settings have changed since.", body = ErrorBody),
        KeyErrors,
    ),
)]
#[worker::send]
pub async fn undo(
    State(platform): State<Platform>,
    headers: HeaderMap,
    project: OwnedProject<WriteSettings>,
) -> Result<([(HeaderName, HeaderValue); 1], Json<PatchedBody>), ApiError> {
    let record = project.record(&platform).await?;
    if !headers.contains_key(header::IF_MATCH) {
        return Err(ApiError::new(
            StatusCode::PRECONDITION_FAILED,
            "if_match_missing",
            "Send the ETag of the settings that you want to undo as If-Match, so that a retry changes nothing.",
        ));
    }
    check_unchanged(
        &headers,
        &etag(&published_project::from_record(record.clone())?),
    )?;
    let changed = settings::undo(&platform, record, &project.maker).await?;
    patched(changed)
}

/// The settings after a change, with their `ETag`.
type Patched = ([(HeaderName, HeaderValue); 1], Json<PatchedBody>);

fn patched(ChangedSettings { updated, project }: ChangedSettings) -> Result<Patched, ApiError> {
    let notify_email = settings::notify_email(&project).unwrap_or_default();
    let project = published_project::from_record(project)?;
    let tag = HeaderValue::from_str(&etag(&project)).map_err(|error| ApiError::internal(&error))?;
    let body = PatchedBody {
        updated,
        warnings: contrast::warnings(&project.settings.theme),
        config: SettingsBody {
            notify_email,
            ..project.into()
        },
    };
    Ok(([(header::ETAG, tag)], Json(body)))
}

/// RFC 9110, section 13.1.1.
fn check_unchanged(headers: &HeaderMap, etag: &str) -> Result<(), ApiError> {
    let Some(expected) = headers.get(header::IF_MATCH) else {
        return Ok(());
    };
    if published::names(expected.to_str().unwrap_or_default(), etag) {
        Ok(())
    } else {
        Err(ApiError::new(
            StatusCode::PRECONDITION_FAILED,
            "settings_changed",
            "The settings have changed since you read them. Read them again and repeat the change.",
        ))
    }
}
