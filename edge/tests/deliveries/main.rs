//! Deliveries, from the event to a receiver that may do anything: real HTTP on this machine, the real database, the
//! real jobs. Every receiver gets every event, or its owner sees that it did not.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on must stop"
)]

mod disabling;
mod kinds;
mod loss;
mod mail;
mod outcomes;
mod owner;
mod receiver;
mod signatures;
mod slack;
mod support;
