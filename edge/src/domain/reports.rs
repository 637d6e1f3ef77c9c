//! Time ranges of reports, and the topics that questions are grouped into.

pub mod range;
pub mod topics;
pub mod window;
