//! Signing in to the inbox with a link: from an e-mail, from the deployer, or from an invitation.
//!
//! ```text
//!   address ──► counted ──► a job, whoever it is ──► known? ──► link stored as a hash ──► e-mail
//!   link ──► there, unused, in time, in its browser? ──► requested here, or confirmed? ──► used up ──► a session
//! ```
//! *Invariant:* neither the answer nor the work for it depends on whether the account exists. A link's secret is
//! derived from its id, so that a job that runs twice sends the same link, and the secret is neither in the queue nor
//! in the database. Nobody is signed in to an account that they have neither requested in this browser nor confirmed: a
//! link from somebody else may open the sender's account.

use porchlight_shared::ids::{PersonId, ProjectId};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::{
    console::{self, ConsoleError, ConsoleSession},
    mail::{self, MailError},
};
use crate::{
    config::MailConfig,
    domain::{
        credentials::{
            derived_secret,
            sign_in_link::{self, LINK_SECONDS},
        },
        deliveries::email_message::sign_in as messages,
        email,
        hex::hex,
        job::Job,
        sliding_window::Quota,
    },
    platform::{DbError, DirectoryData, Platform, PlatformError, Statement, random_bytes},
    store::{
        people::{self, Person},
        projects,
        sign_in_links::{self, NewSignInLink},
    },
};

const HOUR: u32 = 60 * 60;

/// The limit on links that one network requests.
pub const PER_ADDRESS: Quota = Quota {
    limit: 20,
    seconds: HOUR,
};
/// The limit on links to one e-mail address that one network requests. Requests from elsewhere do not use it up.
pub const PER_EMAIL: Quota = Quota {
    limit: 5,
    seconds: HOUR,
};
/// The limit on links to one e-mail address, from all networks. It bounds the e-mails, and one network cannot use it
/// up.
pub const PER_MAILBOX: Quota = Quota {
    limit: 30,
    seconds: HOUR,
};
/// The limit on links to all people of a project: those of ten mailboxes. Beyond it nothing is sent, and nobody is
/// told, because that would reveal who exists.
pub const PER_PROJECT: Quota = Quota {
    limit: 10 * PER_MAILBOX.limit,
    seconds: HOUR,
};
/// The most links that one sweep deletes.
const PRUNED: u32 = 500;

