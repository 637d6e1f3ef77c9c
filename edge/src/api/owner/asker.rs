//! The caller who asks, judges and hands over on the site's surface: the owner's server, or a page with a publishable
//! key.
//!
//! *Invariant:* a server reaches every conversation of its project by name. Anyone can send a publishable key, so a
//! page reaches a conversation only with what it got when it began it: a session token, or the signed id.

use axum::{
    extract::{FromRef, FromRequest, FromRequestParts, Request},
    http::{HeaderMap, request::Parts},
};
use porchlight_shared::ids::ProjectId;
use serde::de::DeserializeOwned;

use super::{Chat, ChatByName, OwnedProject, presented};
use crate::{
    api::{bearer::bearer, body::JsonBody, error::ApiError, widget::visitor::SESSION_TOKEN},
    domain::credentials::{
        api_key::KeyKind, page_conversation, session_token, session_token::TokenError,
    },
    platform::Platform,
    services::{
        published_project::PublishedProject,
        sessions::{self, OpenSession},
    },
    store::conversations::{self, Conversation},
};

/// The caller who asks a question.
pub enum Asker {
    /// The owner's server.
    Server(OwnedProject<ChatByName>),
    /// A page, whose key everybody can read.
    Page(AskingPage),
}

/// A page with a publishable key, and the session token that it sends with it.
pub struct AskingPage {
    project: OwnedProject<Chat>,
    header_token: Option<String>,
}

/// A body in which a page may send its session token.
pub trait WithSessionToken {
    /// The field `sessionToken`.
    fn session_token(&self) -> Option<&str>;
}

impl Asker {
    /// The project that the key opens.
    pub const fn project_id(&self) -> ProjectId {
        match self {
            Self::Server(project) => project.id,
            Self::Page(page) => page.project.id,
        }
    }

    /// The project, as visitors see it.
    pub async fn published(&self, platform: &Platform) -> Result<PublishedProject, ApiError> {
        match self {
            Self::Server(project) => project.published(platform).await,
            Self::Page(page) => page.project.published(platform).await,
        }
    }

    /// Whether anyone can present the credential of the request.
    pub const fn is_page(&self) -> bool {
        matches!(self, Self::Page(_))
    }

    /// The conversation `id`, if the caller reaches it. A page may send its session token in `body`.
    pub async fn conversation(
        &self,
        platform: &Platform,
        id: &str,
        body: &impl WithSessionToken,
    ) -> Result<Conversation, ApiError> {
        match self {
            // A server may also use the signed id that a page got.
            Self::Server(project) => {
                let named = page_conversation::named(id).map(|id| id.to_string());
                let id = named.as_deref().unwrap_or(id);
                project.conversation(platform, id).await
            }
            Self::Page(page) => page.conversation(platform, id, body).await,
        }
    }
}

impl AskingPage {
    /// The session that the page continues, if it sends a token.
    pub async fn session(
        &self,
        platform: &Platform,
        body: &impl WithSessionToken,
    ) -> Result<Option<OpenSession>, ApiError> {
        let sent = body.session_token().or(self.header_token.as_deref());
        let Some(token) = sent else {
            return Ok(None);
        };
        let session = sessions::open(platform, token).await?;
        if session.project_id == self.project.id {
            Ok(Some(session))
        } else {
            Err(TokenError::Invalid.into())
        }
    }

    async fn conversation(
        &self,
        platform: &Platform,
        id: &str,
        body: &impl WithSessionToken,
    ) -> Result<Conversation, ApiError> {
        let project_id = self.project.id;
        let db = &platform.project(project_id);
        if let Some(session) = self.session(platform, body).await? {
            let id = page_conversation::named(id).ok_or_else(ApiError::conversation_not_found)?;
            return conversations::by_id(db, project_id, id)
                .await?
                .filter(|conversation| conversation.session_id == session.id)
                .ok_or_else(ApiError::conversation_not_found);
        }
        let secret = &platform.config.session_secret;
        let id = page_conversation::read(secret, project_id, id).ok_or_else(token_missing)?;
        let conversation = conversations::by_id(db, project_id, id)
            .await?
            .ok_or_else(ApiError::conversation_not_found)?;
        let since = conversation.created_at;
        let lasts = since + page_conversation::PAGE_CONVERSATION_MS > platform.clock.now();
        let is_guest = sessions::is_guest_since(platform, project_id, &conversation, since).await?;
        if lasts && is_guest {
            Ok(conversation)
        } else {
            Err(TokenError::Expired.into())
        }
    }
}

fn token_missing() -> ApiError {
    ApiError::unauthorized(
        "session_required",
        "With a publishable key, send conversationId as the response had it, or the session token of the response in \
         X-Session-Token or sessionToken.",
    )
}

/// The caller, and the JSON body `T` of the request.
pub struct AskerBody<T> {
    /// The caller.
    pub asker: Asker,
    /// The body.
    pub body: T,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for AskerBody<T>
where
    Platform: FromRef<S>,
{
    type Rejection = ApiError;

    #[worker::send]
    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let asker = asker(&mut parts, state).await?;
        let request = Request::from_parts(parts, body);
        let JsonBody(body) = JsonBody::<T>::from_request(request, state).await?;
        Ok(Self { asker, body })
    }
}

async fn asker<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<Asker, ApiError>
where
    Platform: FromRef<S>,
{
    if presented(parts)?.kind == KeyKind::Publishable {
        return Ok(Asker::Page(AskingPage {
            project: OwnedProject::from_request_parts(parts, state).await?,
            header_token: token(&parts.headers).map(str::to_owned),
        }));
    }
    let project = OwnedProject::from_request_parts(parts, state).await?;
    Ok(Asker::Server(project))
}

/// The session token in the headers. It is in `Authorization` if the key is elsewhere.
pub fn token(headers: &HeaderMap) -> Option<&str> {
    let own = headers
        .get(SESSION_TOKEN)
        .and_then(|value| value.to_str().ok());
    let bearer = || bearer(headers).filter(|token| session_token::is_of_this_form(token));
    own.filter(|token| !token.is_empty()).or_else(bearer)
}
