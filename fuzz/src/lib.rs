//! Fuzz targets for everything that reads input from strangers: pages, files, headers, requests, and the output of
//! models.
//!
//! A target runs one parser on arbitrary bytes. It finds panics, endless work, and results that break its checks.
//! `cargo xtask fuzz` searches for inputs with new coverage, and stores the smallest set with the same coverage in
//! `corpus/`. The tests run these inputs again, and words of each format in random order.

pub mod corpus;
mod targets;
pub mod words;

pub use targets::{TARGETS, Target};

/// Finds a target by its name. None if there is none.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
