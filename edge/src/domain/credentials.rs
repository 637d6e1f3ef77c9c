//! Keys, tokens, identities and origins: what grants access, and to whom.

pub mod api_key;
pub mod console_token;
pub mod credential_id;
pub mod derived_id;
pub mod derived_secret;
pub mod guesses;
pub mod guest_session;
pub mod identity;
pub mod link_token;
pub mod named_session;
pub mod origin;
pub mod page_conversation;
pub mod passkey;
pub mod role;
pub mod scope;
pub mod sealed_text;
pub mod session_token;
pub mod sign_in_link;
pub mod signed_text;
