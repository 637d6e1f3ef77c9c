//! Sessions of the inbox: somebody signs in with a link, and a signed cookie identifies them afterwards.
//!
//! *Invariant:* every request loads the session with its person again. So the session ends when the person is removed
//! or signs out, even if somebody has a copy of the cookie, and it allows no more than the person may do now.

use porchlight_shared::ids::{AuditId, ConsoleSessionId};
use serde_json::{Value, json};

use crate::{
    domain::credentials::console_token::{self, CONSOLE_SECONDS, ConsoleClaims, ConsoleTokenError},
    platform::{DbError, DirectoryData, Platform, PlatformError, Statement, random_bytes},
    store::{
        api_keys::Credential,
        audit::{self, NewAudit},
        console_sessions::{
            self, ListedConsoleSession, NewConsoleSession, OpenConsoleSession, SessionProject,
            WhichSessions,
        },
        own_projects::{self, OwnProject},
        people::{self, Person},
        projects, sign_in_links,
    },
};

/// The most sessions that one sweep deletes.
const PRUNED: u32 = 500;

/// Why there is no session. The messages are for the operator, except those of the last two.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// The deployment has no root secret to sign with.
    #[error(
        "This deployment has no root secret, so nobody can sign in. Set it: wrangler secret put ROOT_SECRET."
    )]
    NoRootSecret,
    /// There is no such project, or nobody in it has the address.
    #[error(
        "You have no such project, or you have signed in to this one only. To open it, ask for a link by e-mail."
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
    /// The person who signed in.
    pub person: Person,
}

/// Begins a session of `person` in the browser called `browser`. Records it, and what they signed in `with`.
pub async fn begin(
    platform: &Platform,
    person: &Person,
    has_mailbox: bool,
    browser: &str,
    with: &'static str,
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
    let detail = json!({ "role": person.role, "browser": browser, "with": with });
    let statements = vec![
        console_sessions::insert(&session, now),
        people::join(person.id, has_mailbox, now),
        sign_in_links::use_up_all(person.id, now),
        record(platform, &credential, "console.signed_in", detail)?,
    ];
    platform.directory().batch(statements).await?;
    Ok(ConsoleSession {
        token: console_token::issue(root, &claims),
        person: person.clone(),
    })
}

/// The session of `token`, with what its person may do now in the project `slug`, or else in the project that they used
/// last.
pub async fn resume(
    platform: &Platform,
    token: &str,
    slug: Option<&str>,
) -> Result<OpenConsoleSession, ConsoleError> {
    let now = platform.clock.now();
    let claims = console_token::verify(root(platform)?, token, now)?;
    let project = slug.map_or(SessionProject::Own, SessionProject::Called);
    let open = console_sessions::resume(platform.directory(), claims.session_id, project, now);
    let open = open.await?;
    Ok(open.ok_or(ConsoleTokenError)?)
}

/// Ends the session of `token`, if it is one, and records that.
pub async fn sign_out(platform: &Platform, token: &str) -> Result<(), ConsoleError> {
    let open = match resume(platform, token, None).await {
        Ok(open) => open,
        Err(ConsoleError::Token(_) | ConsoleError::NoRootSecret) => return Ok(()),
        Err(error) => return Err(error),
    };
    let this = WhichSessions::One(open.id);
    end(platform, &open, this, "console.signed_out", json!({})).await?;
    Ok(())
}

/// The sessions of the person whose session is `open`, newest first.
pub async fn sessions(
    platform: &Platform,
    open: &OpenConsoleSession,
) -> Result<Vec<ListedConsoleSession>, ConsoleError> {
    let (person, everywhere) = (open.person_id, open.has_mailbox);
    let now = platform.clock.now();
    Ok(console_sessions::list(platform.directory(), person, everywhere, now).await?)
}

