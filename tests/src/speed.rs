//! Benchmarks. They assert nothing. They print times, and ratios to a baseline measured in the same run.
//!
//! ```text
//!   load ──► workerd: the built Worker                    published: settings and embed document
//!        ──► workerd: bare JavaScript Workers             what workerd itself costs
//!        ──► workerd under Miniflare: the built Worker    chat: with D1, Queue, Durable Objects
//!   retrieval on native SQLite                            retrieval: by the number of passages
//!   turns on native SQLite                                turn: journeys to the database, then what chat prints
//!   the router on native SQLite                           history: by the number of messages
//!        ──► workerd under Miniflare: the built Worker    stored: by the number of messages in D1
//!        ──► the same, and bare Durable Objects           rooms: at the same time; outbox: events delivered
//!        ──► the same at the deployed limits              abuse: what a stranger reaches
//!        ──► the same, with visitors at random            day: a day of load, until it bends
//!        ──► the same, and a bare JavaScript Worker       reading: pages read, next to pages fetched
//!   Chromium ──► a proxy that compresses ──► the same     widget: launcher, click, long answers, next to a bare panel
//! ```
#![expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]

pub mod abuse;
pub mod bare_room;
pub mod chat;
pub mod day;
pub mod history;
pub mod load;
pub mod local_platform;
pub mod outbox;
pub mod processor_time;
pub mod published;
pub mod reading;
pub mod resident_memory;
pub mod retrieval;
pub mod rooms;
pub mod size;
pub mod statements;
pub mod statistics;
pub mod stored;
pub mod turn;
pub mod widget;
pub mod workerd;
