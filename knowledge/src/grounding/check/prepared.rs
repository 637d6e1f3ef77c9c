//! A passage, prepared for comparing sentences with it.

use std::collections::BTreeSet;

use crate::{
    grounding::{
        claims::{Claims, Number},
        negation::Negation,
        pointers::points_back,
    },
    passage::Passage,
    retrieval::language::{self, Language},
    sentences::{self, BlockKind},
};

use super::{neighbours::Neighbours, purposes::Purpose};

/// The share of the words around a number that must be near it in the passage.
const NEAR_SHARE: f64 = 0.5;
/// The most consecutive sentences that are compared together.
const WINDOW: usize = 3;
/// The shortest stem that matches longer ones by prefix, in bytes.
const PREFIX_BYTES: usize = 5;
/// The shortest stem that may match as a part of another, in bytes.
const RELATIVE_BYTES: usize = 4;

/// The text in a passage that supports a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Support {
    /// The index of the passage.
    pub passage: usize,
    /// Where the supporting words start, in bytes of the passage's text.
    pub start: usize,
    /// Where the supporting words end, in the same unit.
    pub end: usize,
}

/// A passage, prepared once for all sentences.
pub(super) struct Prepared<'a> {
    pub(super) passage: &'a Passage,
    pub(super) language: Language,
    pub(super) heading: Claims,
    /// Whether the headings have a negation: "What cannot be returned".
    pub(super) heading_denies: bool,
    pub(super) sentences: Vec<Sentence<'a>>,
}

/// A sentence of a passage.
pub(super) struct Sentence<'a> {
    text: &'a str,
    pub(super) claims: Claims,
    /// The stems of each of its clauses that have a negation.
    pub(super) denials: Vec<BTreeSet<String>>,
    pub(super) negation: Negation,
    pub(super) neighbours: Neighbours,
    purposes: Vec<Purpose>,
    /// Whether it has a word such as "it", which may refer to the previous sentence.
    points_back: bool,
    is_row: bool,
    /// The index of the sentence above its list, or of the first row of its table.
    pub(super) lead: Option<usize>,
}

/// Whether `stem`, or a longer or shorter form of it, is in `all`.
pub(super) fn says(all: &BTreeSet<String>, stem: &str) -> bool {
    all.contains(stem)
        || (stem.len() >= PREFIX_BYTES
            && all.iter().any(|other| {
                other.starts_with(stem)
                    || (other.len() >= PREFIX_BYTES && stem.starts_with(other.as_str()))
            }))
}

impl Claims {
    pub(super) fn says(&self, stem: &str) -> bool {
        says(&self.all, stem)
    }
}

impl<'a> Prepared<'a> {
    pub(super) fn prepare(passage: &'a Passage) -> Self {
        let language = Language::from_tag(&passage.language)
            .or_else(|| language::detect(&passage.text))
            .unwrap_or(Language::English);
        let mut sentences: Vec<Sentence<'a>> = Vec::new();
        let (mut lead, mut before) = (None, None);
        for block in sentences::blocks(&passage.text) {
            let is_listed = matches!(block.kind, BlockKind::Item | BlockKind::Row);
            if !is_listed {
                lead = None;
            } else if before != Some(block.kind) {
                // The first row of a table names its columns.
                lead = match block.kind {
                    BlockKind::Row => Some(sentences.len()),
                    _ => sentences.len().checked_sub(1),
                };
            }
            before = Some(block.kind);
            for text in block.sentences {
                let plain = sentences::plain(text);
                let negation = Negation::of(&plain, language);
                sentences.push(Sentence {
                    text,
                    claims: Claims::of(&plain, language),
                    denials: if language.is_spaced() {
                        negation.denials.clone()
                    } else {
                        denials(&plain, language)
                    },
                    negation,
                    neighbours: Neighbours::of(&plain, language),
                    purposes: Purpose::all_of(&plain, language),
                    points_back: plain.split_whitespace().any(points_back),
                    is_row: block.kind == BlockKind::Row,
                    lead,
                });
            }
        }
        let heading = Claims::of(&passage.title_path.join(". "), language);
        Self {
            passage,
            language,
            heading_denies: heading.negated,
            heading,
            sentences,
        }
    }

