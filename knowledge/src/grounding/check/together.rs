//! Checks whether words that are adjacent in a sentence are also together in the passages.
//!
//! A sentence that combines halves of two statements has all its words in the passages, but says what none of them
//! says: "if you have backup codes, you can change your password". At the seam are two words that no sentence of the
//! passages has together.

use super::{neighbours::Neighbours, prepared::Prepared};

/// The share of adjacent words that may be apart in the passages. A writer combines words that a page does not.
const APART: f64 = 0.2;
/// How many words a clause may use twice that no clause of the page does.
const SAID_TWICE: usize = 0;
/// How many words a sentence may repeat, whatever the page says.
const SAID_AGAIN: usize = 3;

impl Neighbours {
    /// Whether too many adjacent words are nowhere together in the windows and their neighbours. Words for which
    /// `is_known` is false are the writer's own, and are judged elsewhere.
    pub(super) fn are_apart(
        &self,
        windows: &[(&Prepared<'_>, &[usize])],
        is_known: impl Fn(&str) -> bool,
    ) -> bool {
        let known = (self.pairs.iter()).filter(|(left, right)| is_known(left) && is_known(right));
        let (mut all, mut apart) = (0_u32, 0_u32);
        for (left, right) in known {
            all += 1;
            let mut windows = windows.iter();
            let together = windows.any(|(prepared, window)| prepared.joins(window, left, right));
            apart += u32::from(!together && left != right);
        }
        f64::from(apart) > APART * f64::from(all.max(1))
    }

    /// Whether the sentence is circular: it repeats words that no sentence of the passages repeats.
    pub(super) fn is_circular(&self, chosen: &[(usize, &Prepared<'_>)]) -> bool {
        let again = |(stem, count): (&String, &usize)| {
            let most = (chosen.iter())
                .map(|(_, prepared)| prepared.most_of(stem))
                .max()
                .unwrap_or(0);
            count.saturating_sub(most.max(1))
        };
        self.again > SAID_AGAIN || self.counts.iter().map(again).sum::<usize>() > SAID_TWICE
    }
}
