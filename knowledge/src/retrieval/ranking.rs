//! BM25F over the candidates, normalised to 0…1, so that the score shows how good a match is.
//!
//! Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.6.

use std::collections::HashSet;

use super::{
    language::Language,
    phrasing::{self, SaysTheSame},
    query::{self, Query},
    words::{self, Word},
};
use crate::passage::Passage;

/// The lowest score of a passage whose heading is the question itself.
pub const EXACT_HEADING: f64 = 0.95;
/// The lowest score of a passage with an alternative that has exactly the question's meaningful words.
pub const ASKS_THE_SAME: f64 = 0.93;
/// The lowest score of a passage whose heading has exactly the question's meaningful words.
const SAME_WORDS: f64 = 0.85;
/// The factor for a word in the title compared with the text.
const TITLE_WEIGHT: f64 = 2.0;
/// How soon repetition of a word stops adding to the score.
const K1: f64 = 1.2;
/// How much the length of a text counts against it, 0 to 1.
const TEXT_B: f64 = 0.75;
/// How much the length of a title counts against it. A path of headings is longer than a single title without being
/// worse.
const TITLE_B: f64 = 0.4;
/// Dampens the advantage of rare words over frequent ones. Measured: better than 1 in most languages.
const IDF_POWER: f64 = 0.8;
/// How many of a question's most distinctive words count in full towards its maximum score. A long question tells a
/// story around what it asks, and no passage has all of it.
const TELLING_WORDS: usize = 6;
/// A question with more words than this tells a story. Words that some passage has then count first.
const LONG_QUESTION: u32 = 8;
/// The share with which each further word counts.
const FURTHER_WORDS: f64 = 0.25;
/// The share with which a repaired word counts, because the repair may be wrong.
const REPAIRED: f64 = 0.5;
/// The factor for a word of the question compared with a word of the previous question.
const ASKED_NOW: f64 = 2.0;
/// The most words used for ranking, the rarest first.
const RANKED_WORDS: usize = 32;
/// The most grams used for ranking, the rarest first.
const RANKED_GRAMS: usize = 48;
/// The most postings read for one question. Beyond this, the most frequent words are left out, which are the least
/// distinctive.
pub const POSTINGS: u32 = 10_000;

/// Counts of a project's passages in one language. Sums add halves, thirds and so on without rounding, and are rounded
/// where they are used.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct LanguageStatistics {
    /// A BCP 47 tag, empty if the language is unknown.
    pub language: String,
    /// The number of passages.
    pub passages: f64,
    /// The total number of words in titles.
    pub title_length: f64,
    /// The total number of words in texts.
    pub text_length: f64,
}

/// Counts of all passages of a project.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Corpus {
    /// The number of passages.
    pub passages: f64,
    /// The mean number of words in a title, at least 1.
    pub title_length: f64,
    /// The mean number of words in a text, at least 1.
    pub text_length: f64,
    /// Whether any passage has grams.
    pub has_grams: bool,
}

impl Corpus {
    /// Adds up the statistics of a project's languages.
    pub fn new<'a>(languages: impl Iterator<Item = &'a LanguageStatistics> + Clone) -> Self {
        let sum = |number: fn(&LanguageStatistics) -> f64| -> f64 {
            languages.clone().map(number).sum::<f64>().max(0.0)
        };
        let passages = sum(|language| language.passages);
        Self {
            passages,
            title_length: (sum(|language| language.title_length) / passages.max(1.0)).max(1.0),
            text_length: (sum(|language| language.text_length) / passages.max(1.0)).max(1.0),
            has_grams: languages.clone().any(|statistics| {
                statistics.passages > 0.0 && Language::of_passages(&statistics.language).has_grams()
            }),
        }
    }

    /// The inverse document frequency of a term in `passages` passages. Rarer terms have a higher one.
    pub fn idf(&self, passages: u32) -> f64 {
        idf(f64::from(passages).min(self.passages), self.passages)
    }
}

/// The inverse document frequency of a term in `passages` of `all` passages.
pub fn idf(passages: f64, all: f64) -> f64 {
    (1.0 + (all - passages + 0.5) / (passages + 0.5))
        .ln()
        .powf(IDF_POWER)
}

/// The word or gram of the question that a matching term counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QueryPart {
    /// An index into [`WeightedQuery::words`].
    Word(usize),
    /// An index into [`WeightedQuery::grams`].
    Gram(usize),
}

