//! Counts the steps of a walk over a page, so that it ends.
//!
//! Whether a part is short or a question is asked before it is read. In nested parts, that would read the innermost
//! part once for each level. Headings of tables repeat their text in every row.

use std::cell::Cell;

/// The steps allowed for any page. Visiting an element takes one step, and so does a byte of text.
const BASE_STEPS: usize = 100_000;
/// How often a page may be read. Ordinary pages are read about twice.
const READINGS: usize = 16;
/// The most text that cells spanning several rows may repeat on one page, in bytes.
const REPEATED_BYTES: usize = 200_000;

/// The remaining steps.
pub(super) struct Effort {
    steps: Cell<usize>,
    repeated: Cell<usize>,
}

impl Effort {
    /// The effort allowed for a page of `size` elements and bytes of text.
    pub(super) const fn of(size: usize) -> Self {
        Self {
            steps: Cell::new(BASE_STEPS.saturating_add(READINGS.saturating_mul(size))),
            repeated: Cell::new(REPEATED_BYTES),
        }
    }

    /// Takes `steps`. False if they are used up, and then nothing more is read.
    pub(super) fn spend(&self, steps: usize) -> bool {
        take(&self.steps, steps)
    }

    /// Takes `bytes` of the repeated text. False if not that many are left.
    pub(super) fn repeat(&self, bytes: usize) -> bool {
        take(&self.repeated, bytes)
    }
}

fn take(left: &Cell<usize>, wanted: usize) -> bool {
    let rest = left.get().checked_sub(wanted);
    left.set(rest.unwrap_or_default());
    rest.is_some()
}
