//! Links that open one conversation without an account, for [`LINK_SECONDS`].
//!
//! They need the root secret, which signs them, and the configured address of this deployment. The host of a request is
//! never used, because the client chooses it.
//!
//! *Invariant:* a link for an operator is made for its recipient when the event is sent, and is stored nowhere. It
//! works only as long as [`may_answer`] holds for its maker.

use porchlight_shared::ids::{ConversationId, ProjectId};
use serde_json::Value;

use super::settings::notify_email;
use crate::{
    domain::{
        credentials::{
            credential_id::CredentialId,
            link_token::{self, LINK_SECONDS, LinkClaims, LinkFor, LinkMaker, mailbox},
            scope::Scope,
        },
        deliveries::event::{REPLY_URL, conversation_to_reply_to},
    },
    platform::{DbError, Platform},
    store::{
        api_keys,
        console_sessions::{self, SessionProject},
        conversations::{self, Conversation, Linked},
        people,
        projects::{self, Project},
        webhooks,
    },
};

/// When a link expires that is valid from `made_at` (Unix milliseconds), in Unix seconds.
pub const fn end(made_at: u64) -> u64 {
    made_at / 1_000 + LINK_SECONDS
}

/// A link for an operator on behalf of `maker`, valid until `ends_at` (Unix seconds).
pub fn for_operator(
    platform: &Platform,
    project_id: ProjectId,
    linked: &Linked,
    maker: LinkMaker,
    ends_at: u64,
) -> Option<String> {
    let host = platform.config.public_url.as_deref()?;
    let claims = LinkClaims {
        maker: Some(maker),
        ..claims(project_id, linked, ends_at)
    };
    let token = token(platform, LinkFor::Operator, &claims)?;
    Some(format!("{host}/reply/{token}"))
}

/// A link that leads a guest back into the conversation, on the page of the project `slug`. It is valid from `made_at`
/// (Unix milliseconds), so that the same e-mail always has the same link.
pub fn for_visitor(
    platform: &Platform,
    project_id: ProjectId,
    slug: &str,
    conversation: &Conversation,
    made_at: u64,
) -> Option<String> {
    let host = platform.config.public_url.as_deref()?;
    let claims = claims(project_id, &conversation.linked(), end(made_at));
    let token = token(platform, LinkFor::Visitor, &claims)?;
    Some(format!("{host}/chat/{slug}/return/{token}"))
}

/// An event that gets a link.
pub struct Told<'a> {
    /// The data of the event.
    pub data: &'a mut Value,
    /// When the event happened, in Unix milliseconds. The link is valid from then on, so that it is the same in each
    /// attempt.
    pub happened_at: u64,
}

/// Adds a link for `maker`, the recipient, to the events that have one; null if the maker may not answer, or if the
/// link has expired.
pub async fn add(
    platform: &Platform,
    project_id: ProjectId,
    maker: LinkMaker,
    events: &mut [Told<'_>],
) -> Result<(), DbError> {
    let ids: Vec<ConversationId> = events
        .iter()
        .filter_map(|told| conversation_to_reply_to(told.data))
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    let project = projects::by_id(platform.directory(), project_id).await?;
    let linked = match project {
        Some(project) if may_answer(platform, &project, maker, false).await? => {
            conversations::linked(&platform.project(project_id), project_id, &ids).await?
        }
        _ => Vec::new(),
    };
    for told in events {
        let Some(id) = conversation_to_reply_to(told.data) else {
            continue;
        };
        let of = linked.iter().find(|linked| linked.id == id);
        let ends_at = end(told.happened_at);
        let url = of
            .filter(|_| ends_at > platform.clock.now() / 1_000)
            .and_then(|linked| for_operator(platform, project_id, linked, maker, ends_at));
        if let Some(fields) = told.data.as_object_mut() {
            fields.insert(REPLY_URL.into(), url.into());
        }
    }
    Ok(())
}

/// Whether `maker` may answer visitors of the project now, in test conversations or in all others.
pub async fn may_answer(
    platform: &Platform,
    project: &Project,
    maker: LinkMaker,
    test: bool,
) -> Result<bool, DbError> {
    let directory = platform.directory();
    let now = platform.clock.now();
    let credential = match maker {
        LinkMaker::Key(id) => api_keys::in_force(directory, id, now).await?,
        LinkMaker::Session(id) => {
            // The session may have switched to another project since.
            let project = SessionProject::This(project.id);
            let open = console_sessions::open(directory, id, project, now).await?;
            open.map(|open| open.credential)
        }
        LinkMaker::Webhook(id) => {
            let db = &platform.project(project.id);
            let webhook = webhooks::by_id(db, project.id, id).await?;
            match webhook.and_then(|webhook| webhook.made_by) {
                Some(CredentialId::Key(id)) => api_keys::in_force(directory, id, now).await?,
                Some(CredentialId::Person(id)) => people::credential(directory, id).await?,
                None => None,
            }
        }
        LinkMaker::Mailbox(digest) => {
            return Ok(notify_email(project).is_some_and(|address| mailbox(&address) == digest));
        }
    };
    Ok(credential.is_some_and(|credential| {
        Scope::WriteConversations.is_in(&credential.scopes)
            && credential.kind.answers(test)
            && credential.organization_id == project.organization_id
            && credential.project_id.is_none_or(|only| only == project.id)
    }))
}

const fn claims(project_id: ProjectId, linked: &Linked, ends_at: u64) -> LinkClaims {
    LinkClaims {
        project_id,
        conversation_id: linked.id,
        ends_at,
        generation: linked.reply_generation,
        maker: None,
    }
}

fn token(platform: &Platform, link_for: LinkFor, claims: &LinkClaims) -> Option<String> {
    let root = platform.config.root_secret.as_deref()?;
    Some(link_token::issue(root, link_for, claims))
}
