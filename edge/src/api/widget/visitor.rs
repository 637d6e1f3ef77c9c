//! A conversation, opened by the token of the session that it belongs to.

use axum::{
    extract::{FromRef, FromRequestParts, Path},
    http::{HeaderMap, header, request::Parts},
};
use porchlight_shared::ids::{ConversationId, ProjectId};

use super::{chat::SESSION_TOKEN, project};
use crate::{
    api::{client_ip::ClientIp, error::ApiError},
    domain::session_token,
    platform::{Gate, Platform},
    services::published_project::{self, PublishedProject},
    store::conversations::{self, Conversation},
};

/// The conversation of the path, loaded and allowed: it exists, it is the token's session's, and the page that asks
/// is on the project's list.
pub struct OwnConversation {
    /// Its project.
    pub project: PublishedProject,
    /// Itself.
    pub conversation: Conversation,
}

impl OwnConversation {
    /// The project and the conversation, for a call.
    pub const fn ids(&self) -> (ProjectId, ConversationId) {
        (self.project.id, self.conversation.id)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OwnConversation
where
    Platform: FromRef<S>,
{
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let platform = Platform::from_ref(state);
        let ClientIp(ip) = match ClientIp::from_request_parts(parts, state).await {
            Ok(ip) => ip,
            Err(never) => match never {},
        };
        if !platform.gates.pass(Gate::Widget, &ip).await? {
            return Err(ApiError::rate_limited());
        }
        let token = token(&parts.headers).ok_or_else(|| {
            ApiError::unauthorized(
                "session_required",
                "Send the session token: Authorization: Bearer <token>.",
            )
        })?;
        let claims =
            session_token::verify(&platform.config.session_secret, token, platform.clock.now())?;
        let Path(id) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| ApiError::conversation_not_found())?;
        let id: ConversationId = id.parse().map_err(|_| ApiError::conversation_not_found())?;
        let project = published_project::by_id(&platform, claims.project)
            .await?
            .ok_or_else(ApiError::project_not_found)?;
        project::check_origin(&project, &parts.headers)?;
        let conversation = conversations::by_id(&*platform.db, project.id, id)
            .await?
            .filter(|conversation| conversation.session_id == claims.sub)
            .ok_or_else(ApiError::conversation_not_found)?;
        Ok(Self {
            project,
            conversation,
        })
    }
}

fn token(headers: &HeaderMap) -> Option<&str> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    bearer.or_else(|| headers.get(SESSION_TOKEN)?.to_str().ok())
}
