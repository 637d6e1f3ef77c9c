//! What each credential opens: of the caller's own data, of others', and of what can be guessed.

mod counted;
mod names;
mod publishable;
