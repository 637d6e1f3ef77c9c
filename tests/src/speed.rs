//! How fast it is. Nothing here is asserted: times are printed, as ratios to something measured in the same run.

pub mod retrieval;
