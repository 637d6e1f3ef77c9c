//! The surface for the owner's own chat interfaces: a session, its conversations, their messages.
//!
//! ```text
//!   POST /api/widget/session ──► token ──► POST /api/chat/conversation ──► slug ──► messages, answers, reactions
//! ```

pub mod conversation;
pub mod conversations;
pub mod identity;
pub mod message;
pub mod messages;
pub mod token;
