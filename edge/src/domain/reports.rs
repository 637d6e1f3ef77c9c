//! Time ranges of reports, and the topics and groups of questions.

pub mod carefulness;
pub mod question_groups;
pub mod range;
pub mod topics;
pub mod window;
