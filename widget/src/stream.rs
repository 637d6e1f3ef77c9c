//! The conversation's stream. A question, a reload or a person opens it, and only one is open at a time.
//!
//! ```text
//!  ask ─► POST ─┬─ events … done ────────────────────────► attend
//!               ├─ refused: session ─► new session ─► POST, once
//!               ├─ broke before `turn` ─► POST again, same client message id
//!               └─ broke after it ─► GET events after the last number ─► …
//!                                     └─ nothing runs any more ─► GET transcript
//!  restore ─► GET transcript ─► GET events, if an answer runs ─► attend
//!  attend  ─► GET events, as long as a person is there, was asked for, or may come in
//! ```
//! They use `turn`, which follows a running answer, `transcript`, which reads stored messages, `events`, which applies
//! events, and `running`, which ends the previous stream.

mod ask;
mod attend;
mod events;
mod restore;
mod running;
mod transcript;
mod turn;

pub(crate) use ask::{start, stop};
pub(crate) use attend::listen;
pub(crate) use restore::{catch_up, restore};
pub(crate) use running::abort;
