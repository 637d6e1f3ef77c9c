//! The doctor's endpoints: facts about a project and its websites, a stream that shows whether the network buffers
//! streams, and the page that examines a website from the server.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use futures::stream;
use porchlight_shared::error::ErrorBody;
use send_wrapper::SendWrapper;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{page::respond, project::is_own};
use crate::{
    api::{
        client_ip::ClientIp,
        error::ApiError,
        event_stream::event_stream,
        openapi::{GateErrors, StreamedEvent},
        query::Params,
    },
    domain::credentials::origin,
    pages::doctor::render,
    platform::{Gate, Platform, PlatformError},
    services::{doctor, published_project},
};

/// The gate of the page: 10 websites from one address in 60 seconds.
const EXAMINATIONS: Gate = Gate::Push;
/// The time between the two parts of the test stream, in milliseconds.
const APART_MS: u64 = 1_000;

/// The page to ask about.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DoctorQuery {
    /// The slug of the project.
    project: String,
    /// The origin of the page that should show the chat.
    origin: String,
}

/// What the server knows about a page that should show the chat.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DoctorBody {
    /// Whether the project exists.
    project: bool,
    /// Whether the project allows the origin.
    origin_allowed: bool,
    /// The server's time, in Unix milliseconds.
    now: u64,
}

/// Returns whether the project exists, and whether it allows a website.
#[utoipa::path(
    get, path = "/api/widget/doctor", tag = "Settings", params(DoctorQuery), security(()),
    responses(
        (status = 200, body = DoctorBody),
        (status = 400, description = "A parameter is missing.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn get(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    Params(query): Params<DoctorQuery>,
    headers: HeaderMap,
) -> Result<Json<DoctorBody>, ApiError> {
    if !platform.gates.pass(Gate::Widget, &ip).await? {
        return Err(ApiError::rate_limited());
    }
    let project = published_project::by_slug(&platform, &query.project, &ip).await?;
    let origin_allowed = project.as_ref().is_some_and(|project| {
        is_own(&query.origin, &headers)
            || origin::is_allowed(&project.allowed_origins, &query.origin)
    });
    Ok(Json(DoctorBody {
        project: project.is_some(),
        origin_allowed,
        now: platform.clock.now(),
    }))
}

/// Streams two events, a second apart. If both arrive at once, something between the server and the browser buffers
/// streams.
#[utoipa::path(
    get, path = "/api/widget/doctor/stream", tag = "Settings", security(()),
    responses(
        (status = 200, description = "Two events.", content_type = "text/event-stream", body = StreamedEvent),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn stream(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
) -> Result<Response, ApiError> {
    if !platform.gates.pass(Gate::Widget, &ip).await? {
        return Err(ApiError::rate_limited());
    }
    let events = stream::unfold(0, move |sent| {
        let platform = platform.clone();
        async move {
            if sent == 1 {
                platform.clock.sleep(APART_MS).await;
            }
            let event = b"event: test\ndata: {}\n\n".to_vec();
            (sent < 2).then_some((Ok::<_, PlatformError>(event), sent + 1))
        }
    });
    // A Worker has one thread, and a test reads the body on the thread that created it.
    Ok(event_stream(Box::pin(SendWrapper::new(events))))
}

/// A website to examine.
#[derive(Deserialize)]
pub struct SiteQuery {
    site: Option<String>,
}

/// Serves the page, with the findings on the website if one is named.
#[worker::send]
pub async fn page(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    Params(query): Params<SiteQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let Some(site) = query.site.filter(|site| !site.is_empty()) else {
        return Ok(respond(StatusCode::OK, render("", None)));
    };
    if !platform
        .gates
        .pass(EXAMINATIONS, &format!("doctor {ip}"))
        .await?
    {
        return Err(ApiError::rate_limited());
    }
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let findings = doctor::examine(&platform, &site, host, &ip).await?;
    Ok(respond(StatusCode::OK, render(&site, Some(&findings))))
}
