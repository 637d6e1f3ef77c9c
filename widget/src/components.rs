//! The views. A component shows the state of [`Widget`](crate::state::Widget) and calls its actions.

pub(crate) mod citation_card;
pub(crate) mod composer;
pub(crate) mod error_notice;
pub(crate) mod feedback;
pub(crate) mod handoff_offer;
pub(crate) mod header;
pub(crate) mod icon;
pub(crate) mod launcher;
pub(crate) mod lead_form;
pub(crate) mod leave_question;
pub(crate) mod message;
pub(crate) mod message_list;
pub(crate) mod panel;
mod sight;
pub(crate) mod suggestions;
pub(crate) mod typing;
