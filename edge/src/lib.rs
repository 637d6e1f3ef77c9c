//! Porchlight's Cloudflare Worker. The code map is in ARCHITECTURE.md.

pub mod config;
pub mod domain;
pub mod jobs;
pub mod platform;
pub mod providers;
pub mod services;
pub mod store;
