//! Sources, from the owner's request to the passages in the database: real HTTP on this machine, the real database,
//! the real jobs.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must stop"
)]

mod crawl;
mod failures;
mod pdf;
mod recrawl;
mod repetition;
mod server;
mod sources;
mod support;
mod variants;
