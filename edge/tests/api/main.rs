//! The real router over the real services, rooms, migrations and SQLite, request by request.

mod chat;
mod config;
mod conversation;
mod embed;
mod http;
mod site;
mod sources;
mod stop;
mod support;
