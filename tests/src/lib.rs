//! Tests and benchmarks of the product from outside its crates.
//!
//! The end-to-end tests (`tests/end_to_end`) use four parts of this crate:
//!
//! ```text
//!   help_centre ◄── fetches ── stack (workerd) ◄── api (a client without a browser)
//!                                   ▲
//!   owner_page ◄── opens ── browser ┘   (through `line`, where the connection must fail)
//! ```
#![expect(
    clippy::disallowed_methods,
    reason = "these bans protect code that is built for wasm32; tests have a clock and threads"
)]

pub mod api;
pub mod browser;
pub mod deadline;
pub mod evaluation;
pub mod help_centre;
pub mod line;
pub mod owner_page;
pub mod process;
pub mod serving;
pub mod speed;
pub mod stack;
