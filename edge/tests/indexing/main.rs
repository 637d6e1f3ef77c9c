//! Sources, from the owner's request to the passages in the database: real HTTP on this machine, the real database, the
//! real jobs.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must stop"
)]

mod alternatives;
mod crawl;
mod deliveries;
mod failures;
mod folders;
mod formats;
mod one_document;
mod pace;
mod pdf;
mod recrawl;
mod rendering;
mod repetition;
mod server;
mod sources;
mod steering;
mod support;
mod unchanged;
mod variants;
mod versions;
