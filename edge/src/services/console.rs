//! Sessions of the inbox: somebody signs in with a link, and a signed cookie identifies them from then on.
//!
//! *Invariant:* every request loads the session with its person again. So the session ends when the person is removed and
//! with signing out, whoever has a copy of the cookie, and allows no more than the person may do now.

use porchlight_shared::ids::{AuditId, ConsoleSessionId, PersonId};
use serde_json::{Value, json};

use crate::{
    domain::{
        credentials::console_token::{self, CONSOLE_SECONDS, ConsoleClaims, ConsoleTokenError},
        email,
    },
    platform::{DbError, DirectoryData, Platform, PlatformError, Statement, random_bytes},
    store::{
        api_keys::Credential,
        audit::{self, NewAudit},
        console_sessions::{self, ListedConsoleSession, NewConsoleSession, OpenConsoleSession},
        people::{self, Person},
        projects, sign_in_links,
    },
};

/// The most sessions that one sweep forgets.
const PRUNED: u32 = 500;

/// Why there is no session. The messages are for the operator, except those of the last two.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// The deployment has no root secret to sign with.
    #[error(
        "This deployment has no root secret, so nobody can sign in. Set it: wrangler secret put ROOT_SECRET."
    )]
    NoRootSecret,
    /// There is no such project, or nobody with the address in it.
    #[error(
        "You have no such project, or have signed in for this one only. Ask for a link by e-mail to reach it."
    )]
    NoProject,
    /// There is no such session.
    #[error("There is no such session, or it has ended already.")]
    NotFound,
    /// The token is invalid or has expired.
    #[error(transparent)]
    Token(#[from] ConsoleTokenError),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// A session that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleSession {
    /// The token for the cookie.
    pub token: String,
    /// What the session may do.
    pub credential: Credential,
}

/// Begins a session of `person` in the browser called `browser`, and records it.
pub async fn begin(
    platform: &Platform,
    person: &Person,
    has_mailbox: bool,
    browser: &str,
) -> Result<ConsoleSession, ConsoleError> {
    let root = root(platform)?;
    let now = platform.clock.now();
    let claims = ConsoleClaims {
        session_id: ConsoleSessionId::new(now, random_bytes()?),
        ends_at: now / 1_000 + CONSOLE_SECONDS,
    };
    let credential = people::credential(platform.directory(), person.id)
        .await?
        .ok_or(ConsoleTokenError)?;
    let session = NewConsoleSession {
        id: claims.session_id,
        project_id: person.project_id,
        person_id: person.id,
        has_mailbox,
        browser,
        ends_at: claims.ends_at * 1_000,
    };
    let detail = json!({ "role": person.role, "browser": browser });
    let statements = vec![
        console_sessions::insert(&session, now),
        people::join(person.id, has_mailbox, now),
        sign_in_links::use_up_all(person.id, now),
        record(platform, &credential, "console.signed_in", detail)?,
    ];
    platform.directory().batch(statements).await?;
    Ok(ConsoleSession {
        token: console_token::issue(root, &claims),
        credential: Credential {
            session: Some(claims),
            ..credential
        },
    })
}

/// The session of `token`, with what its person may do now.
pub async fn resume(platform: &Platform, token: &str) -> Result<OpenConsoleSession, ConsoleError> {
    let now = platform.clock.now();
    let claims = console_token::verify(root(platform)?, token, now)?;
    let open = console_sessions::resume(platform.directory(), claims.session_id, now).await?;
    Ok(open.ok_or(ConsoleTokenError)?)
}

/// Ends the session of `token`, if it was one, and records that.
pub async fn sign_out(platform: &Platform, token: &str) -> Result<(), ConsoleError> {
    let open = match resume(platform, token).await {
        Ok(open) => open,
        Err(ConsoleError::Token(_) | ConsoleError::NoRootSecret) => return Ok(()),
        Err(error) => return Err(error),
    };
    let (person, session) = whose(&open)?;
    let statements = vec![
        record(platform, &open.credential, "console.signed_out", json!({}))?,
        console_sessions::end_one(session, person, open.has_mailbox),
    ];
    platform.directory().batch(statements).await?;
    Ok(())
}

/// The sessions of the person whose session `open` is, newest first.
pub async fn sessions(
    platform: &Platform,
    open: &OpenConsoleSession,
) -> Result<Vec<ListedConsoleSession>, ConsoleError> {
    let (person, _) = whose(open)?;
    let now = platform.clock.now();
    Ok(console_sessions::list(platform.directory(), person, open.has_mailbox, now).await?)
}

