//! What a sentence negates.
//!
//! "You can return anything that you do not like" has a negation, and still does not say that nothing can be returned.
//! A negating sentence is therefore compared with what the passage negates, not with whether it negates.
//!
//! *Limit:* languages without spaces are not read.

use std::collections::BTreeSet;

use super::{claim_words, claims::Claims};
use crate::retrieval::{
    language::Language,
    terms::Stemming,
    words::{self, Word},
};

/// The most words after a negation that it applies to.
const DENIED_WORDS: usize = 4;

/// The stems that a sentence denies and affirms.
#[derive(Clone, Debug, Default)]
pub(super) struct Negation {
    /// For each negation, the words that it denies, in order.
    pub(super) denied: Vec<Vec<String>>,
    /// All words of each clause with a negation, including those before it: "opened packs cannot be returned".
    pub(super) denials: Vec<BTreeSet<String>>,
    /// All words in [`Self::denials`].
    pub(super) denying: BTreeSet<String>,
    /// The words of the other clauses.
    pub(super) affirming: BTreeSet<String>,
    /// Whether it is just a negation: "No.", "Not at all."
    pub(super) is_bare: bool,
}

impl Negation {
    /// Reads plain text.
    pub(super) fn of(text: &str, language: Language) -> Self {
        let mut negation = Self::default();
        if !language.is_spaced() {
            return negation;
        }
        let stemming = Stemming::new(language);
        for part in text.split([',', ';', ':', '(', ')', '–', '—']) {
            let mut clause: Vec<Option<String>> = Vec::new();
            for word in words::words(part) {
                let Word::Spaced(word) = word else {
                    continue;
                };
                let folded = words::fold(&word);
                if claim_words::begins_clause(language, &folded) {
                    negation.take(&std::mem::take(&mut clause));
                } else if claim_words::is_negation(language, &folded) {
                    clause.push(None);
                } else if !claim_words::is_plain(language, &folded) {
                    clause.push(Some(stemming.stem(&word)));
                }
            }
            negation.take(&clause);
        }
        negation.is_bare = negation.affirming.is_empty()
            && negation.denying.is_empty()
            && text
                .split_whitespace()
                .next()
                .is_some_and(|first| Claims::of(first, language).negated);
        negation
    }

    /// Takes the words of a clause. A negation is None.
    fn take(&mut self, clause: &[Option<String>]) {
        let stems = clause.iter().flatten().cloned();
        if !clause.contains(&None) {
            self.affirming.extend(stems);
            return;
        }
        let clause_stems: BTreeSet<String> = stems.collect();
        if !clause_stems.is_empty() {
            self.denying.extend(clause_stems.iter().cloned());
            self.denials.push(clause_stems);
        }
        let mut rest = clause;
        while let Some(no) = rest.iter().position(Option::is_none) {
            let (before, after) = rest.split_at(no);
            let after = after.get(1..).unwrap_or_default();
            let mut denied: Vec<String> = after
                .iter()
                .map_while(Clone::clone)
                .take(DENIED_WORDS)
                .collect();
            if denied.is_empty() {
                // German and Dutch may put it last: "Wir versenden die Ware nicht."
                denied.extend(before.iter().rev().flatten().next().cloned());
            }
            if !denied.is_empty() {
                self.denied.push(denied);
            }
            rest = after;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, language: Language, denied: &[&[&str]]) {
        assert_eq!(Negation::of(text, language).denied, denied, "{text}");
    }

    #[test]
    fn a_no_denies_the_words_of_its_own_clause() {
        let english = Language::English;
        check(
            "You can return anything that you do not wear.",
            english,
            &[&["wear"]],
        );
        check(
            "You can't return lamps, but bulbs are welcome.",
            english,
            &[&["return", "lamp"]],
        );
        check("Opened packs cannot be returned.", english, &[&["return"]]);
        check(
            "Wir versenden die Ware nicht.",
            Language::German,
            &[&["war"]],
        );
        check("You can return lamps.", english, &[]);
    }
}
