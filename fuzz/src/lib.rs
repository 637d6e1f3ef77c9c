//! Everything that reads what strangers wrote, each with an input of any bytes: pages, files, headers, requests, and
//! what models write.
//!
//! A target finds a panic, work without an end, and what its checks say of every result. `cargo xtask fuzz` looks for
//! inputs that reach what none has reached before, and keeps the fewest that reach it all in `corpus/`. Tests read these
//! again, and words in any order.

pub mod corpus;
mod targets;
pub mod words;

pub use targets::{TARGETS, Target};

/// The target with this name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
