//! The visitor behind a session token, opened and checked, as arguments of handlers.
//!
//! *Invariant:* a conversation of somebody else is answered as if it did not exist.

use axum::{
    extract::{FromRef, FromRequestParts, Path, Request, State},
    http::{HeaderMap, HeaderName, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use porchlight_shared::ids::{ConversationId, ProjectId, SessionId};

use super::project;
use crate::{
    api::{bearer::bearer, client_ip::ClientIp, error::ApiError, idempotency},
    platform::{Gate, Platform},
    services::{
        published_project::{self, PublishedProject},
        sessions,
    },
    store::conversations::{self, Conversation},
};

/// The header in which a session token travels.
pub const SESSION_TOKEN: HeaderName = HeaderName::from_static("x-session-token");

/// A visitor whose token opens a session that has not ended, on a page that the project allows.
#[derive(Clone)]
pub struct VisitorSession {
    /// The project of the session.
    pub project: PublishedProject,
    /// The visitor's session.
    pub session_id: SessionId,
}

impl VisitorSession {
    /// The visitor whose token is in `headers`.
    pub async fn of(platform: &Platform, headers: &HeaderMap) -> Result<Self, ApiError> {
        let token = token(headers).ok_or_else(|| {
            ApiError::unauthorized(
                "session_required",
                "Send the session token: Authorization: Bearer <token>.",
            )
        })?;
        let session = sessions::open(platform, token).await?;
        let project = published_project::by_id(platform, session.project_id)
            .await?
            .ok_or_else(ApiError::project_not_found)?;
        project::check_origin(&project, headers)?;
        Ok(Self {
            project,
            session_id: session.id,
        })
    }

    /// One of the visitor's conversations, or 404.
    pub async fn conversation(
        &self,
        platform: &Platform,
        id: &str,
    ) -> Result<Conversation, ApiError> {
        let id: ConversationId = id.parse().map_err(|_| ApiError::conversation_not_found())?;
        conversations::by_id(&platform.project(self.project.id), self.project.id, id)
            .await?
            .filter(|conversation| conversation.session_id == self.session_id)
            .ok_or_else(ApiError::conversation_not_found)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for VisitorSession
where
    Platform: FromRef<S>,
{
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        if let Some(visitor) = parts.extensions.get::<Self>() {
            return Ok(visitor.clone());
        }
        let platform = Platform::from_ref(state);
        pass(&platform, Gate::Widget, parts, state).await?;
        Self::of(&platform, &parts.headers).await
    }
}

async fn pass<S: Sync>(
    platform: &Platform,
    gate: Gate,
    parts: &mut Parts,
    state: &S,
) -> Result<(), ApiError> {
    let ClientIp(ip) = match ClientIp::from_request_parts(parts, state).await {
        Ok(ip) => ip,
        Err(never) => match never {},
    };
    if platform.gates.pass(gate, &ip).await? {
        Ok(())
    } else {
        Err(ApiError::rate_limited())
    }
}

/// Opens the visitor's session before the handler, through `gate`, and answers a repeated request with the first
/// response.
#[worker::send]
pub async fn once(
    State((platform, gate)): State<(Platform, Gate)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let opened = match pass(&platform, gate, &mut parts, &()).await {
        Ok(()) => VisitorSession::of(&platform, &parts.headers).await,
        Err(error) => Err(error),
    };
    match opened {
        Ok(visitor) => {
            let project_id = visitor.project.id;
            let caller = sessions::caller(project_id, visitor.session_id);
            parts.extensions.insert(visitor);
            let request = Request::from_parts(parts, body);
            let db = platform.project(project_id);
            idempotency::run(&platform, &db, &caller, request, next).await
        }
        Err(error) => error.into_response(),
    }
}

/// The conversation in the path, which exists and belongs to the visitor.
pub struct OwnConversation {
    /// The project of the conversation.
    pub project: PublishedProject,
    /// The conversation, as stored.
    pub conversation: Conversation,
}

impl OwnConversation {
    /// The ids of the project and the conversation, for a call to the room.
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
        let visitor = VisitorSession::from_request_parts(parts, state).await?;
        let Path(ids) = Path::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|_| ApiError::conversation_not_found())?;
        let id = ids.first().map_or("", |(_, id)| id.as_str());
        let conversation = visitor.conversation(&Platform::from_ref(state), id).await?;
        Ok(Self {
            project: visitor.project,
            conversation,
        })
    }
}

/// The session token in the headers.
pub fn token(headers: &HeaderMap) -> Option<&str> {
    bearer(headers).or_else(|| headers.get(SESSION_TOKEN)?.to_str().ok())
}
