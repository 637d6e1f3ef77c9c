//! The meaningful words of a sentence, and which of them are adjacent.

use std::collections::BTreeMap;

use crate::{
    grounding::claim_words,
    retrieval::{
        language::Language,
        terms::Stemming,
        words::{self, Word},
    },
};

/// The meaningful words of a sentence, in order.
pub(super) struct Neighbours {
    /// Adjacent stems, with no comma or "and" between them, unless the clause before is a condition.
    pub(super) pairs: Vec<(String, String)>,
    /// The most occurrences of each stem in a single clause.
    pub(super) counts: BTreeMap<String, usize>,
    /// How many stems the sentence repeats.
    pub(super) again: usize,
    /// The stems of an initial clause with "if", "when" or similar.
    condition: Vec<String>,
}

impl Neighbours {
    /// Reads plain text. Empty for a language without spaces.
    pub(super) fn of(text: &str, language: Language) -> Self {
        let mut neighbours = Self {
            pairs: Vec::new(),
            counts: BTreeMap::new(),
            again: 0,
            condition: Vec::new(),
        };
        if !language.is_spaced() {
            return neighbours;
        }
        let stemming = Stemming::new(language);
        let joins = porchlight_languages::Asking::of(language.tag());
        let first = words::words(text).into_iter().next();
        let is_conditional = matches!(&first, Some(Word::Spaced(word))
            if claim_words::begins_clause(language, &words::fold(word)));
        if let Some((condition, _)) = text.split_once(',').filter(|_| is_conditional) {
            neighbours.condition = Self::of_clause(condition, language, &stemming);
        }
        let ends: &[char] = if is_conditional {
            &[';', ':', '(', ')', '–', '—', '/']
        } else {
            &[',', ';', ':', '(', ')', '–', '—', '/']
        };
        for clause in text.split(ends) {
            let mut before: Option<String> = None;
            let mut said: BTreeMap<String, usize> = BTreeMap::new();
            for word in words::words(clause) {
                let Word::Spaced(word) = word else { continue };
                let folded = words::fold(&word);
                if joins.is_some_and(|asking| asking.conjunctions.contains(&folded.as_str())) {
                    before = None;
                    said.clear();
                    continue;
                }
                if claim_words::is_plain(language, &folded)
                    || claim_words::is_negation(language, &folded)
                    || claim_words::digits(language, &folded).is_some()
                    || folded.starts_with(|c: char| c.is_ascii_digit())
                {
                    continue;
                }
                let stem = stemming.stem(&word);
                let count = said.entry(stem.clone()).or_default();
                *count += 1;
                let most = neighbours.counts.entry(stem.clone()).or_default();
                neighbours.again += usize::from(*most > 0);
                *most = (*most).max(*count);
                if let Some(before) = before.replace(stem.clone()) {
                    neighbours.pairs.push((before, stem));
                }
            }
        }
        neighbours
    }

    fn of_clause(text: &str, language: Language, stemming: &Stemming) -> Vec<String> {
        let spaced = words::words(text)
            .into_iter()
            .filter_map(|word| match word {
                Word::Spaced(word) => Some(word),
                Word::Unspaced(_) => None,
            });
        let telling = spaced.filter(|word| !claim_words::is_plain(language, &words::fold(word)));
        telling.map(|word| stemming.stem(&word)).collect()
    }

    /// The stems of the condition under which the sentence holds. The condition is a claim of its own.
    pub(super) fn condition(&self) -> &[String] {
        &self.condition
    }

    /// How often the sentence uses `stem`.
    pub(super) fn count(&self, stem: &str) -> usize {
        self.counts.get(stem).copied().unwrap_or(0)
    }
}
