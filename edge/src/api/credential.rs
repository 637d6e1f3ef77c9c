//! Opens the key of a request, counts the request against its quota, and recognises repetitions. On the site's surface,
//! the inbox's cookie can replace a key.
//!
//! ```text
//!   request ──► key? ──► open it ──► quota ──► the same call again? ──► handler (its extractors find the opened key)
//! ```
//! *Invariant:* every key is opened and counted here, whether it is in a header, the address or the body. A secret key
//! in an address opens nothing, because addresses are logged and shared. Lookups of keys that do not exist are limited
//! by [`guesses`].

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    bearer::bearer,
    body::{SOURCE_BODY_BYTES, from_json},
    client_ip::{self, ClientIp},
    console,
    error::ApiError,
    idempotency,
};
use crate::{
    domain::{
        credentials::{
            api_key::{self, KeyKind},
            session_token,
        },
        sliding_window::{Decision, Quota},
    },
    platform::{Gate, Platform},
    services::{
        guesses::{self, Look},
        keys,
    },
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
/// Requests a minute with one key on the site's surface. This is not a limit of any plan; it protects the service.
pub const SITE_REQUESTS: u32 = 600;

/// Requests a minute from one address with one publishable key.
pub const PUBLISHABLE_REQUESTS: u32 = 60;
/// The path for questions with a publishable key.
const ASK: &str = "/api/v1/chat";

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
    /// There is no key.
    Nothing,
    /// The key opens nothing.
    Refused(ApiError),
    /// The opened key.
    Opened(Arc<Credential>),
}

/// The caller, for the quota and for recognising repeated requests.
struct Caller {
    /// Distinguishes this caller from all others with the same key.
    name: String,
    quota: Quota,
}

/// Opens the key, counts the request, and answers a repetition with the first response.
#[worker::send]
pub async fn layer(
    State((platform, surface)): State<(Platform, KeyedSurface)>,
    request: Request,
    next: Next,
) -> Response {
    let (presented, mut request) = match present(&platform, surface, request).await {
        Ok(presented) => presented,
        Err(error) => return error.into_response(),
    };
    request.extensions_mut().insert(presented.clone());
    let Presented::Opened(credential) = presented else {
        return next.run(request).await;
    };
    let (caller, request) = match caller(&platform, surface, &credential, request).await {
        Ok(caller) => caller,
        Err(error) => return error.into_response(),
    };
    let name = format!("{} {}", surface.name(), caller.name);
    let quota = caller.quota;
    let decision = match platform.quotas.take(&name, quota).await {
        Ok(decision) => decision,
        Err(error) => return ApiError::from(error).into_response(),
    };
    let mut response = if decision.passes {
        idempotency::run_for_key(&platform, &credential, &caller.name, request, next).await
    } else {
        refusal(decision).into_response()
    };
    announce(response.headers_mut(), quota, decision);
    response
}

/// The caller of the request. Everybody can send a publishable key, so there the address distinguishes callers, and the
/// request must pass the visitors' gates.
async fn caller(
    platform: &Platform,
    surface: KeyedSurface,
    credential: &Credential,
    request: Request,
) -> Result<(Caller, Request), ApiError> {
    if credential.kind != KeyKind::Publishable {
        let caller = Caller {
            name: credential.id.to_string(),
            quota: surface.quota(credential),
        };
        return Ok((caller, request));
    }
    let (mut parts, body) = request.into_parts();
    let ClientIp(address) = match ClientIp::from_request_parts(&mut parts, &()).await {
        Ok(address) => address,
        Err(never) => match never {},
    };
    let gate = if parts.uri.path() == ASK {
        Gate::Chat
    } else {
        Gate::Widget
    };
    if !platform.gates.pass(gate, &address).await? {
        return Err(ApiError::rate_limited());
    }
    let caller = Caller {
        name: format!("{} {address}", credential.id),
        quota: Quota {
            limit: PUBLISHABLE_REQUESTS,
            seconds: MINUTE,
        },
    };
    Ok((caller, Request::from_parts(parts, body)))
}

async fn present(
    platform: &Platform,
    surface: KeyedSurface,
    request: Request,
) -> Result<(Presented, Request), ApiError> {
    let address = client_ip::of(request.headers());
    let outside = match presented_key(request.headers(), request.uri()) {
        Ok(Some(key)) => open(platform, &key, &address).await.map(Some),
        Ok(None) if surface == KeyedSurface::Site => {
            console::presented(platform, request.method(), request.uri(), request.headers()).await
        }
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    let is_inside =
        matches!(outside, Ok(None)) && surface == KeyedSurface::Site && !request.method().is_safe();
    let (opened, request) = if is_inside {
        let (key, request) = key_in_body(request).await?;
        let opened = match key {
            Some(key) => open(platform, &key, &address).await.map(Some),
            None => Ok(None),
        };
        (opened, request)
    } else {
        (outside, request)
    };
    let presented = match opened {
        Ok(Some(credential)) => Presented::Opened(Arc::new(credential)),
        Ok(None) => Presented::Nothing,
        Err(error) => Presented::Refused(error),
    };
    Ok((presented, request))
}

#[derive(Deserialize)]
struct BodyWithKey {
    #[serde(rename = "apiKey")]
    api_key: Option<String>,
}

/// The key in the JSON body, and the request with its body unchanged.
async fn key_in_body(request: Request) -> Result<(Option<String>, Request), ApiError> {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, SOURCE_BODY_BYTES)
        .await
        .map_err(|_| ApiError::body_too_large(SOURCE_BODY_BYTES))?;
    let body: Option<BodyWithKey> = from_json(&bytes);
    let key = body.and_then(|body| body.api_key);
    let key = key.filter(|key| !key.is_empty());
    let request = Request::from_parts(parts, Body::from(bytes));
    Ok((key, request))
}

/// Opens `key`, sent from `address`.
pub async fn open(platform: &Platform, key: &str, address: &str) -> Result<Credential, ApiError> {
    let invalid = || {
        ApiError::unauthorized(
            "key_invalid",
            "This API key is not valid. Check it, or create a new one.",
        )
    };
    let hash = api_key::stored_hash(key).ok_or_else(invalid)?;
    let name = format!("key {hash}");
    match guesses::look(platform, address, &name, keys::is_ours(platform, key)).await? {
        Look::Up => {}
        Look::Unknown => return Err(invalid()),
        Look::TooOften => return Err(ApiError::rate_limited()),
    }
    let credential = api_keys::open(platform.directory(), &hash, platform.clock.now()).await?;
    guesses::note(platform, &name, credential.is_some());
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
                "Never put a secret key in an address, because logs keep addresses. Revoke it, and send a new one \
                 in the header: Authorization: Bearer <key>.",
            ));
        }
        if name == "apiKey" && !value.is_empty() {
            in_address = Some(value.into_owned());
        }
    }
    // If the key is elsewhere, a page may send its session token in this header.
    let bearer = bearer(headers).filter(|bearer| !session_token::is_of_this_form(bearer));
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
    .with("seconds", decision.reset_seconds)
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
