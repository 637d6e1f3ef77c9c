//! BM25F over the candidates, normalised to 0…1 so that the score itself says how good a match is.
//!
//! Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.6.

use super::{
    language::Language,
    query::{self, Query},
};

/// How much a word in the title counts more than one in the text.
const TITLE_WEIGHT: f64 = 2.0;
/// How fast repeating a word stops helping.
const K1: f64 = 1.2;
/// How much a long text is held against a passage, 0 to 1.
const TEXT_B: f64 = 0.75;
/// The same of a title: a path of headings is longer than a title alone, and no worse for it.
const TITLE_B: f64 = 0.4;
/// Dampens how much more a rare word tells than a frequent one. Measured: better than 1 in most languages.
const IDF_POWER: f64 = 0.8;
/// Most words that are ranked by, the rarest.
const RANKED_WORDS: usize = 32;
/// Most grams that are ranked by, the rarest.
const RANKED_GRAMS: usize = 48;
/// Most postings that one question reads. Beyond it the most frequent words are left out; they tell least.
pub const POSTINGS: u32 = 10_000;

/// A project's passages in one language. Sums are exact multiples of halves, thirds, …: rounded where they are used.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct LanguageStatistics {
    /// A tag, or empty.
    pub language: String,
    /// How many passages.
    pub passages: f64,
    /// Their titles' words, summed.
    pub title_length: f64,
    /// Their texts' words, summed.
    pub text_length: f64,
}

/// A project's passages as a whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Corpus {
    /// How many there are.
    pub passages: f64,
    /// Words in a title, on average; at least 1.
    pub title_length: f64,
    /// Words in a text, on average; at least 1.
    pub text_length: f64,
    /// Some passages have grams.
    pub has_grams: bool,
}

impl Corpus {
    /// Sums up a project's languages.
    pub fn new(languages: &[LanguageStatistics]) -> Self {
        let sum = |number: fn(&LanguageStatistics) -> f64| -> f64 {
            languages.iter().map(number).sum::<f64>().max(0.0)
        };
        let passages = sum(|language| language.passages);
        Self {
            passages,
            title_length: (sum(|language| language.title_length) / passages.max(1.0)).max(1.0),
            text_length: (sum(|language| language.text_length) / passages.max(1.0)).max(1.0),
            has_grams: languages.iter().any(|statistics| {
                statistics.passages > 0.0
                    && Language::from_tag(&statistics.language)
                        .unwrap_or(Language::Other)
                        .has_grams()
            }),
        }
    }

    /// How much a term in `passages` passages tells.
    pub fn idf(&self, passages: u32) -> f64 {
        let passages = f64::from(passages).min(self.passages);
        (1.0 + (self.passages - passages + 0.5) / (passages + 0.5))
            .ln()
            .powf(IDF_POWER)
    }
}

/// What a term counts towards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// The word of that number among [`WeightedQuery::words`].
    Word(usize),
    /// The gram of that number among [`WeightedQuery::grams`].
    Gram(usize),
}

/// A term to be found.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightedTerm {
    /// Its key in the index, without the project's prefix.
    pub key: String,
    /// What finding it counts towards.
    pub group: Group,
    /// How much it tells.
    pub weight: f64,
}

/// A question with what each of its words tells in this project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WeightedQuery {
    /// The words that are ranked by: their stems, and what they tell.
    pub words: Vec<(Vec<String>, f64)>,
    /// The grams that are ranked by, and what they tell.
    pub grams: Vec<(String, f64)>,
    /// What reaches the index.
    pub terms: Vec<WeightedTerm>,
    /// The most that all words could tell, unknown ones included.
    pub words_total: f64,
    /// The most that all grams could tell.
    pub grams_total: f64,
    /// The share of words that no passage has, 0 to 1.
    pub unknown: f64,
}

/// Weighs `query` by the document frequencies that `passages_with` gives for a key.
pub fn weigh(query: &Query, corpus: &Corpus, passages_with: impl Fn(&str) -> u32) -> WeightedQuery {
    let mut known = Vec::new();
    let mut unknown = 0_u32;
    let mut words = 0_u32;
    for word in &query.words {
        words += 1;
        let stems: Vec<(String, u32)> = word
            .stems
            .iter()
            .map(|stem| (stem.clone(), passages_with(&query::stem_key(stem))))
            .filter(|(_, passages)| *passages > 0)
            .collect();
        match stems.iter().map(|(_, passages)| *passages).max() {
            Some(passages) => known.push((stems, passages)),
            None => unknown += 1,
        }
    }
    known.sort_by_key(|(_, passages)| *passages);
    known.truncate(RANKED_WORDS);

    let mut weighted = WeightedQuery {
        unknown: f64::from(unknown) / f64::from(words.max(1)),
        words_total: f64::from(unknown) * corpus.idf(0),
        ..WeightedQuery::default()
    };
    let mut postings = 0_u32;
    for (stems, passages) in known {
        postings = postings.saturating_add(stems.iter().map(|(_, passages)| passages).sum());
        if postings > POSTINGS && !weighted.words.is_empty() {
            break;
        }
        let weight = corpus.idf(passages);
        let group = Group::Word(weighted.words.len());
        weighted
            .terms
            .extend(stems.iter().map(|(stem, _)| WeightedTerm {
                key: query::stem_key(stem),
                group,
                weight,
            }));
        weighted.words_total += weight;
        weighted
            .words
            .push((stems.into_iter().map(|(stem, _)| stem).collect(), weight));
    }
    if corpus.has_grams {
        weigh_grams(query, corpus, passages_with, &mut weighted, postings);
    }
    weighted
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
            group: Group::Gram(weighted.grams.len()),
            weight,
        });
        weighted.grams.push((gram, weight));
    }
}

/// How often a term stands in a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermCount {
    /// The term's number among [`WeightedQuery::terms`].
    pub term: usize,
    /// In its title.
    pub title: u32,
    /// In its text.
    pub text: u32,
}

/// A passage's score. A struct, because more than words may speak for a passage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// What passages are ordered by, 0 to 1.
    pub total: f64,
    /// The match of words and grams, 0 to 1.
    pub lexical: f64,
}

/// The score of a candidate with fields of these lengths, in words.
pub fn score(
    query: &WeightedQuery,
    corpus: &Corpus,
    title_length: f64,
    text_length: f64,
    counts: &[TermCount],
) -> Score {
    let mut words = vec![0.0; query.words.len()];
    let mut grams = vec![0.0; query.grams.len()];
    let title_norm = 1.0 - TITLE_B + TITLE_B * title_length / corpus.title_length;
    let text_norm = 1.0 - TEXT_B + TEXT_B * text_length / corpus.text_length;
    for count in counts {
        let frequency =
            TITLE_WEIGHT * f64::from(count.title) / title_norm + f64::from(count.text) / text_norm;
        let slot = match query.terms.get(count.term).map(|term| term.group) {
            Some(Group::Word(number)) => words.get_mut(number),
            Some(Group::Gram(number)) => grams.get_mut(number),
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
    let lexical = if query.grams.is_empty() {
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

/// BM25's sum over (frequency, weight), as a share of the most it could be.
fn share<'a>(terms: impl Iterator<Item = (&'a f64, f64)>, total: f64) -> f64 {
    let sum: f64 = terms
        .map(|(frequency, weight)| weight * frequency / (K1 + frequency))
        .sum();
    if total > 0.0 { sum / total } else { 0.0 }
}
