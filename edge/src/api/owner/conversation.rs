//! A conversation on the owner's surface, as an argument of handlers: it exists, and the key may see it.
//!
//! Test keys see only conversations that test keys began. A publishable key reaches none by its id: see
//! [`Asker`](super::asker::Asker).

use axum::{
    extract::{FromRef, FromRequest, FromRequestParts, Path, Request},
    http::request::Parts,
};
use porchlight_shared::{ids::ProjectId, limits::CHAT_BODY_BYTES};
use serde::de::DeserializeOwned;

use super::{OwnedBody, OwnedProject, SecretPermission};
use crate::{
    api::error::ApiError,
    platform::Platform,
    store::conversations::{self, Conversation},
};

impl<P: SecretPermission> OwnedProject<P> {
    /// The project's conversation `id`.
    pub async fn conversation(
        &self,
        platform: &Platform,
        id: &str,
    ) -> Result<Conversation, ApiError> {
        found(platform, self.id, self.test, id).await
    }
}

async fn found(
    platform: &Platform,
    project_id: ProjectId,
    test: bool,
    id: &str,
) -> Result<Conversation, ApiError> {
    let id = id.parse().map_err(|_| not_found())?;
    conversations::by_id(&platform.project(project_id), project_id, id)
        .await?
        .filter(|conversation| conversation.is_test() == test)
        .ok_or_else(not_found)
}

/// The conversation whose id is in the path.
pub struct OwnedConversation<P> {
    /// Its project, and the caller.
    pub project: OwnedProject<P>,
    /// The conversation in the path, which the key may see.
    pub conversation: Conversation,
}

impl<S: Send + Sync, P: SecretPermission> FromRequestParts<S> for OwnedConversation<P>
where
    Platform: FromRef<S>,
{
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let project = OwnedProject::from_request_parts(parts, state).await?;
        let id = id(parts).await?;
        let conversation = project
            .conversation(&Platform::from_ref(state), &id)
            .await?;
        Ok(Self {
            project,
            conversation,
        })
    }
}

/// The conversation in the path, with the JSON body `T` of the request, which may contain the key as `apiKey`.
pub struct OwnedConversationBody<P, T, const LIMIT: usize = CHAT_BODY_BYTES> {
    /// The conversation's project, and the caller.
    pub project: OwnedProject<P>,
    /// The conversation in the path, which the key may see.
    pub conversation: Conversation,
    /// The body, without the key.
    pub body: T,
}

impl<S: Send + Sync, P: SecretPermission, T: DeserializeOwned, const LIMIT: usize> FromRequest<S>
    for OwnedConversationBody<P, T, LIMIT>
where
    Platform: FromRef<S>,
{
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let id = id(&mut parts).await?;
        let request = Request::from_parts(parts, body);
        let OwnedBody { project, body } =
            OwnedBody::<P, T, LIMIT>::from_request(request, state).await?;
        let conversation = project
            .conversation(&Platform::from_ref(state), &id)
            .await?;
        Ok(Self {
            project,
            conversation,
            body,
        })
    }
}

async fn id(parts: &mut Parts) -> Result<String, ApiError> {
    let Path(ids) = Path::<Vec<(String, String)>>::from_request_parts(parts, &())
        .await
        .map_err(|_| not_found())?;
    let id = ids.into_iter().next().map(|(_, id)| id);
    id.ok_or_else(not_found)
}

fn not_found() -> ApiError {
    ApiError::not_found(
        "conversation_not_found",
        "There is no such conversation in this project.",
    )
}
