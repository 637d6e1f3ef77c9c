//! The topics that visitors ask about: groups of similar questions.
//!
//! A question is the set of its words' stems, without words that carry no meaning. A group is the sum of its questions.
//! A question joins the group that it is most similar to (cosine, each word weighted by how rare it is), or begins a
//! new group if it is similar to none. Groups from earlier days come first and keep all their questions, so a topic
//! keeps its id and its name. New questions are compared again once all groups exist, because the first question of a
//! group alone is less reliable than all of its questions together.
//!
//! Measured by `cargo xtask eval` on questions that people have sorted into intents, with B-cubed (Bagga and Baldwin,
//! 1998): for each question, how many in its group belong there, and how many that belong there are in its group.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use porchlight_knowledge::retrieval::{
    language::{Language, of_question},
    terms::Stemming,
    words::{Word, fold, pairs, words},
};
use porchlight_shared::ids::MessageId;
use serde::{Deserialize, Serialize};

/// The most questions that are grouped at a time.
pub const QUESTIONS: usize = 2_000;
/// The least similarity (cosine, 0 to 1) of a question to its group. Chosen on the development sets.
const LIKENESS: f64 = 0.2;
/// How often new questions are compared with all groups.
const PASSES: usize = 3;

/// A question to group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedQuestion {
    /// The message in which the visitor asks it.
    pub id: MessageId,
    /// The question, as the visitor wrote it.
    pub text: String,
}

/// The sum of a group's questions: their number, and how many of them contain each word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Centre {
    /// The number of questions.
    pub questions: u32,
    /// The stem of each word, and how many questions contain it.
    pub terms: BTreeMap<String, u32>,
}

impl Centre {
    fn add(&mut self, terms: &BTreeSet<String>) {
        self.questions += 1;
        for term in terms {
            *self.terms.entry(term.clone()).or_default() += 1;
        }
    }

    fn take(&mut self, terms: &BTreeSet<String>) {
        self.questions = self.questions.saturating_sub(1);
        for term in terms {
            if let Some(count) = self.terms.get_mut(term) {
                *count -= 1;
                if *count == 0 {
                    self.terms.remove(term);
                }
            }
        }
    }
}

/// The result of grouping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// All groups: the known ones in their order, then the new ones.
    pub centres: Vec<Centre>,
    /// The index into `centres` for each question, or `None` if the question has no words.
    pub places: Vec<Option<usize>>,
    /// For each new group, the index of the question that is most similar to all of the group's questions and becomes
    /// its name.
    pub names: Vec<usize>,
}

/// Makes one group of `questions`. Returns it with the index of the question that is most similar to all of them;
/// `None` if there are none.
pub fn renew(questions: &[AskedQuestion]) -> Option<(Centre, usize)> {
    let terms: Vec<BTreeSet<String>> = questions
        .iter()
        .map(|question| stems(&question.text))
        .collect();
    let mut centre = Centre::default();
    for terms in &terms {
        centre.add(terms);
    }
    let rarity = Rarity::of(std::slice::from_ref(&centre), &[]);
    let likeness = |terms: &BTreeSet<String>| rarity.likeness(terms, &centre);
    let (name, _) = terms
        .iter()
        .enumerate()
        .max_by(|(_, left), (_, right)| likeness(left).total_cmp(&likeness(right)))?;
    Some((centre, name))
}

/// Sorts `questions` into the `known` groups and new ones.
pub fn group(known: Vec<Centre>, questions: &[AskedQuestion]) -> Grouping {
    let known_count = known.len();
    let terms: Vec<BTreeSet<String>> = questions
        .iter()
        .map(|question| stems(&question.text))
        .collect();
    let rarity = Rarity::of(&known, &terms);
    let mut centres = known;
    let mut places: Vec<Option<usize>> = vec![None; questions.len()];
    for pass in 0..PASSES {
        let mut index = Index::of(&centres);
        for (place, terms) in places.iter_mut().zip(&terms) {
            if terms.is_empty() {
                continue;
            }
            if let Some(before) = place.and_then(|place| centres.get_mut(place)) {
                before.take(terms);
            }
            let best = rarity.best(terms, &centres, &index);
            let best = best.or(place.filter(|_| pass > 0)).unwrap_or_else(|| {
                centres.push(Centre::default());
                centres.len() - 1
            });
            if let Some(centre) = centres.get_mut(best) {
                centre.add(terms);
            }
            index.add(terms, best);
            *place = Some(best);
        }
    }
    without_empty(known_count, centres, places, &terms, &rarity)
}