/// A term to look up in the index.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightedTerm {
    /// The index key of the term, without the project's prefix.
    pub key: String,
    /// The word or gram that a match counts for.
    pub part: QueryPart,
    /// Its inverse document frequency.
    pub weight: f64,
}

/// A question with the weight of each of its words in this project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WeightedQuery {
    /// The words used for ranking, each with its stems and its weight.
    pub words: Vec<(Vec<String>, f64)>,
    /// The grams used for ranking, each with its weight.
    pub grams: Vec<(String, f64)>,
    /// The terms to look up in the index.
    pub terms: Vec<WeightedTerm>,
    /// The maximum score of words: the total weight of [`words`](Self::words) and of all unknown words. Beyond the most
    /// distinctive ones, words count less.
    pub words_total: f64,
    /// The maximum score of grams: the total weight of [`grams`](Self::grams) and of all unknown grams.
    pub grams_total: f64,
    /// The share of the words that no passage contains, 0 to 1.
    pub unknown: f64,
}

impl WeightedQuery {
    /// Increases the weight of the words of `asked`, a question in the language of `tag`, over those of the previous
    /// question.
    pub fn stress(&mut self, asked: &str, tag: &str) {
        let asked = query::parse(asked, Some(tag));
        for (stems, weight) in &mut self.words {
            let is_asked = |stem: &String| asked.words.iter().any(|word| word.stems.contains(stem));
            if stems.iter().any(is_asked) {
                *weight *= ASKED_NOW;
            }
        }
    }
}

/// Weighs `query`. `passages_with` returns the number of passages with a key.
pub fn weigh(query: &Query, corpus: &Corpus, passages_with: impl Fn(&str) -> u32) -> WeightedQuery {
    let mut known = Vec::new();
    let mut unknown = 0.0_f64;
    let mut words = 0_u32;
    let mut totals = Vec::new();
    let mut unknown_totals = Vec::new();
    for word in &query.words {
        words += 1;
        let counts_as = if word.repaired { REPAIRED } else { 1.0 };
        let stems: Vec<(String, u32)> = word
            .stems
            .iter()
            .map(|stem| (stem.clone(), passages_with(&query::stem_key(stem))))
            .filter(|(_, passages)| *passages > 0)
            .collect();
        if let Some(passages) = stems.iter().map(|(_, passages)| *passages).max() {
            known.push((stems, passages, counts_as));
        } else {
            unknown += 1.0;
            unknown_totals.push(corpus.idf(0));
        }
    }
    known.sort_by_key(|(_, passages, _)| *passages);
    known.truncate(RANKED_WORDS);

    // The story in a long question need not occur in any passage.
    let is_long = words > LONG_QUESTION;
    let mut weighted = WeightedQuery {
        unknown: unknown.min(f64::from(LONG_QUESTION) / 2.0) / f64::from(words.max(1)),
        ..WeightedQuery::default()
    };
    let mut postings = 0_u32;
    for (stems, passages, counts_as) in known {
        postings = postings.saturating_add(stems.iter().map(|(_, passages)| passages).sum());
        if postings > POSTINGS && !weighted.words.is_empty() {
            break;
        }
        let weight = corpus.idf(passages) * counts_as;
        let part = QueryPart::Word(weighted.words.len());
        weighted
            .terms
            .extend(stems.iter().map(|(stem, _)| WeightedTerm {
                key: query::stem_key(stem),
                part,
                weight,
            }));
        totals.push(weight);
        weighted
            .words
            .push((stems.into_iter().map(|(stem, _)| stem).collect(), weight));
    }
    let all_unknown: f64 = unknown_totals.iter().sum();
    if is_long {
        weighted.words_total = most(&mut totals) + FURTHER_WORDS * all_unknown;
        totals.extend(unknown_totals);
    } else {
        totals.extend(unknown_totals);
        weighted.words_total = most(&mut totals);
    }
    if corpus.has_grams {
        weigh_grams(query, corpus, passages_with, &mut weighted, postings);
        let all: f64 = totals.iter().sum();
        if all > 0.0 {
            weighted.grams_total *= weighted.words_total / all;
        }
    }
    weighted
}

/// The maximum score of words with these weights. A long question has many.
fn most(weights: &mut [f64]) -> f64 {
    weights.sort_by(|left, right| right.total_cmp(left));
    let telling: f64 = weights.iter().take(TELLING_WORDS).sum();
    let further: f64 = weights.iter().skip(TELLING_WORDS).sum();
    telling + FURTHER_WORDS * further
}

