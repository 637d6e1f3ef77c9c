//! The names that were looked up lately, keys and slugs, with whether they exist. They are stored only in the process's
//! memory.
//!
//! *Invariant:* this opens nothing. It only decides whether a lookup is necessary or allowed.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// How long an unknown name counts as unknown without another lookup, in milliseconds: 1 minute, the same as the delay
/// of copies of settings.
pub const UNKNOWN_MS: u64 = 60_000;
/// How long a known name can be looked up again without counting as a guess, in milliseconds: 2 hours, longer than a
/// copy of a project lasts in KV.
pub const KNOWN_MS: u64 = 2 * 60 * 60_000;
/// The most names of either kind that are remembered. Beyond it, all are forgotten.
pub const NAMES: usize = 1_000;

/// The names that were looked up lately.
#[derive(Default)]
pub struct Guesses {
    unknown: Names,
    known: Names,
}

impl Guesses {
    /// Whether `name` was looked up less than [`UNKNOWN_MS`] before `now` (Unix milliseconds), and did not exist.
    pub fn is_unknown(&self, name: &str, now: u64) -> bool {
        self.unknown.have(name, now)
    }

    /// Whether `name` existed less than [`KNOWN_MS`] before `now`.
    pub fn is_known(&self, name: &str, now: u64) -> bool {
        self.known.have(name, now)
    }

    /// Remembers at `now` whether `name` exists.
    pub fn note(&self, name: &str, is_there: bool, now: u64) {
        if is_there {
            self.unknown.forget(name);
            self.known.note(name, now + KNOWN_MS, now);
        } else {
            self.unknown.note(name, now + UNKNOWN_MS, now);
        }
    }
}

/// The time until which each name is remembered, in Unix milliseconds.
#[derive(Default)]
struct Names(Mutex<HashMap<String, u64>>);

impl Names {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn have(&self, name: &str, now: u64) -> bool {
        self.lock().get(name).is_some_and(|until| now < *until)
    }

    fn note(&self, name: &str, until: u64, now: u64) {
        let mut names = self.lock();
        if names.len() >= NAMES {
            names.retain(|_, until| now < *until);
        }
        if names.len() >= NAMES {
            names.clear();
        }
        names.insert(name.to_owned(), until);
    }

    fn forget(&self, name: &str) {
        self.lock().remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_700_000_000_000;

    #[test]
    fn a_name_is_remembered_for_a_while() {
        let guesses = Guesses::default();
        assert!(!guesses.is_unknown("a", NOW) && !guesses.is_known("a", NOW));
        guesses.note("a", false, NOW);
        assert!(guesses.is_unknown("a", NOW + UNKNOWN_MS - 1));
        assert!(!guesses.is_unknown("a", NOW + UNKNOWN_MS));
        guesses.note("a", true, NOW);
        assert!(!guesses.is_unknown("a", NOW) && guesses.is_known("a", NOW));
        assert!(!guesses.is_known("a", NOW + KNOWN_MS));
    }

    #[test]
    fn no_flood_of_names_fills_the_memory() {
        let guesses = Guesses::default();
        for number in 0..3 * NAMES {
            guesses.note(&number.to_string(), false, NOW);
        }
        assert!(guesses.unknown.lock().len() <= NAMES);
        // Expired names are dropped first.
        let guesses = Guesses::default();
        guesses.note("old", false, NOW);
        for number in 1..NAMES {
            guesses.note(&number.to_string(), false, NOW + 1);
        }
        guesses.note("new", false, NOW + UNKNOWN_MS);
        assert_eq!(guesses.unknown.lock().len(), NAMES);
    }
}
