//! Repairs words that the index lacks, using the words that it has.
//!
//! The vocabulary is never read as a whole. If a misspelled word starts correctly, the right word is in the range of
//! its first letters. If the mistake is in the first letters, each one-letter repair of them gives a narrow range of
//! its own.

use std::collections::BTreeSet;

use super::{terms::TermKind, words};

/// The shortest word that is repaired, in letters.
const REPAIRED_CHARS: usize = 4;
/// From this length on, two mistakes are repaired instead of one.
const TWO_MISTAKES_CHARS: usize = 8;
/// How many first letters are correct in most misspelled words. A greater number means more ranges to look up, a
/// smaller one wider ranges.
const PREFIX_CHARS: usize = 2;
/// How many letters stemmers commonly remove.
const STEM_LOSS_CHARS: usize = 3;
/// The length of repaired beginnings. It is greater, because there are many of them.
const REPAIRED_PREFIX_CHARS: usize = 5;

/// A range of the vocabulary: terms from `low` to `high`, exclusive, with `min` to `max` characters.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct VocabularyRange {
    /// The lower bound, inclusive.
    pub low: String,
    /// The upper bound, exclusive.
    pub high: String,
    /// The fewest characters, including the mark of the kind.
    pub min: usize,
    /// The most characters, including the mark of the kind.
    pub max: usize,
}

/// A term in the vocabulary of a project.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct KnownTerm {
    /// The mark of the kind, then the term.
    pub term: String,
    /// The number of passages that contain it.
    pub passages: u32,
}

/// The ranges that may contain the right spelling of `word`, which is folded. None if it is too short to repair.
pub fn ranges(word: &str) -> Vec<VocabularyRange> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < REPAIRED_CHARS {
        return Vec::new();
    }
    let beginning: String = letters.iter().take(PREFIX_CHARS).collect();
    let repaired: BTreeSet<String> = repaired_beginnings(&letters)
        .into_iter()
        .map(|variant| variant.into_iter().take(REPAIRED_PREFIX_CHARS).collect())
        .collect();
    let kept = [TermKind::Stem, TermKind::Word]
        .into_iter()
        .map(|kind| range(kind, &beginning, &letters));
    // A stem starts like its word, so repaired beginnings are not looked up twice.
    let repaired = repaired
        .iter()
        .map(|prefix| range(TermKind::Stem, prefix, &letters));
    kept.chain(repaired).collect()
}

fn range(kind: TermKind, prefix: &str, letters: &[char]) -> VocabularyRange {
    let mistakes = mistakes(letters.len());
    let mark = kind.mark();
    // Both lengths include the mark. A stem may have lost its ending.
    let lost = match kind {
        TermKind::Stem => STEM_LOSS_CHARS,
        TermKind::Gram | TermKind::Word => 0,
    };
    VocabularyRange {
        low: format!("{mark}{prefix}"),
        high: format!("{mark}{prefix}\u{10ffff}"),
        min: (letters.len() + 1).saturating_sub(mistakes + lost),
        max: letters.len() + 1 + mistakes,
    }
}

/// The known word closest to `word`, whose stem is `stem`. If several are equally close, prefers one with the same
/// first letter, then the one in the most passages.
pub fn repair<'a>(word: &str, stem: &str, known: &'a [KnownTerm]) -> Option<&'a KnownTerm> {
    let letters: Vec<char> = word.chars().collect();
    let stem: Vec<char> = stem.chars().collect();
    if letters.len() < REPAIRED_CHARS {
        return None;
    }
    known
        .iter()
        .filter_map(|term| {
            let spelled: Vec<char> = term.term.chars().skip(1).collect();
            let mut closest = distance(&letters, &spelled);
            if stem.len() >= REPAIRED_CHARS && term.term.starts_with(TermKind::Stem.mark()) {
                closest = closest.min(distance(&stem, &spelled));
            }
            (closest <= mistakes(letters.len())).then_some((closest, term))
        })
        // Most mistyped words start correctly.
        .min_by_key(|(distance, term)| {
            let begins_right = term.term.chars().nth(1) == letters.first().copied();
            (*distance, !begins_right, u32::MAX - term.passages)
        })
        .map(|(_, term)| term)
}

/// The whole word for `repaired`. If that is a stem, the known word with this stem that is closest to `word`.
pub fn whole_word(
    word: &str,
    repaired: &KnownTerm,
    known: &[KnownTerm],
    stem: impl Fn(&str) -> String,
) -> String {
    let without_mark = |term: &KnownTerm| term.term.chars().skip(1).collect::<String>();
    let found = without_mark(repaired);
    if !repaired.term.starts_with(TermKind::Stem.mark()) {
        return found;
    }
    let letters: Vec<char> = word.chars().collect();
    let spelled = (known.iter())
        .filter(|term| term.term.starts_with(TermKind::Word.mark()))
        .map(without_mark)
        .filter(|spelled| stem(spelled) == found);
    let closest = spelled.min_by_key(|spelled| {
        let spelled: Vec<char> = spelled.chars().collect();
        distance(&letters, &spelled)
    });
    closest.unwrap_or(found)
}

