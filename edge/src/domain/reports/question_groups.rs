//! Groups of questions that ask the same in other words.
//!
//! A question is the stems of its telling words and, for English words if there is a word table, the mean of their
//! vectors. A group is the sum of its questions. A question joins the group that it is most similar to (cosine), or
//! begins a new one. The weights of words and meaning, and the least similarity, were chosen on two sets of questions
//! that people have sorted: B-cubed F1 is 0.787 on FAQ questions of forums (0.786 by words alone) and 0.566 on
//! questions to a bank (0.558), whose intents share most of their words. More weight for words scores up to 0.807, but
//! does not group questions that share no words.

use std::collections::{BTreeSet, HashMap};

use porchlight_knowledge::retrieval::{
    language::{Language, of_question},
    word_pieces::words_of,
    word_table::WordTable,
};

use super::topics::stems;

/// The weight of words in the similarity. Meaning has the rest.
const WORDS: f64 = 0.5;
/// The least similarity (cosine, 0 to 1) of a question to its group, if meaning counts.
const LIKENESS: f64 = 0.3;
/// The least similarity if only words count.
const LIKENESS_OF_WORDS: f64 = 0.2;
/// How often questions are compared with all groups: the first question of a group alone is less reliable than all of
/// its questions together.
const PASSES: usize = 2;
/// The number of general texts of help pages that are added to the questions to compute how rare a word is.
const GENERAL_TEXTS: f64 = 100.0;

