//! Links that open one conversation without an account, for [`LINK_SECONDS`].
//!
//! Without a root secret to sign them, or a known address of this deployment, there are none.

use porchlight_shared::ids::ProjectId;

use crate::{
    domain::credentials::link_token::{self, LINK_SECONDS, LinkClaims, LinkFor},
    platform::Platform,
    store::conversations::Conversation,
};

/// A link for an operator. `public_url` is the base address of this deployment, as the request has it.
pub fn for_operator(
    platform: &Platform,
    project_id: ProjectId,
    conversation: &Conversation,
    public_url: Option<&str>,
) -> Option<String> {
    let host = host(platform, conversation, public_url)?;
    let now = platform.clock.now();
    let token = token(platform, LinkFor::Operator, project_id, conversation, now)?;
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
    let host = host(platform, conversation, None)?;
    let token = token(
        platform,
        LinkFor::Visitor,
        project_id,
        conversation,
        made_at,
    )?;
    Some(format!("{host}/chat/{slug}/return/{token}"))
}

/// The configured address takes precedence over the one of this request, and that over the one of earlier requests.
fn host<'a>(
    platform: &'a Platform,
    conversation: &'a Conversation,
    public_url: Option<&'a str>,
) -> Option<&'a str> {
    let host = platform
        .config
        .public_url
        .as_deref()
        .or(public_url)
        .or(conversation.public_url.as_deref())?;
    Some(host.trim_end_matches('/'))
}

fn token(
    platform: &Platform,
    link_for: LinkFor,
    project_id: ProjectId,
    conversation: &Conversation,
    made_at: u64,
) -> Option<String> {
    let root = platform.config.root_secret.as_deref()?;
    let claims = LinkClaims {
        project_id,
        conversation_id: conversation.id,
        ends_at: made_at / 1_000 + LINK_SECONDS,
        generation: conversation.reply_generation,
    };
    Some(link_token::issue(root, link_for, &claims))
}
