//! The HTTP surfaces. A handler extracts its arguments, makes one call, and responds.

pub mod admin;
pub mod body;
pub mod client_ip;
pub mod console;
pub mod cookie;
pub mod cors;
pub mod credential;
pub mod dev;
pub mod display_language;
pub mod error;
pub mod error_format;
pub mod event_stream;
pub mod health;
pub mod host;
pub mod idempotency;
pub mod openapi;
pub mod organization;
pub mod owner;
pub mod page;
pub mod published;
pub mod query;
pub mod reply;
pub mod reporting;
pub mod session;
pub mod site;
pub mod widget;
