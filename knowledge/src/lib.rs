//! Reads pages and finds answers in them: turns a page into passages, and finds the passages that answer a question.
//! The code map is in ARCHITECTURE.md.
//!
//! *Invariant:* nothing here does I/O or reads a clock. The crate has no dependency that could.

pub mod archive;
pub mod export_folder;
pub mod extract;
pub mod grounding;
pub mod inflate;
pub mod page_address;
pub mod passage;
pub mod phrases;
mod questions;
pub mod reading;
pub mod repetition;
pub mod retrieval;
pub mod robots;
pub mod sentences;
pub mod sitemap;
pub mod source_limits;
pub mod text_fragment;