/// The group of each question. Groups are numbered from 0 in the order of their first questions. A question without
/// words is a group of its own.
pub fn group(table: Option<&WordTable>, questions: &[&str]) -> Vec<usize> {
    let phrases = phrases(table, questions);
    let mut groups: Vec<Sum> = Vec::new();
    let mut places: Vec<Option<usize>> = vec![None; phrases.len()];
    for pass in 0..PASSES {
        for (place, phrase) in places.iter_mut().zip(&phrases) {
            if let Some(group) = place.and_then(|place| groups.get_mut(place)) {
                group.add(phrase, -1.0);
            }
            let best = best(phrase, &groups).or(place.filter(|_| pass > 0));
            let best = best.unwrap_or_else(|| {
                groups.push(Sum::default());
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(best) {
                group.add(phrase, 1.0);
            }
            *place = Some(best);
        }
    }
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    places
        .into_iter()
        .map(|place| {
            let next = numbers.len();
            *numbers.entry(place.unwrap_or(next)).or_insert(next)
        })
        .collect()
}

/// The index of the question that is most similar to all of them; 0 if there are none.
pub fn most_typical(table: Option<&WordTable>, questions: &[&str]) -> usize {
    let phrases = phrases(table, questions);
    let mut all = Sum::default();
    for phrase in &phrases {
        all.add(phrase, 1.0);
    }
    let likeness = |phrase: &Phrase| all.likeness(phrase);
    let best = phrases
        .iter()
        .enumerate()
        // Of equal ones, the first wins.
        .rev()
        .max_by(|(_, left), (_, right)| likeness(left).total_cmp(&likeness(right)));
    best.map_or(0, |(place, _)| place)
}

fn best(phrase: &Phrase, groups: &[Sum]) -> Option<usize> {
    let mut best: Option<(f64, usize)> = None;
    for (place, group) in groups.iter().enumerate() {
        let likeness = group.likeness(phrase);
        if likeness >= best.map_or(phrase.least, |(best, _)| best) {
            best = Some((likeness, place));
        }
    }
    best.map(|(_, place)| place)
}

/// A question as a vector of length 1, or 0 if it has no words.
struct Phrase {
    terms: Vec<(usize, f64)>,
    meaning: Vec<f32>,
    least: f64,
}

#[derive(Default)]
struct Sum {
    questions: f64,
    terms: HashMap<usize, f64>,
    meaning: Vec<f32>,
    length: f64,
}

impl Sum {
    fn add(&mut self, phrase: &Phrase, times: f64) {
        self.questions += times;
        for (term, weight) in &phrase.terms {
            *self.terms.entry(*term).or_default() += weight * times;
        }
        if self.meaning.len() < phrase.meaning.len() {
            self.meaning.resize(phrase.meaning.len(), 0.0);
        }
        let sign = if times < 0.0 { -1.0 } else { 1.0 };
        for (sum, number) in self.meaning.iter_mut().zip(&phrase.meaning) {
            *sum += sign * number;
        }
        let terms: f64 = self.terms.values().map(|weight| weight * weight).sum();
        self.length = (terms + squares(&self.meaning)).sqrt();
    }

    fn likeness(&self, phrase: &Phrase) -> f64 {
        if self.questions < 0.5 || self.length == 0.0 {
            return 0.0;
        }
        let weight = |term: &usize| self.terms.get(term).copied().unwrap_or(0.0);
        let terms: f64 = phrase
            .terms
            .iter()
            .map(|(term, times)| weight(term) * times)
            .sum();
        let meaning: f32 = (self.meaning.iter().zip(&phrase.meaning))
            .map(|(left, right)| left * right)
            .sum();
        (terms + f64::from(meaning)) / self.length
    }
}

fn squares(vector: &[f32]) -> f64 {
    f64::from(vector.iter().map(|number| number * number).sum::<f32>())
}

fn phrases(table: Option<&WordTable>, questions: &[&str]) -> Vec<Phrase> {
    let stems: Vec<BTreeSet<String>> = questions.iter().map(|question| stems(question)).collect();
    let count = f64::from(u32::try_from(questions.len()).unwrap_or(u32::MAX));
    let mut numbers: HashMap<&str, (usize, f64)> = HashMap::new();
    for stem in stems.iter().flatten() {
        let next = numbers.len();
        numbers.entry(stem).or_insert((next, 0.0)).1 += 1.0;
    }
    let table = |question: &str| {
        let is_english = of_question(question, None).likely.first() == Some(&Language::English);
        table.filter(|_| is_english)
    };
    let mut with_word: HashMap<String, f64> = HashMap::new();
    for question in questions {
        let Some(table) = table(question) else {
            continue;
        };
        let words = words_of(table, question).into_iter().map(|(word, _)| word);
        for word in words.collect::<BTreeSet<_>>() {
            *with_word.entry(word).or_default() += 1.0;
        }
    }
    questions
        .iter()
        .zip(&stems)
        .map(|(question, stems)| {
            let meaning = table(question)
                .map(|table| meaning(table, question, &with_word, count))
                .unwrap_or_default();
            let share = if meaning.is_empty() { 1.0 } else { WORDS };
            let mut terms: Vec<(usize, f64)> = stems
                .iter()
                .filter_map(|stem| numbers.get(stem.as_str()))
                .map(|(number, with)| (*number, (1.0 + count / with).ln()))
                .collect();
            let length = terms.iter().map(|(_, weight)| weight * weight).sum::<f64>();
            for (_, weight) in &mut terms {
                *weight *= share.sqrt() / length.sqrt();
            }
            Phrase {
                terms,
                least: if meaning.is_empty() {
                    LIKENESS_OF_WORDS
                } else {
                    LIKENESS
                },
                meaning,
            }
        })
        .collect()
}

/// The mean of the vectors of a question's words, scaled to its weight in the similarity; empty if the table has none
/// of the words.
fn meaning(
    table: &WordTable,
    question: &str,
    with_word: &HashMap<String, f64>,
    count: f64,
) -> Vec<f32> {
    let mut vector = vec![0.0; table.dimensions()];
    for (word, pieces) in words_of(table, question) {
        if Language::English.is_stop_word(&word) {
            continue;
        }
        let share = match pieces.as_slice() {
            [whole] => table.share(*whole),
            _ => 0.0,
        };
        let with = with_word.get(&word).copied().unwrap_or(0.0) + share * GENERAL_TEXTS;
        let all = count + GENERAL_TEXTS;
        let weight = (1.0 + (all - with + 0.5) / (with + 0.5)).ln();
        #[expect(clippy::cast_possible_truncation, reason = "a weight is below 10")]
        let weight = weight as f32;
        for piece in pieces {
            table.add(piece, weight, &mut vector);
        }
    }
    let length = squares(&vector).sqrt();
    if length == 0.0 {
        return Vec::new();
    }
    #[expect(clippy::cast_possible_truncation, reason = "a factor near 1")]
    let scale = ((1.0 - WORDS).sqrt() / length) as f32;
    for number in &mut vector {
        *number *= scale;
    }
    vector
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> WordTable {
        let bytes = include_bytes!("../../../../knowledge/table/table.bin");
        WordTable::parse(bytes.to_vec()).unwrap()
    }

    const ASKED: [&str; 7] = [
        "Do you ship to Norway?",
        "Can I pay with PayPal?",
        "do you deliver to norway",
        "is paypal accepted as payment",
        "Who won the football championship in 1974?",
        "Shipping to Oslo, Norway?",
        "What are your opening hours?",
    ];

    #[test]
    fn the_same_question_in_other_words_is_in_one_group() {
        let table = table();
        assert_eq!(group(Some(&table), &ASKED), [0, 1, 0, 1, 2, 0, 3]);
    }

    #[test]
    fn questions_without_a_common_word_are_near_by_what_they_mean() {
        let table = table();
        let asked = [
            "What is the delivery time?",
            "how long does shipping take",
            "Do you sell bulbs?",
        ];
        assert_eq!(group(Some(&table), &asked), [0, 0, 1]);
        assert_eq!(group(None, &asked), [0, 1, 2], "not by words");
    }

    #[test]
    fn other_languages_are_grouped_by_their_words() {
        let table = table();
        let asked = [
            "Liefern Sie nach Norwegen?",
            "Wie kann ich bezahlen?",
            "Lieferung nach Norwegen",
        ];
        assert_eq!(group(Some(&table), &asked), [0, 1, 0]);
    }

    #[test]
    fn what_has_no_words_is_alone() {
        assert_eq!(group(None, &["???", "", "lamp"]), [0, 1, 2]);
        assert!(group(None, &[]).is_empty());
    }

    #[test]
    fn the_most_typical_question_names_the_group() {
        let table = table();
        let asked = ["Oslo?", "Do you ship to Norway?", "ship Norway please"];
        assert_ne!(most_typical(Some(&table), &asked), 0);
        assert_eq!(most_typical(None, &[]), 0);
    }
}
