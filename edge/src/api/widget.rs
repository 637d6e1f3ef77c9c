//! The visitor's surface: the widget, and frontends of others in its place.

pub mod chat;
pub mod config;
pub mod conversation;
pub mod embed;
pub mod erasure;
pub mod lead;
pub mod page;
pub mod project;
pub mod return_page;
pub mod sales;
pub mod visitor;
