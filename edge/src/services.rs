//! Operations of more than one step.

pub mod analytics;
pub mod ask;
pub mod ask_whole;
pub mod conversations;
pub mod embed;
pub mod erasure;
pub mod events;
pub mod feedback;
pub mod group_topics;
pub mod handoff;
pub mod identity_secret;
pub mod index_source;
pub mod keys;
pub mod leads;
pub mod projects;
pub mod published_project;
pub mod retrieve;
pub mod room;
pub mod sales;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod sources;
pub mod turn;
pub mod visitors;
pub mod webhooks;
