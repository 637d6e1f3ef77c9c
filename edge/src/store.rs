//! The record: all SQL, one file a noun. A function on customer data takes the project right after the database.

pub mod api_keys;
pub mod conversations;
pub mod documents;
pub mod messages;
pub mod pages;
pub mod passages;
pub mod projects;
pub mod sources;
