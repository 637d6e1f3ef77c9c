//! Rust code as its compiler sees it: tokens. Comments and what stands in quotation marks are no code, and tests are
//! left out.

mod functions;
mod literals;
mod paths;
mod tokens;

pub(super) use functions::{Function, Item, functions, items};
pub(super) use literals::{Literals, literals};
pub(super) use paths::{Path, paths};
pub(super) use tokens::keywords;
