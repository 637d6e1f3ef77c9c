//! The record: all SQL, one file a noun. A function on customer data takes the project right after the database.

pub mod activity;
pub mod api_keys;
pub mod audit;
pub mod chats;
pub mod conversations;
pub mod credits;
pub mod deliveries;
pub mod documents;
pub mod erasure;
pub mod events;
pub mod exchanges;
pub mod idempotent_requests;
pub mod leads;
pub mod messages;
pub mod organizations;
pub mod pages;
pub mod passages;
pub mod projects;
pub mod reactions;
pub mod sales;
pub mod sessions;
pub mod sources;
pub mod topics;
pub mod upkeep;
pub mod visitors;
pub mod webhooks;