/// Removes new groups that have lost all their questions to others, and names the rest.
fn without_empty(
    known_count: usize,
    centres: Vec<Centre>,
    places: Vec<Option<usize>>,
    terms: &[BTreeSet<String>],
    rarity: &Rarity,
) -> Grouping {
    let mut moved = HashMap::new();
    let mut kept = Vec::new();
    for (place, centre) in centres.into_iter().enumerate() {
        if place < known_count || centre.questions > 0 {
            moved.insert(place, kept.len());
            kept.push(centre);
        }
    }
    let places: Vec<Option<usize>> = places
        .into_iter()
        .map(|place| moved.get(&place?).copied())
        .collect();
    let mut names: Vec<Option<(f64, usize)>> = vec![None; kept.len() - known_count];
    for (question, (place, terms)) in places.iter().zip(terms).enumerate() {
        let Some(new) = place.and_then(|place| place.checked_sub(known_count)) else {
            continue;
        };
        let (Some(centre), Some(name)) = (kept.get(new + known_count), names.get_mut(new)) else {
            continue;
        };
        let likeness = rarity.likeness(terms, centre);
        if name.is_none_or(|(best, _)| likeness > best) {
            *name = Some((likeness, question));
        }
    }
    Grouping {
        centres: kept,
        places,
        names: names
            .into_iter()
            .map(|name| name.map_or(0, |(_, question)| question))
            .collect(),
    }
}

/// The weight of words: rare words count more.
struct Rarity {
    questions: f64,
    with_term: HashMap<String, u32>,
}

impl Rarity {
    fn of(known: &[Centre], new: &[BTreeSet<String>]) -> Self {
        let mut with_term: HashMap<String, u32> = HashMap::new();
        for centre in known {
            for (term, count) in &centre.terms {
                *with_term.entry(term.clone()).or_default() += count;
            }
        }
        for term in new.iter().flatten() {
            *with_term.entry(term.clone()).or_default() += 1;
        }
        let known: u32 = known.iter().map(|centre| centre.questions).sum();
        let new = u32::try_from(new.len()).unwrap_or(u32::MAX);
        Self {
            questions: f64::from(known.saturating_add(new)),
            with_term,
        }
    }

    fn weight(&self, term: &str) -> f64 {
        let count = self.with_term.get(term).copied().unwrap_or(1).max(1);
        (1.0 + self.questions / f64::from(count)).ln()
    }

    /// The cosine of a question and a group.
    fn likeness(&self, terms: &BTreeSet<String>, centre: &Centre) -> f64 {
        let mut product = 0.0;
        let mut question = 0.0;
        for term in terms {
            let weight = self.weight(term);
            question += weight * weight;
            let count = centre.terms.get(term).copied().unwrap_or(0);
            product += weight * weight * f64::from(count);
        }
        let group: f64 = centre
            .terms
            .iter()
            .map(|(term, count)| (self.weight(term) * f64::from(*count)).powi(2))
            .sum();
        if product == 0.0 {
            0.0
        } else {
            product / (question * group).sqrt()
        }
    }

    /// The group that the question is most similar to, if it is similar enough.
    fn best(&self, terms: &BTreeSet<String>, centres: &[Centre], index: &Index) -> Option<usize> {
        let mut best = None;
        for place in index.with_any(terms) {
            let likeness = centres
                .get(place)
                .map_or(0.0, |centre| self.likeness(terms, centre));
            if likeness >= best.map_or(LIKENESS, |(best, _)| best) {
                best = Some((likeness, place));
            }
        }
        best.map(|(_, place)| place)
    }
}

