//! Which words of a sentence a passage has, and where: read once, then summed for each window.

use super::{neighbours::Neighbours, prepared::Prepared, purposes::Purpose};
use crate::grounding::{claims::Claims, negation::Negation};

/// How far a word in the headings above a passage counts.
const HEADING_SHARE: f64 = 0.7;

/// What a sentence claims, with the weight of each of its stems.
pub(super) struct Claimed {
    pub(super) claims: Claims,
    pub(super) negation: Negation,
    pub(super) neighbours: Neighbours,
    pub(super) purposes: Vec<Purpose>,
    /// In the order of the stems.
    pub(super) weights: Vec<f64>,
}

/// How much of what is claimed windows have.
pub(super) struct Coverage {
    /// The share of the stems, by weight.
    pub(super) share: f64,
    /// The weights of the stems that they do not have.
    missing: Vec<f64>,
}

impl Coverage {
    /// A word is missing that stands in no passage.
    pub(super) fn adds_a_word(&self) -> bool {
        self.missing.iter().any(|weight| *weight > 1.0)
    }

    /// At most one word is missing, and it stands in no passage: nothing was mixed up.
    pub(super) fn is_own_word(&self) -> bool {
        match self.missing.as_slice() {
            [] => true,
            [weight] => *weight > 1.0,
            _ => false,
        }
    }
}

impl Claimed {
    /// Whether one sentence of the windows has the condition of this one, if it has one, and most of its other stems,
    /// together with what it stands under. Words that `is_known` denies are the writer's own.
    pub(super) fn is_in_one_sentence(
        &self,
        windows: &[(&Prepared<'_>, &[usize])],
        is_known: impl Fn(&str) -> bool,
    ) -> bool {
        let condition = self.neighbours.condition();
        if condition.is_empty() {
            return true;
        }
        let all = self.claims.stems.len();
        windows.iter().any(|(prepared, window)| {
            window.iter().any(|index| {
                let said = self.claims.stems.iter();
                let said = said
                    .filter(|stem| prepared.sentence_says(*index, stem))
                    .count();
                let mut condition = condition.iter().filter(|stem| is_known(stem));
                4 * said >= 3 * all && condition.all(|stem| prepared.sentence_says(*index, stem))
            })
        })
    }

    pub(super) fn coverage(&self, windows: &[(&Overlap, impl AsRef<[usize]>)]) -> Coverage {
        let (mut covered, mut whole, mut missing) = (0.0, 0.0, Vec::new());
        for (index, weight) in self.weights.iter().enumerate() {
            whole += weight;
            let in_window = windows
                .iter()
                .any(|(overlap, window)| overlap.has(index, window.as_ref()));
            if in_window {
                covered += weight;
            } else if !self.claims.decides
                && windows.iter().any(|(overlap, _)| overlap.heading(index))
            {
                covered += weight * HEADING_SHARE;
            } else {
                missing.push(*weight);
            }
        }
        let share = if whole > 0.0 { covered / whole } else { 1.0 };
        Coverage { share, missing }
    }
}

/// Where a passage says what is claimed.
pub(super) struct Overlap {
    /// For each stem, the sentences that say it.
    said: Vec<Vec<bool>>,
    /// For each stem, whether the headings say it.
    headings: Vec<bool>,
    /// For each sentence, whether a clause of it says no to what is claimed.
    denials: Vec<bool>,
}

impl Overlap {
    fn has(&self, stem: usize, window: &[usize]) -> bool {
        self.said.get(stem).is_some_and(|said| {
            window
                .iter()
                .any(|index| said.get(*index).is_some_and(|said| *said))
        })
    }

    fn heading(&self, stem: usize) -> bool {
        self.headings.get(stem).is_some_and(|said| *said)
    }

    /// Whether the window says no to what is claimed.
    pub(super) fn denies(&self, window: &[usize]) -> bool {
        window
            .iter()
            .any(|index| self.denials.get(*index).is_some_and(|denies| *denies))
    }
}

impl Prepared<'_> {
    /// Where the passage says what is claimed.
    pub(super) fn overlap(&self, claims: &Claims) -> Overlap {
        let said = |stem: &String| {
            self.sentences
                .iter()
                .map(|sentence| sentence.claims.says(stem))
                .collect()
        };
        // A clause says no to a claim with which it shares at least half of its words.
        let denies = |denied: &std::collections::BTreeSet<String>| {
            let shared = denied.iter().filter(|stem| claims.says(stem)).count();
            2 * shared >= denied.len()
        };
        Overlap {
            said: claims.stems.iter().map(said).collect(),
            headings: claims
                .stems
                .iter()
                .map(|stem| self.heading.says(stem))
                .collect(),
            denials: self
                .sentences
                .iter()
                .map(|sentence| sentence.denials.iter().any(denies))
                .collect(),
        }
    }
}
