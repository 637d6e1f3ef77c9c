//! Durable Objects: thin shells that give a service its storage and a place to run.

pub mod conversation_room;
pub mod quota_counter;
pub mod room_log;
