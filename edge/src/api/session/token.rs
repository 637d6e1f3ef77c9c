//! `/api/widget/session`: begins, renews and ends sessions.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use porchlight_shared::{
    error::ErrorBody,
    ids::{ConversationId, SessionId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::{
        body::JsonBody,
        client_ip::ClientIp,
        error::ApiError,
        openapi::{GateErrors, SessionErrors},
        widget::{project, visitor::VisitorSession},
    },
    domain::timestamp::rfc3339,
    platform::{Gate, Platform},
    services::sessions::{self, Proof},
};

/// The largest body, in bytes: 16 KiB.
const BODY_BYTES: usize = 16 * 1024;

/// The visitor to begin a session for. Without `emailHash` and `jwt`, it is a guest.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SessionBody, example = json!({
    "project": "my-store",
    "email": "ada@example.com",
    "emailHash": "bda74e99d4ec0aabb5b69bf787bdb662f15536a326ae84bf46be0f4850184606",
    "timestamp": 1_700_000_000_000_u64,
}))]
pub struct BegunSessionBody {
    /// The slug of the project.
    project: String,
    /// The visitor's e-mail address, exactly as signed.
    email: Option<String>,
    /// HMAC-SHA256 over `email:timestamp` with the project's identity secret, in lower-case hexadecimal digits.
    email_hash: Option<String>,
    /// The time of signing, in Unix milliseconds.
    timestamp: Option<u64>,
    /// A JSON Web Token instead of the hash and the timestamp: HS256 with the identity secret, and `sub`, `email` and
    /// `exp`.
    jwt: Option<String>,
    /// The current token. A guest stays the same guest, or takes their conversations into the signed session.
    current_token: Option<String>,
}

impl BegunSessionBody {
    fn proof(&mut self) -> Result<Option<Proof>, ApiError> {
        let incomplete = || {
            ApiError::bad_request(
                "identity_incomplete",
                "Send email, emailHash and timestamp together, or jwt alone, or none of them for a guest.",
            )
        };
        let hash = (
            self.email.take(),
            self.email_hash.take(),
            self.timestamp.take(),
        );
        match (self.jwt.take(), hash) {
            (None, (None, None, None)) => Ok(None),
            // An address next to a token is only the page's own name for the visitor. The token identifies them.
            (Some(jwt), (_, None, None)) => Ok(Some(Proof::Jwt(jwt))),
            (None, (Some(email), Some(hash), Some(timestamp))) => Ok(Some(Proof::Hash {
                email,
                timestamp,
                hash,
            })),
            _ => Err(incomplete()),
        }
    }
}

/// The session and its token.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionTokenBody {
    /// The token, to be sent as `Authorization: Bearer <token>`.
    token: String,
    /// When the token expires: after 7 days for guests, after 12 hours for signed addresses.
    #[schema(example = "2026-01-31T09:30:00.000Z")]
    expires_at: String,
    /// The id of the session.
    session_id: SessionId,
    /// The conversation to continue: the one with the latest message in the last 7 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_slug: Option<ConversationId>,
}

/// Begins a session, or renews the one of `currentToken`.
#[utoipa::path(
    post, path = "/api/widget/session", tag = "Session", request_body = BegunSessionBody, security(()),
    responses(
        (status = 200, body = SessionTokenBody),
        (status = 400, description = "The body is not valid.", body = ErrorBody),
        (status = 401, description = "The signature is wrong or too old.", body = ErrorBody),
        (status = 403, description = "The project has no identity secret, or the page is not on its list.", body = ErrorBody),
        (status = 404, description = "There is no such project.", body = ErrorBody),
        (status = 413, description = "The body is too large.", body = ErrorBody),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
        (status = 503, description = "The deployment has no root secret.", body = ErrorBody),
        GateErrors,
    ),
)]
#[worker::send]
pub async fn create(
    State(platform): State<Platform>,
    ClientIp(ip): ClientIp,
    headers: HeaderMap,
    JsonBody(mut body): JsonBody<BegunSessionBody, BODY_BYTES>,
) -> Result<impl IntoResponse + use<>, ApiError> {
    if !platform.gates.pass(Gate::Widget, &ip).await? {
        return Err(ApiError::rate_limited());
    }
    let proof = body.proof()?;
    let project = project::allowed(&platform, &body.project, &headers).await?;
    let current = body.current_token.as_deref();
    let begun = sessions::begin(&platform, project.id, proof, current).await?;
    let answer = SessionTokenBody {
        token: begun.token.token,
        expires_at: rfc3339(begun.token.expires_at),
        session_id: begun.id,
        conversation_slug: begun.conversation_id,
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)))
}

/// Ends the session on all devices. None of its tokens opens anything any more.
#[utoipa::path(
    delete, path = "/api/widget/session", tag = "Session",
    responses(
        (status = 204, description = "It has ended."),
        SessionErrors,
        GateErrors,
    ),
)]
#[worker::send]
pub async fn delete(
    State(platform): State<Platform>,
    visitor: VisitorSession,
) -> Result<StatusCode, ApiError> {
    sessions::end(&platform, visitor.project.id, visitor.session_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
