//! The site owner's surface: their server asks questions, and manages what Porchlight knows.

pub mod analytics;
pub mod chat;
pub mod conversation;
pub mod conversations;
pub mod deliveries;
pub mod documents;
pub mod emails;
pub mod feedback;
pub mod handoff;
pub mod keys;
pub mod maintenance;
pub mod model;
pub mod notes;
pub mod operators;
pub mod preview;
pub mod reply_link;
pub mod settings;
pub mod sources;
pub mod visitors;
pub mod webhooks;