fn weigh_grams(
    query: &Query,
    corpus: &Corpus,
    passages_with: impl Fn(&str) -> u32,
    weighted: &mut WeightedQuery,
    mut postings: u32,
) {
    let mut grams: Vec<(String, u32)> = query
        .grams
        .iter()
        .map(|gram| (gram.clone(), passages_with(&query::gram_key(gram))))
        .collect();
    grams.sort_by_key(|(_, passages)| *passages);
    let mut ranked = 0;
    for (gram, passages) in grams {
        let weight = corpus.idf(passages);
        if passages == 0 {
            weighted.grams_total += weight;
            continue;
        }
        postings = postings.saturating_add(passages);
        if postings > POSTINGS || ranked == RANKED_GRAMS {
            break;
        }
        ranked += 1;
        weighted.grams_total += weight;
        weighted.terms.push(WeightedTerm {
            key: query::gram_key(&gram),
            part: QueryPart::Gram(weighted.grams.len()),
            weight,
        });
        weighted.grams.push((gram, weight));
    }
}

/// How often a term occurs in a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermCount {
    /// An index into [`WeightedQuery::terms`].
    pub term: usize,
    /// Occurrences in the title.
    pub title: u32,
    /// Occurrences in the text.
    pub text: u32,
}

/// The score of a passage. A struct, because more than matching words may count.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// The rank of the passage, 0 to 1.
    pub total: f64,
    /// The match of words and grams, 0 to 1.
    pub lexical: f64,
}

/// The properties of a passage that its score depends on.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The number of words in its title.
    pub title_length: f64,
    /// The number of words in its text.
    pub text_length: f64,
    /// Whether its words have grams.
    pub has_grams: bool,
    /// The question's terms in it.
    pub counts: &'a [TermCount],
}

/// The score of a candidate.
pub fn score(query: &WeightedQuery, corpus: &Corpus, candidate: &Candidate<'_>) -> Score {
    let mut words = vec![0.0; query.words.len()];
    let mut grams = vec![0.0; query.grams.len()];
    let title_norm = 1.0 - TITLE_B + TITLE_B * candidate.title_length / corpus.title_length;
    let text_norm = 1.0 - TEXT_B + TEXT_B * candidate.text_length / corpus.text_length;
    for count in candidate.counts {
        let frequency =
            TITLE_WEIGHT * f64::from(count.title) / title_norm + f64::from(count.text) / text_norm;
        let slot = match query.terms.get(count.term).map(|term| term.part) {
            Some(QueryPart::Word(number)) => words.get_mut(number),
            Some(QueryPart::Gram(number)) => grams.get_mut(number),
            None => None,
        };
        if let Some(slot) = slot {
            *slot += frequency;
        }
    }
    let words = share(
        words
            .iter()
            .zip(query.words.iter().map(|(_, weight)| *weight)),
        query.words_total,
    );
    let lexical = if query.grams.is_empty() || !candidate.has_grams {
        words
    } else {
        let grams = share(
            grams
                .iter()
                .zip(query.grams.iter().map(|(_, weight)| *weight)),
            query.grams_total,
        );
        f64::midpoint(words, grams)
    };
    Score {
        total: lexical,
        lexical,
    }
}

/// The BM25 sum over (frequency, weight), as a share of the maximum sum.
fn share<'a>(terms: impl Iterator<Item = (&'a f64, f64)>, total: f64) -> f64 {
    let sum: f64 = terms
        .map(|(frequency, weight)| weight * frequency / (K1 + frequency))
        .sum();
    if total > 0.0 {
        (sum / total).min(1.0)
    } else {
        0.0
    }
}

/// The score of a passage for a question with the words `asked`. Higher if the heading or an alternative is the
/// question itself, and a little less so if it means the same. `names` are the site's names.
#[expect(
    clippy::implicit_hasher,
    reason = "whoever asks has a set with the standard hasher"
)]
pub fn favour_exact(
    asked: &[Word],
    passage: &Passage,
    alternatives: &[String],
    names: &HashSet<String>,
    score: Score,
) -> Score {
    let mut phrasings = passage.title_path.last().into_iter().chain(alternatives);
    let least = if phrasings.any(|phrasing| words::words(phrasing) == asked) {
        EXACT_HEADING
    } else {
        match phrasing::says_the_same(asked, passage, alternatives, names) {
            Some(SaysTheSame::Alternative) => ASKS_THE_SAME,
            Some(SaysTheSame::Heading) => SAME_WORDS,
            None => return score,
        }
    };
    Score {
        total: score.total.max(least),
        ..score
    }
}

#[cfg(test)]
mod tests;
