//! Which words of a sentence a passage has, and where. Computed once, then summed for each window.

use super::{neighbours::Neighbours, prepared::Prepared, purposes::Purpose};
use crate::grounding::{claims::Claims, negation::Negation};

/// How much a word in the headings above a passage counts.
const HEADING_SHARE: f64 = 0.7;

/// The claims of a sentence, with the weight of each of its stems.
pub(super) struct Claimed {
    pub(super) claims: Claims,
    pub(super) negation: Negation,
    pub(super) neighbours: Neighbours,
    pub(super) purposes: Vec<Purpose>,
    /// The weights, in the order of the stems.
    pub(super) weights: Vec<f64>,
}

/// How much of the claims is covered by windows.
pub(super) struct Coverage {
    /// The share of the stems covered, by weight.
    pub(super) share: f64,
    /// The weights of the stems that are not covered.
    missing: Vec<f64>,
}

impl Coverage {
    /// Whether a missing word is in no passage at all.
    pub(super) fn adds_a_word(&self) -> bool {
        self.missing.iter().any(|weight| *weight > 1.0)
    }

    /// Whether at most one word is missing, and that one is in no passage, so that nothing was mixed up.
    pub(super) fn is_own_word(&self) -> bool {
        match self.missing.as_slice() {
            [] => true,
            [weight] => *weight > 1.0,
            _ => false,
        }
    }
}

impl Claimed {
    /// Whether a single sentence of the windows, together with its heading and lead-in, has the condition of this
    /// sentence, if it has one, and most of its other stems. Words for which `is_known` is false are the writer's own.
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

/// Where a passage has the claims of a sentence.
pub(super) struct Overlap {
    /// For each stem, which sentences have it.
    said: Vec<Vec<bool>>,
    /// For each stem, whether the headings have it.
    headings: Vec<bool>,
    /// For each sentence, whether one of its clauses negates the claims.
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

    /// Whether the window negates the claims.
    pub(super) fn denies(&self, window: &[usize]) -> bool {
        window
            .iter()
            .any(|index| self.denials.get(*index).is_some_and(|denies| *denies))
    }
}

impl Prepared<'_> {
    /// Where the passage has these claims.
    pub(super) fn overlap(&self, claims: &Claims) -> Overlap {
        let said = |stem: &String| {
            self.sentences
                .iter()
                .map(|sentence| sentence.claims.says(stem))
                .collect()
        };
        // A clause negates a claim if they share at least half of the clause's words.
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
