//! What Porchlight decides without asking anybody: pure, synchronous, given the time.

#[cfg(test)]
#[macro_use]
mod one_of_each;

pub mod answer_html;
pub mod answer_texts;
pub mod cited_passage;
pub mod conversation;
pub mod credentials;
pub mod cursor;
pub mod deliveries;
pub mod email;
pub mod hex;
pub mod hmac;
pub mod job;
pub mod json_text;
pub mod model;
pub mod reports;
pub mod sale;
pub mod settings;
pub mod sliding_window;
pub mod timestamp;
