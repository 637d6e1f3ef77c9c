//! The views. A component shows the state of [`Inbox`](crate::inbox::Inbox) and calls its actions.

pub(crate) mod app;
mod composer;
mod conversation_list;
mod header;
mod help;
mod message;
mod rich_text;
mod row;
mod sign_in;
mod thread;
mod thread_header;
