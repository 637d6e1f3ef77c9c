//! Small words that change what a sentence claims, from `[claims]` in `languages/<tag>.toml`.

use porchlight_languages::ClaimWords;

use crate::retrieval::language::Language;

fn of(language: Language) -> Option<&'static ClaimWords> {
    ClaimWords::of(language.tag())
}

/// Whether the folded `word` negates.
pub(super) fn is_negation(language: Language, word: &str) -> bool {
    of(language).is_some_and(|words| {
        if language.is_spaced() {
            words.negations.contains(&word)
        } else {
            words.negations.iter().any(|no| word.contains(no))
        }
    })
}

/// Whether the folded `word` starts a clause.
pub(super) fn begins_clause(language: Language, word: &str) -> bool {
    of(language).is_some_and(|words| words.clauses.contains(&word))
}

/// Whether the folded `word` comes before a purpose.
pub(super) fn begins_purpose(language: Language, word: &str) -> bool {
    of(language).is_some_and(|words| words.purposes.contains(&word))
}

/// Whether the folded `word` is a yes or no.
pub(super) fn decides(language: Language, word: &str) -> bool {
    of(language).is_some_and(|words| words.decisions.contains(&word))
}

/// For the folded `word`, the words of which a passage must have at least one. None if `word` does not limit anything.
pub(super) fn limit(language: Language, word: &str) -> Option<&'static [&'static str]> {
    let mut lines = of(language)?.limits.iter().copied();
    lines.find(|line| line.contains(&word))
}

/// Whether the folded `word` claims nothing.
pub(super) fn is_plain(language: Language, word: &str) -> bool {
    language.is_stop_word(word) || of(language).is_some_and(|words| words.plain.contains(&word))
}

/// The digits of the folded number word.
pub(super) fn digits(language: Language, word: &str) -> Option<&'static str> {
    let mut numbers = of(language)?.numbers.iter();
    numbers
        .find(|(name, _)| *name == word)
        .map(|(_, digits)| *digits)
}

#[cfg(test)]
mod tests {
    use porchlight_languages::CLAIM_WORDS;

    use super::*;
    use crate::{grounding::claims::Claims, retrieval::words::fold};

    #[test]
    fn words_are_spelled_as_folding_leaves_them() {
        for words in CLAIM_WORDS {
            // A language without retrieval, such as Polish, has spaces, too.
            let language = Language::from_tag(words.tags[0]);
            let is_spaced = language.is_none_or(Language::is_spaced);
            let lists = [
                words.negations,
                words.clauses,
                words.purposes,
                words.decisions,
                words.plain,
            ]
            .into_iter();
            let numbers = words.numbers.iter().map(|(word, _)| word);
            let all = lists.chain(words.limits.iter().copied()).flatten();
            for word in all.chain(numbers).filter(|_| is_spaced) {
                assert_eq!(fold(word), *word, "{:?}", words.tags);
            }
        }
    }

    #[test]
    fn every_language_of_the_chat_knows_a_no() {
        for (tag, affirmed, denied) in [
            ("en", "You can return it.", "You cannot return it."),
            ("de", "Rückgabe ist möglich.", "Rückgabe ist nicht möglich."),
            ("tr", "Bu ürün iade edilir.", "Bu ürün iade edilemez."),
            ("ko", "반품할 수 있습니다.", "반품할 수 없습니다."),
            ("ar", "يمكن إرجاع المنتج.", "لا يمكن إرجاع المنتج."),
            ("he", "אפשר להחזיר את המוצר.", "לא ניתן להחזיר את המוצר."),
        ] {
            let language = Language::from_tag(tag).unwrap();
            assert!(!Claims::of(affirmed, language).negated, "{tag}");
            assert!(Claims::of(denied, language).negated, "{tag}");
        }
        for &language in porchlight_languages::DisplayLanguage::ALL {
            assert!(ClaimWords::of(language.tag()).is_some(), "{language:?}");
        }
    }

    #[test]
    fn a_language_whose_questions_are_read_has_words_for_claims() {
        for asking in porchlight_languages::ASKING {
            assert!(
                ClaimWords::of(asking.tags[0]).is_some(),
                "{:?}",
                asking.tags
            );
        }
    }
}
