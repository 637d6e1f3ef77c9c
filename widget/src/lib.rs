//! x
pub mod chat;
pub mod markdown;
