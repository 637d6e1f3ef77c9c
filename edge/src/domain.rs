//! The decisions of Porchlight, without I/O: pure and synchronous. The current time is a parameter.

#[cfg(test)]
#[macro_use]
mod one_of_each;

pub mod answer_html;
pub mod answer_texts;
pub mod browser_name;
pub mod cited_passage;
pub mod conversation;
pub mod credentials;
pub mod cursor;
pub mod deliveries;
pub mod email;
pub mod embedding;
pub mod hex;
pub mod hmac;
pub mod job;
pub mod json_fault;
pub mod json_text;
pub mod model;
pub mod reports;
pub mod sale;
pub mod saved_question;
pub mod settings;
pub mod site_check;
pub mod site_look;
pub mod sliding_window;
pub mod time_zone;
pub mod timestamp;
