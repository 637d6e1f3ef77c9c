//! The views. A component shows the state of [`Inbox`](crate::inbox::Inbox), or of one of the
//! [rooms](crate::rooms), and calls its actions.

mod answer;
mod answers;
pub(crate) mod app;
mod appearance;
mod attachments;
mod chart;
mod composer;
mod conversation_list;
mod dialog;
mod gaps;
mod header;
mod help;
mod history;
mod integrations;
mod knowledge;
mod language;
mod loaded;
mod message;
mod numbers;
mod other_rooms;
mod palette;
mod people;
mod projects;
mod question;
mod rich_text;
mod row;
mod sentence;
mod sign_in;
mod start;
mod thread;
mod thread_header;
mod trying;
mod visitor_card;
mod visitors;
