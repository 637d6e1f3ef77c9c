//! The surface of an owner of several chatbots. A chatbot is a project.

pub mod analytics;
pub mod chat;
pub mod chatbots;
pub mod conversation;
pub mod conversations;
pub mod leads;
pub mod topics;
