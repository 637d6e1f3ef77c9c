//! Words of each format. In any order they reach more than letters in any order do.

mod files;
mod pages;
mod requests;

pub use files::*;
pub use pages::*;
pub use requests::*;
