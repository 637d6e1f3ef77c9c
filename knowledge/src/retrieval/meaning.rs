//! Also ranks the passages that share words with a question by their meaning.
//!
//! A text's vector is the sum of its words' rows, each weighted by how distinctive the word is on this site. The
//! frequency of a word on the site is known for the question's own words. For others it is estimated from the
//! candidates, and from help pages in general while there are few candidates.

use std::collections::HashMap;

use rustc_hash::FxHashMap;

use super::{
    ScoredPassage, SentenceNearness,
    language::Language,
    near_words::{AskedWord, NearWords},
    query::QueryWord,
    ranking::{self, Score},
    terms::Stemming,
    word_pieces,
    word_table::{Piece, WordTable},
};
use crate::sentences;

/// The weights of the parts of a passage's score.
const LEXICAL: f64 = 0.2;
/// For the cosines to the title or the nearest alternative, and to the title with the text, averaged.
const WHOLE: f64 = 0.4;
/// For the cosine to the nearest sentence.
const BEST_SENTENCE: f64 = 0.2;
/// For how much of the question is in the passage, by the words themselves or by words close in meaning.
const NEAR_WORDS: f64 = 0.2;
/// The inflected forms of a word share this many bytes at the start.
const FORM_BYTES: usize = 3;
/// Help pages in general count as this many passages, in addition to those of the site.
const GENERAL_PASSAGES: f64 = 100.0;
/// The most words of a passage that are read. Even the longest passage has fewer.
const PASSAGE_WORDS: usize = 1_000;

/// What the index knows about the question's words.
pub struct SiteCounts<'a> {
    /// The number of the site's passages in the searched languages.
    pub passages: f64,
    /// How many of them have each word of the question, by its spelling. Other words are estimated.
    pub with_word: &'a HashMap<&'a str, u32>,
    /// The meaningful words of the question.
    pub asked: &'a [QueryWord],
}

/// Scores `passages` again, by their words as before and by their meaning. `alternatives` has the alternatives of each
/// passage, which replace its title if they are nearer. Returns false without changing anything if the table has no
/// word of the question.
pub fn score(
    table: &WordTable,
    question: &str,
    site: &SiteCounts<'_>,
    passages: &mut [ScoredPassage],
    alternatives: &[Vec<String>],
) -> bool {
    let mut words = Words {
        table,
        numbers: FxHashMap::default(),
        known: Vec::new(),
    };
    let asked = words.numbers_of(question, usize::MAX);
    if asked.is_empty() {
        return false;
    }
    let texts: Vec<PassageText> = (passages.iter().enumerate())
        .map(|(number, scored)| {
            let text = PassageText {
                title: words.numbers_of(&scored.passage.title_path.join("\n"), PASSAGE_WORDS),
                alternatives: (alternatives.get(number).into_iter().flatten())
                    .map(|phrasing| words.numbers_of(phrasing, PASSAGE_WORDS))
                    .collect(),
                sentences: words.sentences_of(&scored.passage.text),
            };
            words.count(number, &text);
            text
        })
        .collect();

    let candidates = count(passages.len());
    let asked = words.sum(&asked, |word, spelled| {
        let passages = (site.with_word.get(spelled)).map_or_else(
            || count(word.candidates) / candidates.max(1.0) * site.passages,
            |known| f64::from(*known),
        );
        weight(passages, site.passages, word.share)
    });
    if length(&asked) == 0.0 {
        return false;
    }
    let vectors = words.vectors(|word, spelled| {
        let passages = (site.with_word.get(spelled)).map_or_else(
            || count(word.candidates),
            |known| f64::from(*known) / site.passages.max(1.0) * candidates,
        );
        weight(passages, candidates, word.share)
    });
    let near_words = words.near_words(site, &vectors);
    for (scored, text) in passages.iter_mut().zip(&texts) {
        let (whole, nearest) = nearness(&asked, text, &vectors, table.dimensions());
        let (near, covered) = coverage(&near_words, text);
        let total = LEXICAL * scored.score.lexical + whole + NEAR_WORDS * near;
        scored.nearness = (nearest.into_iter().zip(covered))
            .map(|((start, whole), covered)| SentenceNearness {
                start,
                whole,
                covered,
            })
            .collect();
        scored.score = Score {
            total: total.clamp(0.0, 1.0),
            ..scored.score
        };
    }
    true
}

