//! The visitor's surface: for the widget, and for frontends that replace it.

pub mod attachments;
pub mod availability;
pub mod chat;
pub mod conversation;
pub mod data_stream;
pub mod doctor;
pub mod embed;
pub mod erasure;
pub mod lead;
pub mod loader;
pub mod page;
pub mod project;
pub mod return_page;
pub mod sales;
pub mod settings;
pub mod transcript;
pub mod visitor;