/// The groups that contain a word.
struct Index(HashMap<String, BTreeSet<usize>>);

impl Index {
    fn of(centres: &[Centre]) -> Self {
        let mut index = Self(HashMap::new());
        for (place, centre) in centres.iter().enumerate() {
            for term in centre.terms.keys() {
                index.0.entry(term.clone()).or_default().insert(place);
            }
        }
        index
    }

    fn add(&mut self, terms: &BTreeSet<String>, place: usize) {
        for term in terms {
            self.0.entry(term.clone()).or_default().insert(place);
        }
    }

    fn with_any(&self, terms: &BTreeSet<String>) -> BTreeSet<usize> {
        terms
            .iter()
            .filter_map(|term| self.0.get(term))
            .flatten()
            .copied()
            .collect()
    }
}

/// The stems of `text` that carry meaning, or all of them if none does.
pub(super) fn stems(text: &str) -> BTreeSet<String> {
    let language = of_question(text, None)
        .likely
        .into_iter()
        .next()
        .unwrap_or(Language::English);
    let stemming = Stemming::new(language);
    let mut telling = BTreeSet::new();
    let mut others = BTreeSet::new();
    for word in words(text) {
        match word {
            Word::Unspaced(run) => telling.extend(pairs(&run).map(str::to_owned)),
            Word::Spaced(word) if language.is_stop_word(&fold(&word)) => {
                others.insert(stemming.stem(&word));
            }
            Word::Spaced(word) => {
                telling.insert(stemming.stem(&word));
            }
        }
    }
    if telling.is_empty() { others } else { telling }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(texts: &[&str]) -> Vec<AskedQuestion> {
        texts
            .iter()
            .map(|text| AskedQuestion {
                id: MessageId::new(0, [0; 10]),
                text: (*text).into(),
            })
            .collect()
    }

    /// Checks which questions share a group, given as the indexes of groups.
    fn check(texts: &[&str], expected: &[Option<usize>]) -> Grouping {
        let grouping = group(Vec::new(), &asked(texts));
        assert_eq!(grouping.places, expected);
        grouping
    }

    #[test]
    fn like_questions_share_a_group_and_others_do_not() {
        let grouping = check(
            &[
                "How do I reset my password?",
                "Where is my parcel?",
                "I want to reset the password",
                "When does my parcel arrive?",
                "password reset",
            ],
            &[Some(0), Some(1), Some(0), Some(1), Some(0)],
        );
        assert_eq!(grouping.names.len(), 2);
        assert_eq!(grouping.centres[0].questions, 3);
        assert_eq!(grouping.centres[0].terms["password"], 3);
    }

    #[test]
    fn what_has_no_words_belongs_nowhere() {
        check(&["???", "", "💡"], &[None, None, None]);
    }

    #[test]
    fn questions_without_spaces_are_grouped_too() {
        check(
            &[
                "パスワードを忘れました",
                "配送料はいくらですか",
                "パスワードを忘れた",
            ],
            &[Some(0), Some(1), Some(0)],
        );
    }

    #[test]
    fn known_groups_stay_where_they_are_and_grow() {
        let first = group(
            Vec::new(),
            &asked(&["How do I reset my password?", "Where is my parcel?"]),
        );
        let second = group(
            first.centres.clone(),
            &asked(&[
                "My parcel is late",
                "reset password please",
                "Do you sell bulbs?",
            ]),
        );
        assert_eq!(second.places, [Some(1), Some(0), Some(2)]);
        assert_eq!(second.centres.len(), 3);
        assert_eq!(second.centres[0].questions, 2);
        assert_eq!(second.names, [2]);
    }

    #[test]
    fn a_centre_is_stored_like_this() {
        let grouping = group(Vec::new(), &asked(&["Reset password"]));
        assert_eq!(
            serde_json::to_string(&grouping.centres[0]).unwrap(),
            r#"{"questions":1,"terms":{"password":1,"reset":1}}"#
        );
    }
}
