//! Notifications to owners and visitors, and their channels: events, webhooks, e-mails.

pub mod email_message;
pub mod event;
pub mod failure;
pub mod schedule;
pub mod signature;
pub mod slack_message;
