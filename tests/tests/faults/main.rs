//! Faults: workerd is killed and started again at each step of a turn, of a reply and of a delivery; receivers fail in
//! every way that is known. Afterwards every message is there once, every event is delivered or visibly dead, and no
//! conversation waits for an answer that never comes.
//!
//! `cargo xtask e2e --test faults` runs it and prints how many faults there were, and what they cost.

mod crashes;
mod receiver;
mod receivers;
mod scene;
