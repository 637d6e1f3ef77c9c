//! Opens the key of a request, counts the request against its quota, and recognises repetitions. On the site's surface
//! the inbox's cookie serves in place of a key.
//!
//! ```text
//!   request ──► key? ──► open it ──► quota ──► the same call again? ──► handler (its extractors find what was opened)
//! ```
//! *Invariant:* a secret key in an address opens nothing, because addresses are logged and shared.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{console, error::ApiError, idempotency};
use crate::{
    domain::{
        credentials::api_key::{self, KeyKind},
        sliding_window::{Decision, Quota},
    },
    platform::Platform,
    store::api_keys::{self, Credential},
};

/// The header with the key on the organization's surface.
const API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// The window of the quotas, in seconds.
const MINUTE: u32 = 60;
/// Requests a minute with one key for reports.
pub const REPORTING_REQUESTS: u32 = 60;
/// Requests a minute with one key on the site's surface. Not a limit of any plan: it only protects the service.
pub const SITE_REQUESTS: u32 = 600;

/// A surface whose callers have keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyedSurface {
    /// `/api/v1`.
    Site,
    /// `/v1`.
    Organization,
    /// `/api/public/v1`.
    Reporting,
}

impl KeyedSurface {
    fn quota(self, credential: &Credential) -> Quota {
        let limit = match self {
            Self::Site => SITE_REQUESTS,
            Self::Organization => credential.plan.allowance().requests_per_minute,
            Self::Reporting => REPORTING_REQUESTS,
        };
        Quota {
            limit,
            seconds: MINUTE,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Organization => "organization",
            Self::Reporting => "reporting",
        }
    }
}

/// The credential of the request, for the extractors.
#[derive(Clone)]
pub enum Presented {
    /// There is no key, at least outside of the body.
    Nothing,
    /// The key opens nothing.
    Refused(ApiError),
    /// The key, opened.
    Opened(Arc<Credential>),
}

/// Opens the key, counts the request, and answers a repetition with the first response.
#[worker::send]
pub async fn layer(
    State((platform, surface)): State<(Platform, KeyedSurface)>,
    mut request: Request,
    next: Next,
) -> Response {
    let presented = present(&platform, surface, &request).await;
    request.extensions_mut().insert(presented.clone());
    let Presented::Opened(credential) = presented else {
        return next.run(request).await;
    };
    let quota = surface.quota(&credential);
    let name = format!("{} {}", surface.name(), credential.id);
    let decision = match platform.quotas.take(&name, quota).await {
        Ok(decision) => decision,
        Err(error) => return ApiError::from(error).into_response(),
    };
    let mut response = if decision.passes {
        idempotency::run_for_key(&platform, &credential, request, next).await
    } else {
        refusal(decision).into_response()
    };
    announce(response.headers_mut(), quota, decision);
    response
}

async fn present(platform: &Platform, surface: KeyedSurface, request: &Request) -> Presented {
    let opened = match presented_key(request.headers(), request.uri()) {
        Ok(Some(key)) => open(platform, &key).await.map(Some),
        Ok(None) if surface == KeyedSurface::Site => {
            console::presented(platform, request.method(), request.headers()).await
        }
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    match opened {
        Ok(Some(credential)) => Presented::Opened(Arc::new(credential)),
        Ok(None) => Presented::Nothing,
        Err(error) => Presented::Refused(error),
    }
}

/// The credential behind `key`.
pub async fn open(platform: &Platform, key: &str) -> Result<Credential, ApiError> {
    let invalid = || {
        ApiError::unauthorized(
            "key_invalid",
            "This API key opens nothing. Check it, or make a new one.",
        )
    };
    let hash = api_key::stored_hash(key).ok_or_else(invalid)?;
    let credential = api_keys::open(platform.directory(), &hash, platform.clock.now()).await?;
    credential.ok_or_else(invalid)
}

/// 401 for a request without a key.
pub fn key_missing() -> ApiError {
    ApiError::unauthorized(
        "key_missing",
        "Send your API key in the header: Authorization: Bearer <key>.",
    )
}

fn presented_key(headers: &HeaderMap, uri: &Uri) -> Result<Option<String>, ApiError> {
    let query = uri.query().unwrap_or_default();
    let mut in_address = None;
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if KeyKind::of(&value).is_some_and(KeyKind::is_secret) {
            return Err(ApiError::unauthorized(
                "key_in_address",
                "A secret key does not belong into an address, where logs keep it. Revoke it, and send the new one \
                 in the header: Authorization: Bearer <key>.",
            ));
        }
        if name == "apiKey" {
            in_address = Some(value.into_owned());
        }
    }
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let header = bearer.or_else(|| headers.get(API_KEY)?.to_str().ok());
    Ok(header.map(|key| key.trim().to_owned()).or(in_address))
}

fn refusal(decision: Decision) -> ApiError {
    ApiError::new(
        StatusCode::TOO_MANY_REQUESTS,
        "rate_limited",
        format!(
            "Too many requests with this key. Try again in {} seconds.",
            decision.reset_seconds
        ),
    )
    .with_header(header::RETRY_AFTER, decision.reset_seconds.max(1).into())
}

/// draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4.
fn announce(headers: &mut HeaderMap, quota: Quota, decision: Decision) {
    let policy = format!("\"minute\";q={};w={}", quota.limit, quota.seconds);
    let state = format!(
        "\"minute\";r={};t={}",
        decision.remaining, decision.reset_seconds
    );
    for (name, text) in [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, state)] {
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(name, value);
        }
    }
}
