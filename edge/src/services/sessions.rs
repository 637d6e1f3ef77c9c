//! Begins, renews, opens and ends the sessions of visitors.
//!
//! ```text
//!   nothing                     ──► a new guest
//!   a guest's token             ──► the same guest, for longer
//!   a signed address            ──► the address's session, the same on every device
//!   both                        ──► the address's session, with the guest's conversations
//!   the link of an e-mail       ──► one conversation of the guest who left the address that it went to
//! ```
//! *Invariant:* a token is issued for the session of a new guest, for one that another token opens, and for that of a
//! signed address: never for a session that the owner's server names. Nobody gets the session of an address without the
//! owner's signature over it, and only a new signature renews its token. A visitor who is no longer signed in on the
//! owner's site begins as a new guest.

use porchlight_shared::ids::{ConversationId, ProjectId, SessionId};

use crate::{
    domain::{
        credentials::{
            derived_secret,
            guest_session::GuestSession,
            identity::{self, IdentityError},
            link_token::{self, LINK_SECONDS, LinkFor, LinkTokenError},
            session_token::{
                self, Claims, GUEST_SECONDS, IDENTIFIED_SECONDS, RENEW_AFTER_SECONDS, TokenError,
            },
        },
        email,
    },
    platform::{DbError, Platform, PlatformError, random_bytes},
    store::{
        conversations::{self, Conversation, of_session},
        projects,
        sessions::{self, Session},
    },
};

/// The proof from the owner's server that a visitor has an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The hash over the address and the time.
    Hash {
        /// The address, exactly as signed.
        email: String,
        /// When it was signed, in Unix milliseconds.
        timestamp: u64,
        /// The HMAC in hexadecimal digits, as [`identity`](crate::domain::credentials::identity) describes.
        hash: String,
    },
    /// A signed JSON Web Token.
    Jwt(String),
}

/// A new session token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedToken {
    /// The token itself.
    pub token: String,
    /// When the token expires, in Unix milliseconds.
    pub expires_at: u64,
}

/// A session that begins or continues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BegunSession {
    /// The id of the session.
    pub id: SessionId,
    /// The token that opens the session.
    pub token: IssuedToken,
    /// The conversation to continue: the one with the latest message within [`RESUMED_MS`].
    pub conversation_id: Option<ConversationId>,
}

/// How long a conversation can be continued on a device that has not seen it, in milliseconds: as long as a guest's
/// token lasts.
const RESUMED_MS: u64 = GUEST_SECONDS * 1_000;

/// The session that a valid token opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// The project of the session.
    pub project_id: ProjectId,
    /// The id of the session.
    pub id: SessionId,
    /// Whether the session belongs to a signed address.
    pub identified: bool,
    /// When the token was created, in Unix seconds.
    pub issued_at: u64,
    /// Tokens from before this time open nothing, in Unix milliseconds.
    pub revoked_before: u64,
}