    /// The groups of sentences that are compared together.
    pub(super) fn windows(&self) -> Vec<Vec<usize>> {
        let count = self.sentences.len();
        let mut windows = Vec::new();
        for first in 0..count {
            for length in 1..=WINDOW.min(count - first) {
                let mut window: Vec<usize> = (first..first + length).collect();
                let lead = self.sentences.get(first).and_then(|sentence| sentence.lead);
                if let Some(lead) = lead.filter(|lead| *lead < first) {
                    window.insert(0, lead);
                }
                windows.push(window);
            }
        }
        let leads: BTreeSet<usize> = self.sentences.iter().filter_map(|one| one.lead).collect();
        for lead in leads {
            let list = (0..count).filter(|index| {
                *index == lead
                    || self
                        .sentences
                        .get(*index)
                        .is_some_and(|one| one.lead == Some(lead))
            });
            windows.push(list.collect());
        }
        windows
    }

    pub(super) fn of(&self, window: &[usize]) -> impl Iterator<Item = &Claims> {
        window
            .iter()
            .filter_map(|index| Some(&self.sentences.get(*index)?.claims))
    }

    /// The claims of the window's sentences and of the headings.
    pub(super) fn all(&self, window: &[usize]) -> impl Iterator<Item = &Claims> {
        self.of(window).chain([&self.heading])
    }

    pub(super) fn has(&self, word: &str) -> bool {
        self.sentences
            .iter()
            .map(|sentence| &sentence.claims)
            .chain([&self.heading])
            .any(|claims| claims.says(word))
    }

    /// Whether it has a word that is a part of this one, or contains it: "zahlen" and "bezahlen".
    pub(super) fn has_relative(&self, stem: &str) -> bool {
        let sentences = self.sentences.iter().map(|sentence| &sentence.claims);
        sentences
            .chain([&self.heading])
            .flat_map(|claims| &claims.stems)
            .any(|other| {
                let (short, long) = if other.len() < stem.len() {
                    (other.as_str(), stem)
                } else {
                    (stem, other.as_str())
                };
                short.len() >= RELATIVE_BYTES && long.contains(short)
            })
    }

    /// Whether a sentence has this number with what it counts, and the words around it.
    pub(super) fn has_number(&self, number: &Number, strictly: bool) -> bool {
        self.sentences.iter().enumerate().any(|(index, sentence)| {
            if !sentence.claims.has_number(&number.value) {
                return false;
            }
            let beside = |index: Option<usize>| {
                let sentence = index.and_then(|index| self.sentences.get(index));
                sentence.map(|sentence| &sentence.claims)
            };
            let around: Vec<&Claims> = [
                Some(&sentence.claims),
                beside(sentence.lead),
                Some(&self.heading).filter(|_| !strictly),
                // The subject of a sentence may be in its neighbours, but each table row is about something else.
                beside(index.checked_sub(1)).filter(|_| !sentence.is_row),
                beside(Some(index + 1)).filter(|_| !sentence.is_row),
            ]
            .into_iter()
            .flatten()
            .collect();
            let says = |stem: &String| around.iter().any(|claims| claims.says(stem));
            let close = number.near.iter().filter(|stem| says(stem)).count();
            let share = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
            let is_of_another_row = |stem: &String| {
                let mut rows = self
                    .sentences
                    .iter()
                    .filter(|row| row.lead == sentence.lead);
                sentence.is_row && !says(stem) && rows.any(|row| row.claims.says(stem))
            };
            // "The price of a zip is €189" is not supported by a row that shares only the price with it.
            let is_named = !sentence.is_row
                || number.near.is_empty()
                || number.near.iter().any(|stem| sentence.claims.says(stem));
            is_named
                && number.unit.as_ref().is_none_or(says)
                && !number.before.iter().any(is_of_another_row)
                && share(close) >= NEAR_SHARE * share(number.near.len())
        })
    }

    /// Whether a sentence, its heading or its lead-in has a stem.
    pub(super) fn sentence_says(&self, index: usize, stem: &str) -> bool {
        let sentence = self.sentences.get(index);
        let lead =
            (sentence.and_then(|sentence| sentence.lead)).and_then(|lead| self.sentences.get(lead));
        let said = sentence
            .into_iter()
            .chain(lead)
            .any(|one| one.claims.says(stem));
        said || self.heading.says(stem)
    }

