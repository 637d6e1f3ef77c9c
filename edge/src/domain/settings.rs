//! What an owner can set, and what the plan allows.

pub mod business_hours;
pub mod contrast;
pub mod lead_form;
pub mod patch;
pub mod plan;
pub mod project_settings;
pub mod rule;
pub mod setting;
pub mod wording;
