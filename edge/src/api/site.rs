//! The site owner's surface: their server asks, and manages what Porchlight knows.

pub mod chat;
pub mod config;
pub mod keys;
pub mod sources;