/// Why there is no link, or no session. The messages are for the person who signs in, except those of the last three.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The text is not an e-mail address.
    #[error("This is not an e-mail address. Check it.")]
    Address,
    /// The deployment sends no e-mail.
    #[error(
        "This deployment sends no e-mail. Ask the person who runs it for a link: npx porchlight link, or cargo xtask admin sign-in-link."
    )]
    NoMail,
    /// The deployment does not know its own address.
    #[error(
        "This deployment does not know its own address, so there are no links. Set PUBLIC_URL."
    )]
    NoPublicUrl,
    /// Too many links were requested. Holds the seconds until the next one.
    #[error("Too many requests for links. Wait, and use the newest link that you received.")]
    TooMany(u32),
    /// There is no such link, or its person does not exist.
    #[error(
        "This link does not work. Open it exactly as it is in the e-mail, or ask for a new one."
    )]
    Unknown,
    /// The link was used before.
    #[error("This link was already used. Ask for a new one.")]
    Used,
    /// The link has expired.
    #[error("This link has expired. Ask for a new one.")]
    Expired,
    /// The link belongs to another browser.
    #[error(
        "This link works only in the browser that asked for it. Open it there, or ask for a new one here."
    )]
    OtherBrowser,
    /// The link was not requested in this browser, and nobody has confirmed the account that it opens.
    #[error(
        "This link signs you in to an account. Check whose it is, and continue if it is yours."
    )]
    NotAgreed,
    /// There is no session.
    #[error(transparent)]
    Console(#[from] ConsoleError),
    /// The provider has not accepted the e-mail. The text is for the log.
    #[error("{0}")]
    Mail(#[from] MailError),
    /// A statement failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Another part of the platform failed.
    #[error(transparent)]
    Platform(#[from] PlatformError),
}

/// Requests a link to the address `email`, for the browser with `nonce` at `ip`.
pub async fn ask(
    platform: &Platform,
    email: &str,
    nonce: &str,
    ip: &str,
) -> Result<(), SignInError> {
    console::root(platform)?;
    outgoing(platform)?;
    let email = email::normalised(email).ok_or(SignInError::Address)?;
    let folded = email::folded(&email);
    let browser = sign_in_link::stored_hash(nonce).ok_or(SignInError::Unknown)?;
    let mailbox = hex(&Sha256::digest(&folded));
    // A request that one quota refuses takes nothing from the next ones, so a stranger uses up their own quota first.
    for (name, quota) in [
        (format!("sign-in links to {mailbox} at {ip}"), PER_EMAIL),
        (format!("sign-in links at {ip}"), PER_ADDRESS),
        (format!("sign-in links to {mailbox}"), PER_MAILBOX),
    ] {
        let decision = platform.quotas.take(&name, quota).await?;
        if !decision.passes {
            return Err(SignInError::TooMany(decision.reset_seconds.max(1)));
        }
    }
    let job = Job::SendSignInLinkV1 {
        id: link_id()?,
        email: folded,
        browser,
        at: platform.clock.now(),
    };
    Ok(platform.jobs.send(job).await?)
}

/// Sends the link that was requested at `at` (Unix milliseconds), if somebody has the folded address `email`.
pub async fn send(
    platform: &Platform,
    id: &str,
    email: &str,
    browser: &str,
    at: u64,
) -> Result<(), SignInError> {
    let root = console::root(platform)?;
    let (config, host) = outgoing(platform)?;
    let now = platform.clock.now();
    let ends_at = at + LINK_SECONDS * 1_000;
    let known = people::by_email(platform.directory(), email).await?;
    let Some(person) = known.first().filter(|_| now < ends_at) else {
        return Ok(());
    };
    let project = person.project_id;
    let name = format!("sign-in links of {project}");
    if !platform.quotas.take(&name, PER_PROJECT).await?.passes {
        log::warn!("too many sign-in links for {project}: one was not sent");
        return Ok(());
    }
    let secret = sign_in_link::written(&derived_secret::sign_in_link(root, id));
    let hash = sign_in_link::stored_hash(&secret).ok_or(SignInError::Unknown)?;
    let link = NewSignInLink {
        hash: &hash,
        folded_email: email,
        person_id: None,
        browser_hash: Some(browser),
        ends_at,
    };
    let insert = sign_in_links::insert(&link, at);
    platform.directory().batch(vec![insert]).await?;
    let company = company(platform, project).await?;
    let url = format!("{host}{}", sign_in_link::path(&secret));
    let message = messages::sign_in(&config.from, &person.email, &company, &url);
    Ok(mail::send(platform, config, &message, id).await?)
}

/// The name of the project, as its people know it.
pub async fn company(platform: &Platform, id: ProjectId) -> Result<String, DbError> {
    let project = projects::by_id(platform.directory(), id).await?;
    Ok(project.map(|project| project.name).unwrap_or_default())
}

/// How e-mail is sent, and the base URL of links.
pub fn outgoing(platform: &Platform) -> Result<(&MailConfig, &str), SignInError> {
    let mail = platform.config.mail.as_ref().ok_or(SignInError::NoMail)?;
    let host = platform.config.public_url.as_deref();
    Ok((mail, host.ok_or(SignInError::NoPublicUrl)?))
}

/// A link for `person` in any browser, valid for `seconds`: its secret, and the statement that stores it.
pub fn make_for(
    platform: &Platform,
    person: PersonId,
    folded_email: &str,
    seconds: u64,
) -> Result<MadeLink, SignInError> {
    let root = console::root(platform)?;
    let now = platform.clock.now();
    let secret = sign_in_link::written(&derived_secret::sign_in_link(root, &link_id()?));
    let hash = sign_in_link::stored_hash(&secret).ok_or(SignInError::Unknown)?;
    let link = NewSignInLink {
        hash: &hash,
        folded_email,
        person_id: Some(person),
        browser_hash: None,
        ends_at: now + seconds * 1_000,
    };
    Ok(MadeLink {
        statement: sign_in_links::insert(&link, now),
        path: sign_in_link::path(&secret),
    })
}

/// A link, to be stored with `statement`.
pub struct MadeLink {
    /// The statement that stores the link.
    pub statement: Statement<DirectoryData>,
    /// The path of the link. The secret in it is available only now.
    pub path: String,
}

fn link_id() -> Result<String, PlatformError> {
    Ok(Uuid::from_bytes(random_bytes()?).simple().to_string())
}

/// A nonce for a browser that requests a link.
pub fn nonce() -> Result<String, PlatformError> {
    Ok(sign_in_link::written(&random_bytes()?))
}

/// A link that can still be used.
pub struct UsableLink {
    /// The person whom the link signs in.
    pub person: Person,
    /// Whether the link was requested in the browser that shows it.
    pub is_asked_here: bool,
    hash: String,
    has_mailbox: bool,
}

/// The link with this secret, if it opens something in the browser with `nonce`. This does not use up the link.
pub async fn usable(
    platform: &Platform,
    secret: &str,
    nonce: Option<&str>,
) -> Result<UsableLink, SignInError> {
    console::root(platform)?;
    let db = platform.directory();
    let hash = sign_in_link::stored_hash(secret.trim()).ok_or(SignInError::Unknown)?;
    let link = sign_in_links::by_hash(db, &hash)
        .await?
        .ok_or(SignInError::Unknown)?;
    if link.used_at.is_some() {
        return Err(SignInError::Used);
    }
    if link.ends_at <= platform.clock.now() {
        return Err(SignInError::Expired);
    }
    if let Some(bound) = &link.browser_hash {
        let shown = nonce
            .and_then(sign_in_link::stored_hash)
            .unwrap_or_default();
        if !bool::from(shown.as_bytes().ct_eq(bound.as_bytes())) {
            return Err(SignInError::OtherBrowser);
        }
    }
    let person: Option<Person> = if let Some(id) = link.person_id {
        people::by_id(db, id).await?
    } else {
        let known = people::by_email(db, &link.folded_email).await?;
        known.into_iter().next()
    };
    Ok(UsableLink {
        person: person.ok_or(SignInError::Unknown)?,
        is_asked_here: link.browser_hash.is_some(),
        hash,
        has_mailbox: link.person_id.is_none(),
    })
}

/// Signs in with the secret of a link, in the `browser` that has `nonce`, if it has one. A link that was not requested
/// there needs `agreed`: the person whom the user has confirmed to be.
pub async fn sign_in(
    platform: &Platform,
    secret: &str,
    nonce: Option<&str>,
    agreed: Option<PersonId>,
    browser: &str,
) -> Result<ConsoleSession, SignInError> {
    let link = usable(platform, secret, nonce).await?;
    if !link.is_asked_here && agreed != Some(link.person.id) {
        return Err(SignInError::NotAgreed);
    }
    let now = platform.clock.now();
    if !sign_in_links::use_up(platform.directory(), &link.hash, now).await? {
        return Err(SignInError::Used);
    }
    Ok(console::begin(platform, &link.person, link.has_mailbox, browser, "link").await?)
}

/// Deletes links that expired long ago.
pub async fn sweep(platform: &Platform) -> Result<(), DbError> {
    let prune = sign_in_links::prune(platform.clock.now(), PRUNED);
    platform.directory().batch(vec![prune]).await?;
    Ok(())
}
