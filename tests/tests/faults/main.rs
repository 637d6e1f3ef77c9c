//! Faults. workerd is killed and restarted at each step of a turn, a reply and a delivery, and receivers fail in every
//! known way. It is killed at random moments under load, and its disk fills up. A day passes in seconds. Afterwards
//! every message exists once, every event is delivered or visibly dead, and no conversation waits for an answer that
//! never comes.
//!
//! `cargo xtask e2e faults` runs it, and prints how many faults there were and their consequences.

mod backups;
mod crashes;
mod crowd;
mod day;
mod receiver;
mod receivers;
mod scene;
mod storms;
