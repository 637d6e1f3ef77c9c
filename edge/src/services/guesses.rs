//! Decides whether a name that a stranger sends is looked up. Each look costs a statement, and names cost nothing to
//! make up.
//!
//! ```text
//!   name ──► unknown a moment ago? ──► known, or ours by its form? ──► look it up
//!                 │ no such thing             │ neither ──► one of few guesses of its address ──► look it up
//! ```
//! *Invariant:* what opens something is not refused because others at its address are guessing: keys that this deployment
//! made bear a mark, and other names are known from the time before.

use crate::platform::{Gate, Platform, PlatformError};

/// The gate that counts guesses: 10 of one address in 60 seconds.
pub const GUESSES: Gate = Gate::Push;

/// What to do about a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Look it up, and [`note`] what came of it.
    Up,
    /// There is no such thing.
    Unknown,
    /// The address has guessed too often. Wait.
    TooOften,
}

/// Whether the `name` of something (with a word before it that tells keys from slugs) is looked up for somebody at
/// `address`. `is_ours`: its form proves that this deployment made it.
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

/// Notes whether there is something with this `name`.
pub fn note(platform: &Platform, name: &str, is_there: bool) {
    platform.guesses.note(name, is_there, platform.clock.now());
}

/// Counts a guess of `address`, and says whether it is one of the few.
pub async fn may_guess(platform: &Platform, address: &str) -> Result<bool, PlatformError> {
    platform
        .gates
        .pass(GUESSES, &format!("guess {address}"))
        .await
}
