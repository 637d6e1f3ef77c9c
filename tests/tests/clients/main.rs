//! Clients of five APIs, run against the running Worker. Each is written only from a product's published page.
//!
//! A client knows its page and nothing of our code. Its methods are the page's endpoints, its types the page's fields,
//! its tests the page's examples and status codes. Only the base URL, ids and keys are ours. If the page does not name
//! a field, neither does the client: see [`http::only_list`]. No test provokes the page's 500, because no request may
//! cause one.
//!
//! ```text
//!   helply, helper, helpbot, helpfaster, helpyap ── http ──► workerd
//!                          └── world: one Worker, an organization for each test
//! ```

mod helpbot;
mod helper;
mod helpfaster;
mod helply;
mod helpyap;
mod http;
mod receiver;
mod signature;
mod world;