/// `question` with misspelled words replaced. `repaired` has the misspelled and the right words, folded.
pub fn respelled(question: &str, repaired: &[(String, String)]) -> String {
    let mut text = String::with_capacity(question.len());
    let mut rest = question;
    while !rest.is_empty() {
        let end = |is_end: fn(char) -> bool| rest.find(is_end).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end(|c| !c.is_alphanumeric()));
        let folded = words::fold(&word.to_lowercase());
        let right = repaired.iter().find(|(wrong, _)| *wrong == folded);
        text.push_str(right.map_or(word, |(_, right)| right));
        let (between, after) =
            after.split_at(after.find(char::is_alphanumeric).unwrap_or(after.len()));
        text.push_str(between);
        rest = after;
    }
    text
}

const fn mistakes(length: usize) -> usize {
    if length < TWO_MISTAKES_CHARS { 1 } else { 2 }
}

/// All ways to undo a single mistake in the first letters.
fn repaired_beginnings(letters: &[char]) -> Vec<Vec<char>> {
    let mut variants = Vec::new();
    for index in 0..PREFIX_CHARS.min(letters.len()) {
        let (before, after) = letters.split_at(index);
        let Some((_, rest)) = after.split_first() else {
            continue;
        };
        variants.push([before, rest].concat());
        if let [first, second, rest @ ..] = after {
            variants.push([before, &[*second, *first], rest].concat());
        }
        for letter in 'a'..='z' {
            variants.push([before, &[letter], rest].concat());
            variants.push([before, &[letter], after].concat());
        }
    }
    variants
}

/// Damerau–Levenshtein distance (optimal string alignment): insertions, deletions, substitutions, swapped neighbours.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut previous_left = None;
    for (row, left_letter) in left.iter().enumerate() {
        let mut current = Vec::with_capacity(right.len() + 1);
        current.push(row + 1);
        let mut previous_right = None;
        for (column, right_letter) in right.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX);
            let substituted = at(&last, column) + usize::from(left_letter != right_letter);
            let mut cost = substituted
                .min(at(&last, column + 1) + 1)
                .min(at(&current, column) + 1);
            if previous_left == Some(right_letter) && previous_right == Some(left_letter) {
                cost = cost.min(at(&before_last, column.saturating_sub(1)) + 1);
            }
            current.push(cost);
            previous_right = Some(right_letter);
        }
        before_last = std::mem::replace(&mut last, current);
        previous_left = Some(left_letter);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOCABULARY: &[(&str, u32)] = &[
        (".password", 9),
        (".passport", 2),
        (".account", 5),
        (".form", 8),
        (".authent", 4),
        ("=authentication", 3),
        (".verif", 7),
        ("=verification", 6),
    ];

    /// Reads only what is in the ranges of `word`, as the database does.
    fn check(word: &str, expected: Option<&str>) {
        let ranges = ranges(word);
        let known: Vec<KnownTerm> = VOCABULARY
            .iter()
            .filter(|(term, _)| {
                let length = term.chars().count();
                ranges.iter().any(|range| {
                    *term >= range.low.as_str()
                        && *term < range.high.as_str()
                        && (range.min..=range.max).contains(&length)
                })
            })
            .map(|(term, passages)| KnownTerm {
                term: (*term).into(),
                passages: *passages,
            })
            .collect();
        let repaired = repair(word, word, &known).map(|known| known.term.as_str());
        assert_eq!(repaired, expected, "{word}");
    }

    #[test]
    fn one_mistake_is_repaired_wherever_it_is() {
        for typo in [
            "passwrd",
            "passwword",
            "pasword",
            "apssword",
            "assword",
            "xpassword",
            "oassword",
        ] {
            check(typo, Some(".password"));
        }
        check("accuont", Some(".account"));
        check("acount", Some(".account"));
    }

    #[test]
    fn two_mistakes_are_repaired_in_long_words_only() {
        check("authenticaiton", Some("=authentication"));
        check("verifcatoin", Some("=verification"));
        check("acconutt", Some(".account"));
        check("fxrx", None);
    }

    #[test]
    fn a_short_or_strange_word_is_left_alone() {
        check("fom", None);
        check("weather", None);
        check("日本語", None);
    }

    #[test]
    fn a_question_is_respelled_with_whole_words() {
        let known: Vec<KnownTerm> = [(".delet", 3), ("=deleted", 1), ("=delete", 2)]
            .map(|(term, passages)| KnownTerm {
                term: term.into(),
                passages,
            })
            .into();
        let repaired = repair("delte", "delt", &known).unwrap();
        let whole = whole_word("delte", repaired, &known, |_| "delet".into());
        assert_eq!(whole, "delete");
        let pairs = [("delte".to_owned(), whole)];
        assert_eq!(
            respelled("How do I Delte it, ¿delté?", &pairs),
            "How do I delete it, ¿delete?"
        );
    }

    #[test]
    fn the_work_is_bounded() {
        assert!(ranges("internationalization").len() < 120);
    }
}