/// Why there is no session.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The token is invalid or has expired.
    #[error("token: {0:?}")]
    Token(TokenError),
    /// The signature is invalid or has expired.
    #[error("signature: {0:?}")]
    Identity(IdentityError),
    /// The signed text is not an e-mail address.
    #[error("not an e-mail address")]
    Email,
    /// The project has no identity secret.
    #[error("the project has no identity secret")]
    NoIdentitySecret,
    /// The deployment has no root secret to derive identity secrets from.
    #[error("the deployment has no root secret")]
    NoRootSecret,
    /// The link is invalid or has expired.
    #[error(transparent)]
    Link(#[from] LinkTokenError),
    /// The link leads to a session that only the owner's signature opens.
    #[error("You are signed in on the site where you wrote. Open the chat there.")]
    SignedIn,
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Begins a session in the project, or continues the one of `current_token`.
pub async fn begin(
    platform: &Platform,
    project_id: ProjectId,
    proof: Option<Proof>,
    current_token: Option<&str>,
) -> Result<BegunSession, SessionError> {
    let now = platform.clock.now();
    let guest = guest_of(platform, project_id, current_token).await?;
    let (id, revoked_before, seconds) = match (proof, guest) {
        (Some(proof), guest) => {
            let id = sign_in(platform, project_id, proof, guest.map(|guest| guest.id)).await?;
            let revoked_before = revoked_before(platform, project_id, id).await?;
            (id, revoked_before, IDENTIFIED_SECONDS)
        }
        (None, Some(guest)) => (guest.id, guest.revoked_before, GUEST_SECONDS),
        (None, None) => {
            let guest = GuestSession::new(now, random_bytes()?);
            (guest.id(), 0, GUEST_SECONDS)
        }
    };
    let since = now.saturating_sub(RESUMED_MS);
    Ok(BegunSession {
        id,
        token: issue(platform, project_id, id, revoked_before, seconds)?,
        conversation_id: of_session::spoken_in_since(
            &platform.project(project_id),
            project_id,
            id,
            since,
        )
        .await?,
    })
}

/// The guest whose token was sent. `None` if the token is no longer valid, or belongs to an address.
async fn guest_of(
    platform: &Platform,
    project_id: ProjectId,
    token: Option<&str>,
) -> Result<Option<OpenSession>, SessionError> {
    let Some(token) = token else {
        return Ok(None);
    };
    match open(platform, token).await {
        Ok(session) if session.project_id == project_id && !session.identified => Ok(Some(session)),
        Ok(_) | Err(SessionError::Token(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The session of the address that `proof` proves, with everything of `guest`.
async fn sign_in(
    platform: &Platform,
    project_id: ProjectId,
    proof: Proof,
    guest: Option<SessionId>,
) -> Result<SessionId, SessionError> {
    let root = platform
        .config
        .root_secret
        .as_deref()
        .ok_or(SessionError::NoRootSecret)?;
    let project = projects::by_id(platform.directory(), project_id)
        .await?
        .filter(|project| project.identity_generation > 0)
        .ok_or(SessionError::NoIdentitySecret)?;
    let secret = derived_secret::identity(root, project_id, project.identity_generation);
    let now = platform.clock.now();
    let email = match proof {
        Proof::Jwt(token) => identity::verify_jwt(&secret, &token, now),
        Proof::Hash {
            email,
            timestamp,
            hash,
        } => identity::verify_hash(
            &secret,
            &email,
            timestamp,
            &hash,
            now,
            project.identity_window_ms,
        )
        .map(|()| email),
    }
    .map_err(SessionError::Identity)?;
    if email::normalised(&email).as_ref() != Some(&email) {
        return Err(SessionError::Email);
    }
    let id = identity::session_of(root, project_id, &email);
    let mut statements = vec![sessions::identify(
        project_id,
        id,
        &email::folded(&email),
        now,
    )];
    if let Some(guest) = guest {
        statements.extend(sessions::hand_over(project_id, guest, id));
        statements.push(sessions::revoke(project_id, guest, now));
    }
    platform.project(project_id).batch(statements).await?;
    Ok(id)
}

/// The session that `token` opens now.
pub async fn open(platform: &Platform, token: &str) -> Result<OpenSession, SessionError> {
    let claims = claims(platform, token)?;
    let db = &platform.project(claims.project);
    let stored = sessions::by_id(db, claims.project, claims.sub).await?;
    opened(&claims, stored)
}

/// The claims of a token that was made here and has not expired. Only the record says whether its session has ended.
pub fn claims(platform: &Platform, token: &str) -> Result<Claims, SessionError> {
    let now = platform.clock.now();
    session_token::verify(&platform.config.session_secret, token, now).map_err(SessionError::Token)
}

/// The session that a token with these claims opens, given the `stored` session.
pub fn opened(claims: &Claims, stored: Option<Session>) -> Result<OpenSession, SessionError> {
    let revoked_before = stored.as_ref().map_or(0, |stored| stored.revoked_before);
    if claims.is_revoked(revoked_before) {
        return Err(SessionError::Token(TokenError::Expired));
    }
    Ok(OpenSession {
        project_id: claims.project,
        id: claims.sub,
        identified: stored.is_some_and(|stored| stored.email.is_some()),
        issued_at: claims.iat,
        revoked_before,
    })
}

/// The only conversation that the link `token` leads back to. A link from before the end of its session opens nothing,
/// and neither does one to the session of a signed address.
pub async fn conversation_of_link(
    platform: &Platform,
    project_id: ProjectId,
    token: &str,
) -> Result<Conversation, SessionError> {
    let db = &platform.project(project_id);
    let invalid = || SessionError::Link(LinkTokenError::Invalid);
    let root = platform.config.root_secret.as_deref().ok_or_else(invalid)?;
    let now = platform.clock.now();
    let claims = link_token::verify(root, LinkFor::Visitor, token, now)?;
    if claims.project_id != project_id {
        return Err(invalid());
    }
    let conversation = conversations::by_id(db, project_id, claims.conversation_id)
        .await?
        .ok_or_else(invalid)?;
    let session = sessions::by_id(db, project_id, conversation.session_id)
        .await?
        .ok_or_else(invalid)?;
    let made_at = claims.ends_at.saturating_sub(LINK_SECONDS) * 1_000;
    if conversation.reply_generation != claims.generation || made_at < session.revoked_before {
        return Err(LinkTokenError::Ended.into());
    }
    if session.email.is_some() {
        return Err(SessionError::SignedIn);
    }
    Ok(conversation)
}

/// Whether the conversation belongs to a guest whose session has not ended since `since` (Unix milliseconds).
pub async fn is_guest_since(
    platform: &Platform,
    project_id: ProjectId,
    conversation: &Conversation,
    since: u64,
) -> Result<bool, DbError> {
    let db = &platform.project(project_id);
    let stored = sessions::by_id(db, project_id, conversation.session_id).await?;
    let is_guest =
        stored.is_some_and(|session| session.email.is_none() && session.revoked_before <= since);
    Ok(is_guest && conversation.named_session.is_none() && !conversation.is_test())
}

/// Ends a session. Its tokens open nothing any more.
pub async fn end(platform: &Platform, project_id: ProjectId, id: SessionId) -> Result<(), DbError> {
    let revoke = sessions::revoke(project_id, id, platform.clock.now());
    platform
        .project(project_id)
        .batch(vec![revoke])
        .await
        .map(drop)
}

async fn revoked_before(
    platform: &Platform,
    project_id: ProjectId,
    id: SessionId,
) -> Result<u64, DbError> {
    let stored: Option<Session> =
        sessions::by_id(&platform.project(project_id), project_id, id).await?;
    Ok(stored.map_or(0, |stored| stored.revoked_before))
}

/// The name by which a visitor's repeated requests are recognised.
pub fn caller(project_id: ProjectId, id: SessionId) -> String {
    format!("session {project_id} {id}")
}

/// The first token of a session that a browser begins.
pub fn begin_guest(
    platform: &Platform,
    project_id: ProjectId,
    guest: GuestSession,
) -> Result<IssuedToken, SessionError> {
    issue(platform, project_id, guest.id(), 0, GUEST_SECONDS)
}

/// The next token of a guest whose token has just opened `session`, if that token is old enough. The session of a
/// signed address is renewed only by a new signature.
pub fn renew_if_due(
    platform: &Platform,
    session: &OpenSession,
) -> Result<Option<IssuedToken>, SessionError> {
    let now = platform.clock.now() / 1_000;
    if session.identified || now < session.issued_at + RENEW_AFTER_SECONDS {
        return Ok(None);
    }
    issue(
        platform,
        session.project_id,
        session.id,
        session.revoked_before,
        GUEST_SECONDS,
    )
    .map(Some)
}

/// A token for the session, valid for `seconds`. The caller must have proof that the session is the client's.
fn issue(
    platform: &Platform,
    project_id: ProjectId,
    id: SessionId,
    revoked_before: u64,
    seconds: u64,
) -> Result<IssuedToken, SessionError> {
    let now = platform.clock.now();
    let claims = Claims::new(project_id, id, now, revoked_before, seconds);
    let token = session_token::issue(&platform.config.session_secret, &claims)
        .map_err(SessionError::Token)?;
    Ok(IssuedToken {
        token,
        expires_at: claims.exp * 1_000,
    })
}
