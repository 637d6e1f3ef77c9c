//! Rust code as tokens, as the compiler sees it. Excludes comments, the contents of strings, and tests.

mod functions;
mod literals;
mod paths;
mod tokens;

pub(super) use functions::{Function, Item, functions, items};
pub(super) use literals::{Literals, literals};
pub(super) use paths::{Path, paths};
pub(super) use tokens::keywords;
