//! What owners and visitors are told, and how it reaches them: events, webhooks, e-mails.

pub mod email_message;
pub mod event;
pub mod schedule;
pub mod signature;
pub mod slack_message;
