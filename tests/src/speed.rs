//! How fast it is. Nothing here is asserted: times are printed, as ratios to something measured in the same run.

#![expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]

pub mod retrieval;
