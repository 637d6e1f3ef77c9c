//! Conversations: who may speak, what is said, and the data that the Worker and the room exchange.

pub mod attachment;
pub mod attributes;
pub mod follow;
pub mod handoff_words;
pub mod holder;
pub mod lead;
pub mod message_search;
pub mod named;
pub mod reply_time;
pub mod room_action;
pub mod small_talk;
pub mod thread;
pub mod turn_request;
pub mod visited_page;
