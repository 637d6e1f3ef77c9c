//! Decides whether to look up a name that a stranger sends. Each lookup costs a statement, and strangers can make up
//! any number of names.
//!
//! ```text
//!   name ──► unknown a moment ago? ──► known, or ours by its form? ──► look it up
//!                 │ no such thing             │ neither ──► one of few guesses of its address ──► look it up
//! ```
//! *Invariant:* a valid name is not refused because others at its address are guessing. Keys of this deployment bear a
//! mark, and other valid names are remembered from earlier lookups.

use crate::platform::{Gate, Platform, PlatformError};

/// The gate that counts guesses: 10 of one address in 60 seconds.
pub const GUESSES: Gate = Gate::Push;

/// What to do with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Look it up, and [`note`] the result.
    Up,
    /// It was looked up a moment ago and does not exist.
    Unknown,
    /// The address has made too many guesses and has to wait.
    TooOften,
}

/// Whether to look up `name` for a client at `address`. The name begins with a word that distinguishes keys from slugs.
/// `is_ours` says whether its form proves that this deployment made it.
pub async fn look(
    platform: &Platform,
    address: &str,
    name: &str,
    is_ours: bool,
) -> Result<Look, PlatformError> {
    let now = platform.clock.now();
    if platform.guesses.is_unknown(name, now) {
        return Ok(Look::Unknown);
    }
    let passes =
        is_ours || platform.guesses.is_known(name, now) || may_guess(platform, address).await?;
    Ok(if passes { Look::Up } else { Look::TooOften })
}

/// Remembers whether `name` exists.
pub fn note(platform: &Platform, name: &str, is_there: bool) {
    platform.guesses.note(name, is_there, platform.clock.now());
}

/// Counts a guess from `address`. False: the address has used up its guesses.
pub async fn may_guess(platform: &Platform, address: &str) -> Result<bool, PlatformError> {
    platform
        .gates
        .pass(GUESSES, &format!("guess {address}"))
        .await
}
