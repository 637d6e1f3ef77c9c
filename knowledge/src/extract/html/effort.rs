//! Counts what a walk over a page does, so that it ends.
//!
//! What a part says is asked before it is read: whether it is short, whether it is a question. In parts within parts
//! that would read the innermost once for each level, and headings of tables repeat what they say in every row.

use std::cell::Cell;

/// Steps that any page may take. A visit of an element is one, and so is a byte of text.
const BASE_STEPS: usize = 100_000;
/// How often a page may be read over. Ordinary pages are read about twice.
const READINGS: usize = 16;
/// The most text that cells repeat in the rows that they span, on one page, in bytes.
const REPEATED_BYTES: usize = 200_000;

/// What is left of the steps.
pub(super) struct Effort {
    steps: Cell<usize>,
    repeated: Cell<usize>,
}

impl Effort {
    /// What a page of `size` elements and bytes of text may take.
    pub(super) const fn of(size: usize) -> Self {
        Self {
            steps: Cell::new(BASE_STEPS.saturating_add(READINGS.saturating_mul(size))),
            repeated: Cell::new(REPEATED_BYTES),
        }
    }

    /// Takes `steps`, or says that they are used up: nothing more is read then.
    pub(super) fn spend(&self, steps: usize) -> bool {
        take(&self.steps, steps)
    }

    /// Takes `bytes` of what may be repeated, if there are as many.
    pub(super) fn repeat(&self, bytes: usize) -> bool {
        take(&self.repeated, bytes)
    }
}

fn take(left: &Cell<usize>, wanted: usize) -> bool {
    let rest = left.get().checked_sub(wanted);
    left.set(rest.unwrap_or_default());
    rest.is_some()
}
