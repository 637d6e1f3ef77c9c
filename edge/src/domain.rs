//! What Porchlight knows without asking anybody: pure, synchronous, given the time.

pub mod api_key;
pub mod origin;
pub mod grounding;
pub mod passage;
pub mod project_settings;
pub mod retrieval;
pub mod session_token;
pub mod timestamp;
