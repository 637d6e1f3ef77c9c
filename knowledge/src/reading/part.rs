//! What a question asks for, and whether it asks two things.

use std::collections::HashSet;

use porchlight_languages::Asking;

use crate::{
    phrases::{Token, has, longest, tokens},
    retrieval::ranking::WeightedQuery,
};

/// The weight of words in the other part of a question. They say what "it" refers to.
const OTHER_PART: f64 = 0.3;

/// The weight of words in a long question that are outside of the clause that asks.
const STORY: f64 = 0.4;
/// A question up to this length is read as a whole, in words.
const SHORT_WORDS: usize = 16;
/// A question in a script without spaces is read as a whole up to this length, in characters.
const SHORT_CHARACTERS: usize = 32;

/// The weight of words that only ask.
const ASKING: f64 = 0.1;

/// The kind of answer that a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AskedKind {
    Cost,
    /// A number, a duration or a time.
    Quantity,
    /// A definition.
    Definition,
    /// Yes or no.
    YesNo,
    Steps,
    Other,
}

impl AskedKind {
    /// Whether the words of an answer show that it is of this kind.
    pub(super) const fn is_checked(self) -> bool {
        matches!(self, Self::Cost | Self::Quantity | Self::YesNo)
    }
}

/// A question, or one of two questions in one text.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) kind: AskedKind,
    /// The meaningful words, each with its stems and its weight.
    pub(super) words: Vec<(Vec<String>, f64)>,
    /// The numbers in it.
    pub(super) numbers: Vec<u32>,
    /// Whether it asks about a negation.
    pub(super) is_negated: bool,
    /// Whether it is an alternative of the whole section, whose start then answers it.
    pub(super) is_exact: bool,
    /// The total weight of its words, including those that no passage has.
    pub(super) total: f64,
}

impl Part {
    /// The stems of the most meaningful word. An answer without it is likely about something else. None if two words
    /// are equally meaningful.
    pub(super) fn focus(&self) -> Option<&[String]> {
        let heaviest = (self.words.iter()).max_by(|(_, left), (_, right)| left.total_cmp(right))?;
        let as_heavy = self
            .words
            .iter()
            .filter(|(_, weight)| *weight >= heaviest.1);
        (as_heavy.count() == 1).then_some(heaviest.0.as_slice())
    }

    /// The weight of the part's words that are in `said`.
    pub(super) fn weight_of(&self, said: &HashSet<&str>) -> f64 {
        self.words
            .iter()
            .filter(|(stems, _)| stems.iter().any(|stem| said.contains(stem.as_str())))
            .map(|(_, weight)| weight)
            .sum()
    }
}

/// The parts of `question`: one or two.
pub(super) fn parts(
    question: &str,
    previous: Option<&str>,
    asking: Option<&Asking>,
    query: &WeightedQuery,
) -> Vec<Part> {
    let is_negated = |text: &str| {
        asking.is_some_and(|asking| {
            has(
                asking.negations,
                &tokens(text, asking.spaced),
                asking.spaced,
            )
        })
    };
    let whole = |kind| Part {
        kind,
        is_negated: is_negated(question),
        is_exact: false,
        words: query.words.clone(),
        numbers: numbers(question),
        total: query.words_total,
    };
    let Some(asking) = asking else {
        return vec![whole(AskedKind::Other)];
    };
    let query = &without_asking(question, asking, query);
    if previous.is_none()
        && let Some(clause) = asking_clause(question, asking)
    {
        return vec![part_of(clause, asking, query, STORY)];
    }
    let whole = |kind| Part {
        words: query.words.clone(),
        total: query.words_total,
        ..whole(kind)
    };
    if let Some((first, second)) = split(question, asking)
        && previous.is_none()
    {
        let own = [words_of(first, query), words_of(second, query)];
        let total: f64 = query.words.iter().map(|(_, weight)| weight).sum();
        let unknown = (query.words_total - total).max(0.0) / 2.0;
        if own.iter().all(|own| !own.is_empty()) {
            return [first, second]
                .into_iter()
                .zip(own)
                .map(|(text, own)| {
                    let words: Vec<(Vec<String>, f64)> = query
                        .words
                        .iter()
                        .enumerate()
                        .map(|(at, (stems, weight))| {
                            let share = if own.contains(&at) { 1.0 } else { OTHER_PART };
                            (stems.clone(), weight * share)
                        })
                        .collect();
                    Part {
                        kind: kind_of(text, asking),
                        is_negated: is_negated(text),
                        is_exact: false,
                        numbers: numbers(text),
                        total: unknown + words.iter().map(|(_, weight)| weight).sum::<f64>(),
                        words,
                    }
                })
                .collect();
        }
    }
    let kind = match (kind_of(question, asking), previous) {
        (AskedKind::Other, Some(previous)) => kind_of(previous, asking),
        (kind, _) => kind,
    };
    vec![whole(kind)]
}

/// Whether a question tells a story around what it asks.
pub(super) fn tells_story(question: &str, asking: Option<&Asking>) -> bool {
    asking.is_some_and(|asking| asking_clause(question, asking).is_some())
}

