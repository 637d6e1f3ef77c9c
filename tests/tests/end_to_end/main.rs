//! End-to-end tests: the deployed product in workerd, owners' pages on other origins, and a real browser.
//!
//! `cargo xtask e2e` builds the product, then runs them. Screenshots, including those of failed tests, are in
//! tests/screenshots.
#![expect(
    clippy::disallowed_methods,
    reason = "these bans protect code that is built for wasm32"
)]

mod answers;
mod appearance;
mod attachments;
mod console;
mod console_keyboard;
mod demo;
mod doctor;
mod embedding;
mod hostile_input;
mod identity;
mod integrations;
mod invitation;
mod keyboard;
mod language;
mod launcher;
mod mail;
mod memory;
mod network;
mod own_data;
mod passkeys;
mod people;
mod requests;
mod rooms;
mod sources;
mod visitors;
mod whole_way;
mod widget;
mod world;
