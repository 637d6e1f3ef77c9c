//! What Porchlight knows without asking anybody: pure, synchronous, given the time.

pub mod api_key;
pub mod cursor;
pub mod derived_secret;
pub mod email;
pub mod extract;
pub mod grounding;
pub mod identity;
pub mod message_search;
pub mod origin;
pub mod page_address;
pub mod passage;
pub mod plan;
pub mod project_settings;
pub mod report_window;
pub mod retrieval;
pub mod robots;
pub mod scope;
pub mod sentences;
pub mod session_token;
pub mod sitemap;
pub mod sliding_window;
pub mod source_limits;
pub mod text_fragment;
pub mod timestamp;
pub mod topics;
