//! Faults: workerd is killed and restarted at each step of a turn, of a reply and of a delivery, and receivers fail in
//! every known way; it is killed at random moments under load, and its disk fills up; and a day passes in seconds.
//! Afterwards every message exists once, every event is delivered or visibly dead, and no conversation waits for an
//! answer that never comes.
//!
//! `cargo xtask e2e faults` runs it, and prints how many faults there were and what they cost.

mod backups;
mod crashes;
mod crowd;
mod day;
mod receiver;
mod receivers;
mod scene;
mod storms;