/// Ends one session of the person whose session is `open`, or all but this one, and records that.
pub async fn end_sessions(
    platform: &Platform,
    open: &OpenConsoleSession,
    one: Option<ConsoleSessionId>,
) -> Result<u64, ConsoleError> {
    let (which, named) = match one {
        Some(id) => (WhichSessions::One(id), id.to_string()),
        None => (WhichSessions::Others(open.id), "others".to_owned()),
    };
    let detail = json!({ "session": named });
    let ended = end(platform, open, which, "console.sessions_ended", detail).await?;
    if ended == 0 && one.is_some() {
        return Err(ConsoleError::NotFound);
    }
    Ok(ended)
}

/// Ends sessions and records it in one batch, so that neither is done without the other. Returns the number of sessions
/// that ended.
async fn end(
    platform: &Platform,
    open: &OpenConsoleSession,
    which: WhichSessions,
    action: &'static str,
    detail: Value,
) -> Result<u64, ConsoleError> {
    let (person, everywhere) = (open.person_id, open.has_mailbox);
    let now = platform.clock.now();
    let actor = open.credential.id.to_string();
    let entry = entry(&open.credential, &actor, action, detail, now)?;
    let statements = vec![
        console_sessions::record_end(which, person, everywhere, &entry, now),
        console_sessions::end(which, person, everywhere),
    ];
    let ran = platform.directory().run(statements).await?;
    let ended = ran.get(1).map_or(0, |ran| ran.rows.len());
    Ok(u64::try_from(ended).unwrap_or(u64::MAX))
}

/// The person whose session is `open`.
pub async fn person(
    platform: &Platform,
    open: &OpenConsoleSession,
) -> Result<Person, ConsoleError> {
    let person = people::by_id(platform.directory(), open.person_id).await?;
    Ok(person.ok_or(ConsoleTokenError)?)
}

/// The projects of the person whose session is `open`, this one first. The others are included only if the person has
/// proved that the e-mail address is theirs.
pub async fn own_projects(
    platform: &Platform,
    open: &OpenConsoleSession,
) -> Result<Vec<OwnProject>, ConsoleError> {
    Ok(own_projects::list(platform.directory(), open.person_id, open.has_mailbox).await?)
}

/// Switches the session `open` to another project of the same person, by its slug.
pub async fn change_project(
    platform: &Platform,
    open: &OpenConsoleSession,
    slug: &str,
) -> Result<Person, ConsoleError> {
    let db = platform.directory();
    let project = projects::by_slug(db, slug)
        .await?
        .ok_or(ConsoleError::NoProject)?;
    let there = people::self_in(db, open.person_id, open.has_mailbox, project.id)
        .await?
        .ok_or(ConsoleError::NoProject)?;
    let credential = people::credential(db, there.id)
        .await?
        .ok_or(ConsoleTokenError)?;
    let now = platform.clock.now();
    let detail = json!({ "role": there.role });
    let statements = vec![
        console_sessions::move_to(open.id, there.project_id, there.id),
        people::join(there.id, open.has_mailbox, now),
        sign_in_links::use_up_all(there.id, now),
        record(platform, &credential, "console.signed_in", detail)?,
    ];
    db.batch(statements).await?;
    Ok(there)
}

/// Deletes sessions that have expired.
pub async fn sweep(platform: &Platform) -> Result<(), DbError> {
    let prune = console_sessions::prune(platform.clock.now(), PRUNED);
    platform.directory().batch(vec![prune]).await?;
    Ok(())
}

/// The secret that signs sessions.
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
    Ok(audit::record(
        &entry(credential, &actor, action, detail, now)?,
        now,
    ))
}

/// An entry for the record of changes, about the person who signs in.
pub(super) fn entry<'a>(
    credential: &Credential,
    actor: &'a str,
    action: &'static str,
    detail: Value,
    now: u64,
) -> Result<NewAudit<'a>, PlatformError> {
    Ok(NewAudit {
        id: AuditId::new(now, random_bytes()?),
        organization_id: credential.organization_id,
        project_id: credential.project_id,
        actor,
        action,
        target: actor,
        detail,
    })
}
