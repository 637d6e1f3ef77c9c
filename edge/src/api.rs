//! The surfaces. A handler is three moves: arguments that extract, one call, one response.

pub mod body;
pub mod client_ip;
pub mod cors;
pub mod error;
pub mod health;
pub mod published;
pub mod site;
pub mod widget;