/// How much of the question is in a passage, by words or by words close in meaning, and in each of its sentences
/// together with the title.
fn coverage(near_words: &NearWords, text: &PassageText) -> (f64, Vec<f64>) {
    let title = near_words.nearest(&text.title, &[]);
    let mut whole = title.clone();
    let mut sentences = Vec::with_capacity(text.sentences.len());
    for (_, words) in &text.sentences {
        sentences.push(near_words.share(&near_words.nearest(words, &title)));
        whole = near_words.nearest(words, &whole);
    }
    let title = (text.alternatives.iter())
        .map(|phrasing| near_words.share(&near_words.nearest(phrasing, &title)))
        .fold(near_words.share(&title), f64::max);
    let best = sentences.iter().copied().fold(title, f64::max);
    (f64::midpoint(near_words.share(&whole), best), sentences)
}

/// The part of a score that is due to meaning, and how near each sentence is.
fn nearness(
    asked: &[f32],
    text: &PassageText,
    vectors: &[f32],
    dimensions: usize,
) -> (f64, Vec<(usize, f64)>) {
    let add = |words: &[usize], sum: &mut [f32]| {
        for word in words {
            let start = word * dimensions;
            let vector = vectors.get(start..start + dimensions).unwrap_or_default();
            for (sum, number) in sum.iter_mut().zip(vector) {
                *sum += number;
            }
        }
    };
    let mut whole = vec![0.0; dimensions];
    add(&text.title, &mut whole);
    let title = (!text.title.is_empty()).then(|| cosine(asked, &whole));
    let phrasings = text.alternatives.iter().map(|phrasing| {
        let mut vector = vec![0.0; dimensions];
        add(phrasing, &mut vector);
        cosine(asked, &vector)
    });
    let title = title.into_iter().chain(phrasings).reduce(f64::max);
    let mut best = 0.0_f64;
    let mut sentences = Vec::with_capacity(text.sentences.len());
    for (start, sentence) in &text.sentences {
        let mut vector = vec![0.0; dimensions];
        add(sentence, &mut vector);
        let cosine = cosine(asked, &vector);
        best = best.max(cosine);
        sentences.push((*start, cosine));
        for (whole, number) in whole.iter_mut().zip(&vector) {
            *whole += number;
        }
    }
    let whole = cosine(asked, &whole);
    let share = WHOLE * f64::midpoint(title.unwrap_or(whole), whole) + BEST_SENTENCE * best;
    (share, sentences)
}

/// How distinctive a word is that occurs in `passages` of `all` passages, and in a `share` of help pages in general.
fn weight(passages: f64, all: f64, share: f64) -> f64 {
    ranking::idf(
        passages.min(all) + share * GENERAL_PASSAGES,
        all + GENERAL_PASSAGES,
    )
}

fn cosine(left: &[f32], right: &[f32]) -> f64 {
    let product: f32 = left
        .iter()
        .zip(right)
        .map(|(left, right)| left * right)
        .sum();
    let lengths = length(left) * length(right);
    if lengths > 0.0 {
        f64::from(product) / lengths
    } else {
        0.0
    }
}

fn length(vector: &[f32]) -> f64 {
    let squares: f32 = vector.iter().map(|number| number * number).sum();
    f64::from(squares).sqrt()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of passages are far below 2^52"
)]
const fn count(number: usize) -> f64 {
    number as f64
}

/// A passage as word numbers.
struct PassageText {
    title: Vec<usize>,
    alternatives: Vec<Vec<usize>>,
    /// Each sentence with its start in the text, in bytes.
    sentences: Vec<(usize, Vec<usize>)>,
}

/// A word that occurs in a text.
struct KnownWord {
    spelled: String,
    pieces: Vec<Piece>,
    /// The share of help page texts with this word.
    share: f64,
    /// The number of candidates with it, and the last of them.
    candidates: usize,
    last: Option<usize>,
}

/// The words of the question and of all candidates, without duplicates.
struct Words<'a> {
    table: &'a WordTable,
    /// The number of each word. None if the table does not have it.
    numbers: FxHashMap<String, Option<usize>>,
    known: Vec<KnownWord>,
}

