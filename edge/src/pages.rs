//! The HTML that the Worker renders: the embed document, the chat without scripts, the page of a reply link.

pub mod chat;
pub mod embed;
pub mod reply;