/// Ends one session of the person whose session `open` is, or all but this one, and records that.
pub async fn end_sessions(
    platform: &Platform,
    open: &OpenConsoleSession,
    one: Option<ConsoleSessionId>,
) -> Result<u64, ConsoleError> {
    let (person, this) = whose(open)?;
    let (end, which) = match one {
        Some(id) => (
            console_sessions::end_one(id, person, open.has_mailbox),
            id.to_string(),
        ),
        None => (
            console_sessions::end_others(person, this, open.has_mailbox),
            "others".to_owned(),
        ),
    };
    let detail = json!({ "session": which });
    let record = record(platform, &open.credential, "console.sessions_ended", detail)?;
    let ran = platform.directory().run(vec![end]).await?;
    let ended = ran.first().map_or(0, |ran| ran.rows.len());
    if ended == 0 && one.is_some() {
        return Err(ConsoleError::NotFound);
    }
    platform.directory().batch(vec![record]).await?;
    Ok(u64::try_from(ended).unwrap_or(u64::MAX))
}

fn whose(open: &OpenConsoleSession) -> Result<(PersonId, ConsoleSessionId), ConsoleError> {
    let person = open.credential.id.person();
    let session = open.credential.session.map(|claims| claims.session_id);
    Ok(person.zip(session).ok_or(ConsoleTokenError)?)
}

/// Everybody whom the person behind `open` is: here, and where they have shown that the address is theirs, in every other
/// project.
pub async fn selves(
    platform: &Platform,
    open: &OpenConsoleSession,
) -> Result<Vec<Person>, ConsoleError> {
    let (person, _) = whose(open)?;
    let db = platform.directory();
    let this = people::by_id(db, person).await?.ok_or(ConsoleTokenError)?;
    if !open.has_mailbox {
        return Ok(vec![this]);
    }
    let others = people::by_email(db, &email::folded(&this.email)).await?;
    let others = others.into_iter().filter(|other| other.id != person);
    Ok(std::iter::once(this.clone()).chain(others).collect())
}

/// Goes on with the session `open` in another project of the same person, by its slug.
pub async fn change_project(
    platform: &Platform,
    open: &OpenConsoleSession,
    slug: &str,
) -> Result<Credential, ConsoleError> {
    let (_, session) = whose(open)?;
    let db = platform.directory();
    let project = projects::by_slug(db, slug)
        .await?
        .ok_or(ConsoleError::NoProject)?;
    let selves = selves(platform, open).await?;
    let there = (selves.iter())
        .find(|person| person.project_id == project.id)
        .ok_or(ConsoleError::NoProject)?;
    let credential = people::credential(db, there.id)
        .await?
        .ok_or(ConsoleTokenError)?;
    let now = platform.clock.now();
    let detail = json!({ "role": there.role });
    let statements = vec![
        console_sessions::move_to(session, there.project_id, there.id),
        people::join(there.id, open.has_mailbox, now),
        sign_in_links::use_up_all(there.id, now),
        record(platform, &credential, "console.signed_in", detail)?,
    ];
    db.batch(statements).await?;
    Ok(Credential {
        session: open.credential.session,
        ..credential
    })
}

/// Forgets sessions that have ended by themselves.
pub async fn sweep(platform: &Platform) -> Result<(), DbError> {
    let prune = console_sessions::prune(platform.clock.now(), PRUNED);
    platform.directory().batch(vec![prune]).await?;
    Ok(())
}

/// The secret that sessions are signed with.
pub fn root(platform: &Platform) -> Result<&[u8], ConsoleError> {
    let root = platform.config.root_secret.as_deref();
    root.ok_or(ConsoleError::NoRootSecret)
}

fn record(
    platform: &Platform,
    credential: &Credential,
    action: &'static str,
    detail: Value,
) -> Result<Statement<DirectoryData>, PlatformError> {
    let now = platform.clock.now();
    let actor = credential.id.to_string();
    let entry = NewAudit {
        id: AuditId::new(now, random_bytes()?),
        organization_id: credential.organization_id,
        project_id: credential.project_id,
        actor: &actor,
        action,
        target: &actor,
        detail,
    };
    Ok(audit::record(&entry, now))
}
