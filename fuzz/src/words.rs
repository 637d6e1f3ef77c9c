//! Words of each format. Random sequences of them cover more code than random letters.

mod files;
mod pages;
mod requests;

pub use files::*;
pub use pages::*;
pub use requests::*;
