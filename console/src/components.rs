//! What is seen. A component shows the state of [`Desk`](crate::desk::Desk) and calls what it can do.

pub(crate) mod app;
mod composer;
mod header;
mod help;
mod inbox;
mod message;
mod rich;
mod row;
mod sign_in;
mod thread;
mod thread_header;
