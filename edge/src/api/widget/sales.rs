//! `/api/widget/salespop…`: events of the owner's shop, pushed by its server and shown to visitors.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use jiff::tz::TimeZone;
use porchlight_shared::{error::ErrorBody, ids::SaleId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::project::{self, ProjectQuery};
use crate::{
    api::{
        bearer::bearer,
        body::JsonBody,
        client_ip::ClientIp,
        credential,
        error::ApiError,
        idempotency,
        openapi::{BodyErrors, GateErrors},
        published::{CACHE_CONTROL, PublishedAnswer},
        query::Params,
    },
    domain::{
        credentials::{api_key::KeyKind, scope::Scope},
        hex::hex,
        sale::{SHOWN_MS, Sale, SaleType},
        timestamp::{rfc3339, start_of},
    },
    platform::{Gate, Platform},
    services::{published_project, sales},
    store::{
        api_keys::Credential,
        projects,
        sales::{StoredSale, latest},
    },
};

/// The largest body, in bytes: 16 KiB.
const BODY_BYTES: usize = 16 * 1024;
/// The most events in a response.
const EVENTS: u32 = 20;

/// A key that may push, from an address within its rate limit.
#[derive(Clone)]
pub struct PushKey(Arc<Credential>);

/// Opens the push secret before the handler, and answers a repeated request with the first response.
#[worker::send]
pub async fn once(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    mut request: Request,
    next: Next,
) -> Response {
    match PushKey::of(&platform, &ip, request.headers()).await {
        Ok(key) => {
            let credential = Arc::clone(&key.0);
            request.extensions_mut().insert(key);
            let caller = credential.id.to_string();
            idempotency::run_for_key(&platform, &credential, &caller, request, next).await
        }
        Err(error) => error.into_response(),
    }
}

impl PushKey {
    async fn of(platform: &Platform, ip: &str, headers: &HeaderMap) -> Result<Self, ApiError> {
        if !platform.gates.pass(Gate::Push, ip).await? {
            return Err(ApiError::rate_limited());
        }
        let invalid = || ApiError::unauthorized("push_secret_invalid", "Invalid push secret");
        let key = bearer(headers).ok_or_else(invalid)?;
        let credential = match credential::open(platform, key, ip).await {
            Ok(credential) => credential,
            Err(error) if error.code() == "key_invalid" => return Err(invalid()),
            Err(error) => return Err(error),
        };
        if !Scope::PushSales.is_in(&credential.scopes) || credential.kind == KeyKind::Test {
            return Err(ApiError::forbidden(
                "scope_missing",
                "This key cannot push events. Use the project's push secret, which begins with sp_.",
            ));
        }
        Ok(Self(Arc::new(credential)))
    }

    async fn opens(&self, platform: &Platform, slug: &str) -> Result<projects::Project, ApiError> {
        let project = if published_project::is_slug(slug) {
            projects::by_slug(platform.directory(), slug).await?
        } else {
            None
        };
        let project = project.ok_or_else(ApiError::project_not_found)?;
        let opens = project.organization_id == self.0.organization_id
            && self.0.project_id.is_none_or(|only| only == project.id);
        if opens {
            Ok(project)
        } else {
            Err(ApiError::forbidden(
                "project_not_allowed",
                "This push secret belongs to another project.",
            ))
        }
    }
}

/// An event of the shop.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "project": "my-store", "type": "signed_up", "name": "Sarah K.", "location": "Austin, TX", "product": "Pro Plan",
}))]
pub struct SaleBody {
    /// The slug of the project.
    project: String,
    /// The kind of event.
    #[serde(rename = "type")]
    kind: SaleType,
    /// The customer's name. Only the first name and an initial are stored.
    name: Option<String>,
    /// The customer's location, as visitors see it.
    location: Option<String>,
    /// The product or plan.
    product: Option<String>,
    /// A text of your own.
    message: Option<String>,
    /// When it happened (RFC 3339), at most 7 days ago. Defaults to now.
    occurred_at: Option<String>,
    /// A hash of the order. It keeps the same order from being stored twice.
    order_hash: Option<String>,
}

