//! Whether the words that a sentence puts beside each other stand together in the passages too.
//!
//! A sentence that takes one half from here and the other from there has all its words in the passages, and says what
//! none of them says: "if you have backup codes, you can change your password". Its halves meet in two words that no
//! sentence of the passages has both of.

use super::{neighbours::Neighbours, prepared::Prepared};

/// The share of neighbours that may stand apart. A writer joins words that a page does not.
const APART: f64 = 0.2;
/// How many words a clause may say twice that a clause of the page says once.
const SAID_TWICE: usize = 0;
/// How many words a sentence may say again, whatever the page says.
const SAID_AGAIN: usize = 3;

impl Neighbours {
    /// Whether too many of the neighbours stand nowhere together in the windows and beside them. Words that `is_known`
    /// denies are the writer's own, and are judged elsewhere.
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

    /// Whether the sentence goes round in circles: it says words again that no sentence of the passages says twice.
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