/// The clause of a long question that asks. None if the question is short or no clause asks.
fn asking_clause<'a>(question: &'a str, asking: &Asking) -> Option<&'a str> {
    let most = if asking.spaced {
        SHORT_WORDS
    } else {
        SHORT_CHARACTERS
    };
    if tokens(question, asking.spaced).len() <= most {
        return None;
    }
    let ends = [',', '.', '?', '!', ';', '\n', '，', '。', '？', '！', '；'];
    let asks = |clause: &&str| {
        let tokens = tokens(clause, asking.spaced);
        let joined = longest(asking.conjunctions, &tokens, 0, asking.spaced);
        let begins = [asking.openers, asking.yes_no, asking.steps];
        let opens = |phrases: &&[&str]| longest(phrases, &tokens, joined, asking.spaced) > 0;
        tokens.len() > joined + 1
            && (begins.iter().any(opens) || kind_of(clause, asking) != AskedKind::Other)
    };
    question.split(ends).map(str::trim).rev().find(asks)
}

/// The part for `text`, a piece of the question. Words outside of `text` weigh `others` times as much.
fn part_of(text: &str, asking: &Asking, query: &WeightedQuery, others: f64) -> Part {
    let own = words_of(text, query);
    let words: Vec<(Vec<String>, f64)> = (query.words.iter().enumerate())
        .map(|(at, (stems, weight))| {
            let share = if own.contains(&at) { 1.0 } else { others };
            (stems.clone(), weight * share)
        })
        .collect();
    Part {
        kind: kind_of(text, asking),
        is_negated: has(
            asking.negations,
            &tokens(text, asking.spaced),
            asking.spaced,
        ),
        is_exact: false,
        numbers: numbers(text),
        total: words.iter().map(|(_, weight)| weight).sum(),
        words,
    }
}

/// `query` with hardly any weight on words that only ask: "many" in "how many".
fn without_asking(question: &str, asking: &Asking, query: &WeightedQuery) -> WeightedQuery {
    let tokens = tokens(question, asking.spaced);
    let lists = [asking.cost, asking.quantity, asking.definition];
    let mut asks: HashSet<&str> = HashSet::new();
    for at in 0..tokens.len() {
        let length = lists.map(|list| longest(list, &tokens, at, asking.spaced));
        // A single word, such as "price", is also the subject.
        let length = length
            .into_iter()
            .max()
            .filter(|length| *length > 1)
            .unwrap_or(0);
        let covered = tokens.iter().skip(at).take(length);
        asks.extend(covered.map(|token| token.text.as_str()));
    }
    let parsed = crate::retrieval::query::parse(question, asking.tags.first().copied());
    let (mut unknown, mut unknown_asks) = (0_u32, 0_u32);
    let mut words = query.words.clone();
    for word in &parsed.words {
        let is_asking = asks.contains(word.spelled.as_str());
        let known = words
            .iter_mut()
            .find(|(stems, _)| stems.iter().any(|stem| word.stems.contains(stem)));
        match known {
            Some((_, weight)) if is_asking => *weight *= ASKING,
            Some(_) => {}
            None => {
                unknown += 1;
                unknown_asks += u32::from(is_asking);
            }
        }
    }
    let weigh = |words: &[(Vec<String>, f64)]| words.iter().map(|(_, weight)| weight).sum::<f64>();
    let of_unknown = (query.words_total - weigh(&query.words)).max(0.0);
    let left = f64::from(unknown - unknown_asks) / f64::from(unknown.max(1));
    WeightedQuery {
        words_total: weigh(&words) + of_unknown * left,
        words,
        ..query.clone()
    }
}

/// The indices of the words of `query` that are in `text`.
fn words_of(text: &str, query: &WeightedQuery) -> Vec<usize> {
    let spelled = crate::retrieval::query::parse(text, None);
    let stems: HashSet<&String> = spelled.words.iter().flat_map(|word| &word.stems).collect();
    let numbered = query.words.iter().enumerate();
    numbered
        .filter(|(_, (known, _))| known.iter().any(|stem| stems.contains(stem)))
        .map(|(at, _)| at)
        .collect()
}

/// The two questions of a text: two with question marks, or two joined by a conjunction before the word that starts the
/// second.
pub(super) fn split<'a>(question: &'a str, asking: &Asking) -> Option<(&'a str, &'a str)> {
    let marks = ['?', '？'];
    if let Some(end) = question.find(marks) {
        let (first, second) = question.split_at(end);
        let second = second.trim_start_matches(marks).trim();
        if second.contains(marks) {
            return Some((first, second));
        }
    }
    let tokens = tokens(question, asking.spaced);
    (1..tokens.len()).find_map(|at| {
        let joined = longest(asking.conjunctions, &tokens, at, asking.spaced);
        let opens = joined > 0 && longest(asking.openers, &tokens, at + joined, asking.spaced) > 0;
        let middle = tokens.get(at).filter(|_| opens)?;
        let after = tokens.get(at + joined)?;
        Some((question.get(..middle.start)?, question.get(after.start..)?))
    })
}

fn kind_of(text: &str, asking: &Asking) -> AskedKind {
    let tokens = tokens(text, asking.spaced);
    let says = |phrases: &[&str]| has(phrases, &tokens, asking.spaced);
    let begins =
        |phrases: &[&str], tokens: &[Token]| longest(phrases, tokens, 0, asking.spaced) > 0;
    if says(asking.cost) {
        AskedKind::Cost
    } else if says(asking.quantity) {
        AskedKind::Quantity
    } else if begins(asking.definition, &tokens) || (!asking.spaced && says(asking.definition)) {
        AskedKind::Definition
    } else if begins(asking.yes_no, &tokens) || (!asking.spaced && says(asking.yes_no)) {
        AskedKind::YesNo
    } else if says(asking.steps) {
        AskedKind::Steps
    } else {
        AskedKind::Other
    }
}

fn numbers(text: &str) -> Vec<u32> {
    text.split(|character: char| !character.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect()
}
