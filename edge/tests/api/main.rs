//! The real router over the real services, rooms, migrations and SQLite, request by request.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets what it does not expect should stop there"
)]

mod admin;
mod apart;
mod attachments;
mod availability;
mod backup;
mod busy;
mod changes;
mod chat;
mod console;
mod conversation;
mod credentials;
mod doctor;
mod documents;
mod embed;
mod erasure;
mod failures;
mod faults;
mod guesses;
mod habits;
mod helper_client;
mod host;
mod http;
mod idempotency;
mod injections;
mod journeys;
mod keys;
mod lead;
mod limits;
mod loader;
mod maintenance;
mod missed;
mod model;
mod model_money;
mod notices;
mod operators;
mod organization;
mod own_words;
mod page;
mod people;
mod personal_data;
mod previews;
mod questions;
mod reads;
mod repeated_answers;
mod reporting;
mod roles;
mod rooms;
mod sales;
mod saved_questions;
mod session;
mod session_conversation;
mod session_conversations;
mod settings;
mod site;
mod site_look;
mod small_talk;
mod source;
mod sources;
mod statements;
mod stop;
mod strangers;
mod support;
mod test_keys;
mod topics;
mod transcript;
mod unanswered;
mod untold;
mod vectors;
mod visitor_card;
mod written_answers;
