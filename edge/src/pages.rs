//! The pages that the Worker renders: the loader, the embed document, the chat without scripts, the page of a reply
//! link.

pub mod chat;
pub mod doctor;
pub mod embed;
pub mod loader;
pub mod reply;
