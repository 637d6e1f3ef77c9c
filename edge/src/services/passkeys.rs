//! Passkeys: people add them while they are signed in, and sign in with them afterwards.
//!
//! *Invariant:* a passkey opens what the session in which it was added could reach: one project, or all projects of an
//! address if the person has proved that the address is theirs. A challenge does not reveal who exists. Somebody who
//! finds a browser with an older session cannot add a passkey.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{
    console::{self, ConsoleError, ConsoleSession},
    mail, sign_in as links,
};
use crate::{
    domain::{
        credentials::{
            derived_secret,
            passkey::{
                self, CHALLENGE_SECONDS, Challenge, ES256, Expected, PasskeyAnswer, PasskeyError,
            },
        },
        deliveries::email_message::sign_in as messages,
        email,
    },
    platform::{DbError, Platform, PlatformError, random_bytes},
    store::{
        audit::NewAudit,
        console_sessions::OpenConsoleSession,
        passkeys::{self, PASSKEYS, Passkey, PasskeyHolder},
        people::{self, Person},
    },
};

/// How long after signing in a passkey can be added, in milliseconds: 10 minutes.
pub const FRESH_MS: u64 = 10 * 60 * 1_000;

/// Why a passkey was not added, or nobody was signed in with it. The messages are for the person who signs in, except
/// those of the last two.
#[derive(Debug, thiserror::Error)]
pub enum PasskeysError {
    /// The device's answer is not valid.
    #[error(transparent)]
    Passkey(#[from] PasskeyError),
    /// The person signed in too long ago.
    #[error(
        "A passkey is added within {} minutes of signing in. Sign in again, with a passkey or a link.",
        FRESH_MS / 60_000
    )]
    Stale,
    /// The passkey was added before.
    #[error("This device already has a passkey here.")]
    There,
    /// The person has the most passkeys that are allowed.
    #[error("You have {PASSKEYS} passkeys. Remove one that you do not use.")]
    TooMany,
    /// There is no such passkey.
    #[error("There is no such passkey, or it was removed already.")]
    NotFound,
    /// There is no session.
    #[error(transparent)]
    Console(#[from] ConsoleError),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// What a browser asks a device to do.
pub struct AskedPasskey {
    /// The challenge for the cookie.
    pub sealed: String,
    /// `PublicKeyCredentialCreationOptionsJSON` to add a passkey, `PublicKeyCredentialRequestOptionsJSON` to sign in
    /// (Web Authentication, sections 5.1.9 and 5.1.10).
    pub options: Value,
}

/// The options with which to sign in by passkey on `host`.
pub fn ask(platform: &Platform, host: &str) -> Result<AskedPasskey, PasskeysError> {
    asked(platform, |challenge| {
        json!({
            "challenge": challenge,
            "rpId": passkey::rp_id(host),
            "userVerification": "required",
            "timeout": CHALLENGE_SECONDS * 1_000,
        })
    })
}

/// The options with which the person whose session is `open` adds a passkey on `host`.
pub async fn ask_for_new(
    platform: &Platform,
    open: &OpenConsoleSession,
    host: &str,
) -> Result<AskedPasskey, PasskeysError> {
    check_fresh(platform, open, FRESH_MS)?;
    let person = console::person(platform, open).await?;
    let holder = holder(open, &person);
    let there = passkeys::list(platform.directory(), &holder).await?;
    let there: Vec<Value> = there
        .iter()
        .map(|passkey| json!({ "type": "public-key", "id": passkey.id }))
        .collect();
    let account = holder
        .person_id
        .map_or(holder.folded_email, |id| id.to_string());
    let account = derived_secret::passkey_account(console::root(platform)?, &account);
    asked(platform, |challenge| {
        json!({
            "challenge": challenge,
            "rp": { "id": passkey::rp_id(host), "name": "Porchlight" },
            "user": {
                "id": URL_SAFE_NO_PAD.encode(account),
                "name": person.email,
                "displayName": if person.name.is_empty() { &person.email } else { &person.name },
            },
            "pubKeyCredParams": [{ "type": "public-key", "alg": ES256 }],
            "excludeCredentials": there,
            "authenticatorSelection": {
                "residentKey": "required", "requireResidentKey": true, "userVerification": "required",
            },
            "timeout": CHALLENGE_SECONDS * 1_000,
        })
    })
}

fn asked(
    platform: &Platform,
    options: impl FnOnce(&str) -> Value,
) -> Result<AskedPasskey, PasskeysError> {
    let challenge = Challenge::new(random_bytes()?, platform.clock.now());
    Ok(AskedPasskey {
        sealed: challenge.sealed(console::root(platform)?),
        options: options(&challenge.text),
    })
}

/// Adds the passkey that a device has created for the person whose session is `open`, in the browser called `browser`.
pub async fn add(
    platform: &Platform,
    open: &OpenConsoleSession,
    shown: &ShownAnswer<'_>,
    browser: &str,
) -> Result<(), PasskeysError> {
    // Any challenge of this browser is valid, and a device may take its time.
    check_fresh(platform, open, FRESH_MS + CHALLENGE_SECONDS * 1_000)?;
    let challenge = shown.challenge(platform)?;
    let new = passkey::made(shown.answer, &shown.expected(&challenge))?;
    let person = console::person(platform, open).await?;
    let holder = holder(open, &person);
    let db = platform.directory();
    let now = platform.clock.now();
    let actor = open.credential.id.to_string();
    let detail = json!({ "browser": browser });
    let entry = entry(open, &actor, "passkey.added", detail, now)?;
    let statements = vec![
        passkeys::record_insert(&holder, &new.id, &entry, now),
        passkeys::insert(&holder, &new, browser, &challenge, now),
    ];
    let ran = db.run(statements).await?;
    if ran.get(1).is_some_and(|ran| !ran.rows.is_empty()) {
        tell(platform, &person, &new.id, browser).await;
        return Ok(());
    }
    Err(match passkeys::by_id(db, &new.id).await? {
        Some(_) => PasskeysError::There,
        None => PasskeysError::TooMany,
    })
}

fn check_fresh(
    platform: &Platform,
    open: &OpenConsoleSession,
    within_ms: u64,
) -> Result<(), PasskeysError> {
    if platform.clock.now() < open.began_at.saturating_add(within_ms) {
        Ok(())
    } else {
        Err(PasskeysError::Stale)
    }
}

/// Tells a person by e-mail that the passkey `id` was added, if the deployment sends e-mail. If that fails, the passkey
/// stays.
async fn tell(platform: &Platform, person: &Person, id: &str, browser: &str) {
    let Ok((config, host)) = links::outgoing(platform) else {
        return;
    };
    let url = format!("{host}/console/people");
    let message = messages::passkey_added(&config.from, &person.email, browser, &url);
    if let Err(error) = mail::send(platform, config, &message, &format!("passkey {id}")).await {
        log::warn!("nobody was told of a passkey: {error}");
    }
}

/// The passkeys of the person whose session is `open`: first those that open all of their projects, newest first.
pub async fn list(
    platform: &Platform,
    open: &OpenConsoleSession,
) -> Result<Vec<Passkey>, PasskeysError> {
    let holder = holder(open, &console::person(platform, open).await?);
    Ok(passkeys::list(platform.directory(), &holder).await?)
}

/// Removes a passkey of the person whose session is `open`.
pub async fn remove(
    platform: &Platform,
    open: &OpenConsoleSession,
    id: &str,
) -> Result<(), PasskeysError> {
    let holder = holder(open, &console::person(platform, open).await?);
    let now = platform.clock.now();
    let actor = open.credential.id.to_string();
    let entry = entry(open, &actor, "passkey.removed", json!({}), now)?;
    let statements = vec![
        passkeys::record_removal(&holder, id, &entry, now),
        passkeys::remove(&holder, id),
    ];
    let ran = platform.directory().run(statements).await?;
    if ran.get(1).is_some_and(|ran| !ran.rows.is_empty()) {
        Ok(())
    } else {
        Err(PasskeysError::NotFound)
    }
}

/// Signs in the person with the passkey, in the browser called `browser`.
pub async fn sign_in(
    platform: &Platform,
    shown: &ShownAnswer<'_>,
    browser: &str,
) -> Result<ConsoleSession, PasskeysError> {
    let challenge = shown.challenge(platform)?;
    let db = platform.directory();
    let id = shown.answer.id.as_str();
    let known = passkeys::by_id(db, id).await?;
    let known = known.ok_or(PasskeyError::Unknown)?;
    let count = passkey::signed(shown.answer, &shown.expected(&challenge), &known.public_key)?;
    let person: Option<Person> = if let Some(id) = known.person_id {
        people::by_id(db, id).await?
    } else {
        let having = people::by_email(db, &known.folded_email).await?;
        having.into_iter().next()
    };
    let person = person.ok_or(PasskeyError::Unknown)?;
    let answer = passkeys::answer(id, count, &challenge, platform.clock.now());
    let answered = db.run(vec![answer]).await?;
    if answered.first().is_none_or(|ran| ran.rows.is_empty()) {
        return Err(PasskeyError::Challenge.into());
    }
    let has_mailbox = known.person_id.is_none();
    Ok(console::begin(platform, &person, has_mailbox, browser, "passkey").await?)
}

/// A device's answer, as a browser presents it.
pub struct ShownAnswer<'a> {
    /// The challenge from the browser's cookie.
    pub sealed: &'a str,
    /// Our own host with its port, as in the page's address.
    pub host: &'a str,
    /// The answer of the device.
    pub answer: &'a PasskeyAnswer,
}

impl ShownAnswer<'_> {
    fn challenge(&self, platform: &Platform) -> Result<Challenge, PasskeysError> {
        let root = console::root(platform)?;
        Ok(Challenge::opened(root, self.sealed, platform.clock.now())?)
    }

    fn expected<'a>(&'a self, challenge: &'a Challenge) -> Expected<'a> {
        Expected {
            challenge,
            host: self.host,
        }
    }
}

fn holder(open: &OpenConsoleSession, person: &Person) -> PasskeyHolder {
    PasskeyHolder {
        folded_email: email::folded(&person.email),
        person_id: (!open.has_mailbox).then_some(person.id),
    }
}

fn entry<'a>(
    open: &OpenConsoleSession,
    actor: &'a str,
    action: &'static str,
    detail: Value,
    now: u64,
) -> Result<NewAudit<'a>, PlatformError> {
    console::entry(&open.credential, actor, action, detail, now)
}
