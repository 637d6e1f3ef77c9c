//! The settings of an owner, and the limits of the plan.

pub mod business_hours;
pub mod contrast;
pub mod lead_form;
pub mod patch;
pub mod plan;
pub mod project_settings;
pub mod rule;
pub mod setting;
pub mod wording;
