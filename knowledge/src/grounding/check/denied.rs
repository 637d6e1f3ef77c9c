//! Checks whether a sentence denies what a passage affirms.

use super::prepared::{Prepared, says};
use crate::grounding::negation::Negation;

/// Whether `negation`, read from a sentence, denies something that the windows affirm and nowhere deny. Of the words
/// after a negation that are in the windows, the last counts: "we do not ship to France" is about France.
pub(super) fn is_affirmed(negation: &Negation, windows: &[(&Prepared<'_>, &[usize])]) -> bool {
    negation.denied.iter().any(|denied| {
        let mut known = denied.iter().rev();
        known
            .find_map(|stem| {
                let is_denied = windows
                    .iter()
                    .any(|(one, window)| one.denies_word(window, stem));
                let is_affirmed = windows
                    .iter()
                    .any(|(one, window)| one.affirms_word(window, stem));
                (is_denied || is_affirmed).then_some(!is_denied)
            })
            .unwrap_or(false)
    })
}

/// Whether a sentence without a negation affirms a word that the windows only deny.
pub(super) fn is_denied(negation: &Negation, windows: &[(&Prepared<'_>, &[usize])]) -> bool {
    negation.denied.is_empty()
        && negation.affirming.iter().any(|stem| {
            let mut all = windows.iter();
            all.clone()
                .any(|(one, window)| one.denies_word(window, stem))
                && !all.any(|(one, window)| one.affirms_word(window, stem))
        })
}

/// Like [`is_denied`], for everything that the passages say, using the words right after a negation. A window that
/// omits the negation does not make "it cannot be used to buy a card" say that it can.
pub(super) fn is_denied_elsewhere(negation: &Negation, chosen: &[(usize, &Prepared<'_>)]) -> bool {
    let all = || chosen.iter().flat_map(|(_, prepared)| &prepared.sentences);
    negation.denied.is_empty()
        && negation.affirming.iter().any(|stem| {
            all().any(|one| {
                one.negation
                    .denied
                    .iter()
                    .flatten()
                    .any(|denied| denied == stem)
            }) && !all().any(|one| says(&one.negation.affirming, stem))
        })
}

impl Prepared<'_> {
    fn affirms_word(&self, window: &[usize], stem: &str) -> bool {
        let affirmed = |index: &usize| {
            let sentence = self.sentences.get(*index);
            sentence.is_some_and(|sentence| says(&sentence.negation.affirming, stem))
        };
        window.iter().any(affirmed)
    }

    /// Whether a sentence of the window denies the word: in a clause with a negation, below a heading or line with one
    /// ("These cannot be returned:"), or before a sentence that is just a negation.
    fn denies_word(&self, window: &[usize], stem: &str) -> bool {
        window.iter().any(|index| {
            let Some(sentence) = self.sentences.get(*index) else {
                return false;
            };
            let lead = sentence.lead.and_then(|lead| self.sentences.get(lead));
            let after = self.sentences.get(index + 1);
            let whole = self.heading_denies
                || lead.is_some_and(|lead| !lead.negation.denied.is_empty())
                || after.is_some_and(|after| after.negation.is_bare);
            says(&sentence.negation.denying, stem)
                || (whole && says(&sentence.negation.affirming, stem))
        })
    }
}