impl Words<'_> {
    /// The numbers of the words of `text` that the table has, at most `most`.
    fn numbers_of(&mut self, text: &str, most: usize) -> Vec<usize> {
        let mut numbers = Vec::new();
        word_pieces::each_word(text, |word| {
            let known = self.numbers.get(word).copied();
            let number = known.unwrap_or_else(|| self.insert(word));
            numbers.extend(number.filter(|_| numbers.len() < most));
        });
        numbers
    }

    fn insert(&mut self, word: &str) -> Option<usize> {
        let number = word_pieces::pieces_of(self.table, word).map(|pieces| {
            let share = match pieces.as_slice() {
                [whole] => self.table.share(*whole),
                _ => 0.0,
            };
            self.known.push(KnownWord {
                spelled: word.to_owned(),
                pieces,
                share,
                candidates: 0,
                last: None,
            });
            self.known.len() - 1
        });
        self.numbers.insert(word.to_owned(), number);
        number
    }

    fn sentences_of(&mut self, markdown: &str) -> Vec<(usize, Vec<usize>)> {
        let mut left = PASSAGE_WORDS;
        let mut sentences = Vec::new();
        for block in sentences::blocks(markdown) {
            for sentence in block.sentences {
                let words = self.numbers_of(&sentences::searchable(sentence), left);
                left -= words.len();
                if !words.is_empty() {
                    let start = sentence.as_ptr().addr() - markdown.as_ptr().addr();
                    sentences.push((start, words));
                }
            }
        }
        sentences
    }

    /// How near the known words are to the question's meaningful words.
    fn near_words(&self, site: &SiteCounts<'_>, vectors: &[f32]) -> NearWords {
        let stemming = Stemming::new(Language::English);
        let mut total = 0.0;
        let mut asked = Vec::with_capacity(site.asked.len());
        for word in site.asked {
            let passages = site.with_word.get(word.spelled.as_str());
            let passages = f64::from(passages.copied().unwrap_or(0));
            let number = self.numbers.get(&word.spelled).copied().flatten();
            let share = number
                .and_then(|number| self.known.get(number))
                .map_or(0.0, |known| known.share);
            let weight = weight(passages, site.passages, share);
            total += weight;
            let Some(number) = number else { continue };
            let start = word.spelled.get(..FORM_BYTES).unwrap_or(&word.spelled);
            let is_form = |known: &KnownWord| {
                known.spelled.starts_with(start)
                    && word.stems.contains(&stemming.stem(&known.spelled))
            };
            asked.push(AskedWord {
                number,
                weight,
                forms: (self.known.iter().enumerate())
                    .filter_map(|(number, known)| is_form(known).then_some(number))
                    .collect(),
            });
        }
        NearWords::new(&asked, total, vectors, self.table.dimensions())
    }

    fn count(&mut self, passage: usize, text: &PassageText) {
        let sentences = text.sentences.iter().flat_map(|(_, words)| words);
        for number in text.title.iter().chain(sentences) {
            if let Some(word) = self.known.get_mut(*number)
                && word.last != Some(passage)
            {
                word.last = Some(passage);
                word.candidates += 1;
            }
        }
    }

    fn add(&self, word: &KnownWord, weight: f64, vector: &mut [f32]) {
        #[expect(clippy::cast_possible_truncation, reason = "a weight is below 10")]
        let weight = weight as f32;
        for piece in &word.pieces {
            self.table.add(*piece, weight, vector);
        }
    }

    fn sum(&self, numbers: &[usize], weight: impl Fn(&KnownWord, &str) -> f64) -> Vec<f32> {
        let mut sum = vec![0.0; self.table.dimensions()];
        for word in numbers.iter().filter_map(|number| self.known.get(*number)) {
            self.add(word, weight(word, &word.spelled), &mut sum);
        }
        sum
    }

    /// The weighted vector of every word, one after the other.
    fn vectors(&self, weight: impl Fn(&KnownWord, &str) -> f64) -> Vec<f32> {
        let mut vectors = vec![0.0; self.known.len() * self.table.dimensions()];
        let rows = vectors.chunks_exact_mut(self.table.dimensions());
        for (word, vector) in self.known.iter().zip(rows) {
            self.add(word, weight(word, &word.spelled), vector);
        }
        vectors
    }
}

#[cfg(test)]
mod tests;