/// The stored event.
#[derive(Serialize, ToSchema)]
pub struct PushedBody {
    /// Always `true`.
    success: bool,
    /// The id of the event.
    id: SaleId,
}

/// Stores an event to show to visitors.
#[utoipa::path(
    post, path = "/api/widget/salespop-push", tag = "Social proof", request_body = SaleBody,
    security(("push" = [])),
    responses(
        (status = 201, body = PushedBody),
        (status = 401, description = "There is no push secret, or a wrong one.", body = ErrorBody),
        (status = 403, description = "The push secret belongs to another project.", body = ErrorBody),
        (status = 404, description = "There is no such project.", body = ErrorBody),
        BodyErrors, GateErrors,
    ),
)]
#[worker::send]
pub async fn push(
    State(platform): State<Platform>,
    Extension(key): Extension<PushKey>,
    JsonBody(body): JsonBody<SaleBody, BODY_BYTES>,
) -> Result<(StatusCode, Json<PushedBody>), ApiError> {
    let project = key.opens(&platform, &body.project).await?;
    let occurred_at = match body.occurred_at {
        None => None,
        Some(text) => Some(start_of(&text, &TimeZone::UTC).ok_or_else(|| {
            ApiError::bad_request(
                "occurred_at_invalid",
                "occurredAt must be a time like 2027-01-31T12:00:00Z.",
            )
        })?),
    };
    let sale = Sale {
        kind: body.kind,
        name: body.name,
        location: body.location,
        product: body.product,
        message: body.message,
        occurred_at,
        order_hash: body.order_hash,
    };
    let id = sales::push(&platform, project.id, sale).await?;
    Ok((StatusCode::CREATED, Json(PushedBody { success: true, id })))
}

/// An event that visitors see.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaleEventBody {
    id: SaleId,
    #[serde(rename = "type")]
    kind: SaleType,
    name: Option<String>,
    location: Option<String>,
    product: Option<String>,
    message: Option<String>,
    occurred_at: String,
}

impl From<StoredSale> for SaleEventBody {
    fn from(sale: StoredSale) -> Self {
        Self {
            id: sale.id,
            kind: sale.kind,
            name: sale.name,
            location: sale.location,
            product: sale.product,
            message: sale.message,
            occurred_at: rfc3339(sale.occurred_at),
        }
    }
}

/// The latest events of a project.
#[derive(Serialize, ToSchema)]
pub struct SalesBody {
    /// The events, newest first: at most 20, none older than 7 days.
    events: Vec<SaleEventBody>,
}

/// Returns the latest events.
#[utoipa::path(
    get, path = "/api/widget/salespop", tag = "Social proof", params(ProjectQuery), security(()),
    responses(
        (status = 200, body = SalesBody, headers(("ETag" = String, description = "Names these events."))),
        (status = 304, description = "The events are those of the ETag in If-None-Match."),
        (status = 400, description = "The project is missing.", body = ErrorBody),
        (status = 403, description = "The page is not on the project's list.", body = ErrorBody),
        (status = 404, description = "There is no such project.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn list(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    Params(query): Params<ProjectQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let slug = query.slug()?;
    if !platform.gates.pass(Gate::Widget, &ip).await? {
        return Err(ApiError::rate_limited());
    }
    let project = project::allowed(&platform, &slug, &headers).await?;
    let since = platform.clock.now().saturating_sub(SHOWN_MS);
    let events = latest(&platform.project(project.id), project.id, since, EVENTS).await?;
    let body = SalesBody {
        events: events.into_iter().map(SaleEventBody::from).collect(),
    };
    let body = serde_json::to_string(&body).map_err(|error| ApiError::internal(&error))?;
    let digest = hex(&Sha256::digest(&body));
    let answer = PublishedAnswer {
        etag: format!("\"{}\"", digest.get(..24).unwrap_or_default()),
        headers: vec![
            (header::CONTENT_TYPE, "application/json".into()),
            (header::CACHE_CONTROL, CACHE_CONTROL.into()),
        ],
        body,
    };
    Ok(answer.respond(&headers))
}
