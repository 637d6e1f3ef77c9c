//! What is seen. A component shows the state of [`Widget`](crate::context::Widget) and calls its actions.

pub mod citation_card;
pub mod composer;
pub mod contact_form;
pub mod error_notice;
pub mod feedback;
pub mod handoff_offer;
pub mod header;
pub mod icon;
pub mod launcher;
pub mod message;
pub mod message_list;
pub mod panel;
pub mod suggestions;
pub mod typing;
