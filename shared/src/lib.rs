//! The types and limits that both sides of Porchlight's wire share.
//!
//! Nothing here does I/O, reads a clock or uses the DOM, because both the Worker and the widget compile it. Every wire
//! or stored format has a test that pins its exact JSON.

pub mod attachment;
pub mod chat_event;
pub mod chat_request;
pub mod error;
pub mod ids;
pub mod lead;
pub mod limits;
pub mod message;
pub mod names;
pub mod settings;
pub mod sse;
pub mod thread;
pub mod transcript;
