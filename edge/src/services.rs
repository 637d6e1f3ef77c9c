//! Operations of more than one step.

pub mod ask;
pub mod ask_whole;
pub mod chat_page;
pub mod embed;
pub mod erasure;
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
pub mod setup;
pub mod sources;
pub mod turn;