    /// Whether a sentence has both stems, together with its headings and lead-in and, within a paragraph, the previous
    /// sentence.
    pub(super) fn joins(&self, window: &[usize], left: &str, right: &str) -> bool {
        let (first, last) = around(window);
        let near = self.sentences.iter().enumerate();
        let mut near = near.skip(first).take(last + 1 - first);
        near.any(|(index, sentence)| {
            let before =
                (index.checked_sub(1)).filter(|_| !sentence.is_row && sentence.lead.is_none());
            let before = before.and_then(|before| self.sentences.get(before));
            let says = |stem: &str| self.sentence_says(index, stem);
            let both = says(left) && says(right);
            let is_said_before = |stem: &str| before.is_some_and(|before| before.claims.says(stem));
            both || (sentence.points_back
                && (says(left) || is_said_before(left))
                && (says(right) || is_said_before(right)))
        })
    }

    /// Like [`Self::joins`], where the headings count only if they have both.
    pub(super) fn joins_apart(&self, window: &[usize], left: &str, right: &str) -> bool {
        let (first, last) = around(window);
        let near = self.sentences.iter().enumerate();
        let mut near = near.skip(first).take(last + 1 - first);
        let in_heading = self.heading.says(left) && self.heading.says(right);
        in_heading
            || near.any(|(index, sentence)| {
                let lead = sentence.lead.and_then(|lead| self.sentences.get(lead));
                let before = (index.checked_sub(1)).filter(|_| sentence.points_back);
                let before = before.and_then(|before| self.sentences.get(before));
                let together = || [Some(sentence), lead, before].into_iter().flatten();
                let says = |stem: &str| together().any(|one| one.claims.says(stem));
                says(left) && says(right)
            })
    }

    /// The purposes in the sentences of a window and in their neighbours.
    pub(super) fn purposes(&self, window: &[usize]) -> impl Iterator<Item = &Purpose> {
        let (first, last) = around(window);
        let near = self.sentences.iter().skip(first).take(last + 1 - first);
        near.flat_map(|sentence| &sentence.purposes)
    }

    /// The most occurrences of a stem in any sentence or in the headings.
    pub(super) fn most_of(&self, stem: &str) -> usize {
        let counts = self
            .sentences
            .iter()
            .map(|sentence| sentence.neighbours.count(stem));
        counts.max().unwrap_or(0) + usize::from(self.heading.says(stem))
    }

    /// Whether the headings, a window or its neighbours have a stem.
    pub(super) fn is_near(&self, window: &[usize], stem: &str) -> bool {
        let (first, last) = around(window);
        self.heading.says(stem)
            || (self.sentences.iter().skip(first).take(last + 1 - first))
                .any(|sentence| sentence.claims.says(stem))
    }

    pub(super) fn span(&self, place: usize, window: &[usize]) -> Option<Support> {
        let begin = self.passage.text.as_ptr().addr();
        let offset = |text: &str| text.as_ptr().addr().checked_sub(begin);
        let texts: Vec<&str> = window
            .iter()
            .filter_map(|index| Some(self.sentences.get(*index)?.text))
            .collect();
        let start = texts.iter().filter_map(|text| offset(text)).min()?;
        let end = texts
            .iter()
            .filter_map(|text| Some(offset(text)? + text.len()))
            .max()?;
        Some(Support {
            passage: place,
            start,
            end,
        })
    }
}

/// The indices of the sentences before and after a window. The latter may not exist.
fn around(window: &[usize]) -> (usize, usize) {
    let first = window.iter().copied().min().unwrap_or(0);
    let last = window.iter().copied().max().unwrap_or(0);
    (first.saturating_sub(1), last + 1)
}

/// The character pairs of clauses with a negation, in a language without spaces.
fn denials(text: &str, language: Language) -> Vec<BTreeSet<String>> {
    text.split([',', ';', ':', '，', '；', '、'])
        .map(|clause| Claims::of(clause, language))
        .filter(|claims| claims.negated)
        .map(|claims| claims.stems)
        .collect()
}
