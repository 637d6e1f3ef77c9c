//! What was looked up lately and by which name: keys and slugs, known and unknown. It lives in the process alone.
//!
//! *Invariant:* it opens nothing. It only says whether a look-up can be spared, or is worth one.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// How long an unknown name is taken for unknown without another look, in milliseconds: 1 minute, as long as copies of
/// settings lag.
pub const UNKNOWN_MS: u64 = 60_000;
/// How long a known name needs no guess to be looked up again, in milliseconds: 2 hours, longer than a copy of a project
/// lasts in KV.
pub const KNOWN_MS: u64 = 2 * 60 * 60_000;
/// The most names of either kind that are kept. When there are more, all are forgotten.
pub const NAMES: usize = 1_000;

/// The names that were looked up lately.
#[derive(Default)]
pub struct Guesses {
    unknown: Names,
    known: Names,
}

impl Guesses {
    /// Whether `name` was looked up less than [`UNKNOWN_MS`] before `now` (Unix milliseconds), and there was no such
    /// thing.
    pub fn is_unknown(&self, name: &str, now: u64) -> bool {
        self.unknown.have(name, now)
    }

    /// Whether there was such a thing less than [`KNOWN_MS`] before `now`.
    pub fn is_known(&self, name: &str, now: u64) -> bool {
        self.known.have(name, now)
    }

    /// Notes at `now` whether there is something with this `name`.
    pub fn note(&self, name: &str, is_there: bool, now: u64) {
        if is_there {
            self.unknown.forget(name);
            self.known.note(name, now + KNOWN_MS, now);
        } else {
            self.unknown.note(name, now + UNKNOWN_MS, now);
        }
    }
}

/// Until when each name is kept.
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
        // What has lapsed goes first.
        let guesses = Guesses::default();
        guesses.note("old", false, NOW);
        for number in 1..NAMES {
            guesses.note(&number.to_string(), false, NOW + 1);
        }
        guesses.note("new", false, NOW + UNKNOWN_MS);
        assert_eq!(guesses.unknown.lock().len(), NAMES);
    }
}
