//! Faults: workerd is killed and restarted at each step of a turn, of a reply and of a delivery, and receivers fail in
//! every known way. Afterwards every message exists once, every event is delivered or visibly dead, and no
//! conversation waits for an answer that never comes.
//!
//! `cargo xtask e2e faults` runs it, and prints how many faults there were and what they cost.

mod crashes;
mod receiver;
mod receivers;
mod scene;
