//! The languages of retrieval, and how to detect them.
//!
//! A language is detected by its script or by its stop words, the short words that make up half of any text. The lists
//! in the language files have words without meaning in a question to a help page, including question words, in the form
//! that [`super::words::fold`] produces.

use std::{collections::HashMap, sync::OnceLock};

use rust_stemmers::Algorithm;

use super::words::{self, Word};

/// The fewest stop words that make a text's language certain enough to override the document's declaration.
const CERTAIN_STOP_WORDS: usize = 3;

macro_rules! languages {
    ($(#[doc = $doc:literal] $name:ident $tags:expr, $stemmer:expr, $grams:literal, $spaced:literal, $script:expr,
        $stop_words:literal;)*) => {
        /// A language that retrieval distinguishes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Language {
            $(#[doc = $doc] $name,)*
            /// Any other language. It has no stemmer and no stop words, but its grams make it searchable.
            Other,
        }

        impl Language {
            const ALL: &'static [Self] = &[$(Self::$name,)*];

            const fn tags(self) -> &'static [&'static str] {
                match self {
                    $(Self::$name => &$tags,)*
                    Self::Other => &[],
                }
            }

            /// Its Snowball stemmer, if there is one.
            pub const fn stemmer(self) -> Option<Algorithm> {
                match self {
                    $(Self::$name => $stemmer,)*
                    Self::Other => None,
                }
            }

            /// Whether words are also indexed by their grams. Measured: grams help every language with spaces except
            /// English.
            pub const fn has_grams(self) -> bool {
                match self {
                    $(Self::$name => $grams,)*
                    Self::Other => true,
                }
            }

            /// Whether spaces separate words. Otherwise text is indexed as pairs of characters.
            pub const fn is_spaced(self) -> bool {
                match self {
                    $(Self::$name => $spaced,)*
                    Self::Other => true,
                }
            }

            /// The ranges of characters, first and last, that only this language uses.
            const fn script(self) -> &'static [(char, char)] {
                match self {
                    $(Self::$name => &$script,)*
                    Self::Other => &[],
                }
            }

            const fn stop_words(self) -> &'static str {
                match self {
                    $(Self::$name => $stop_words,)*
                    Self::Other => "",
                }
            }
        }
    };
}

porchlight_languages::retrieval_languages!(languages);

impl Language {
    /// The BCP 47 tag, empty for [`Language::Other`].
    pub fn tag(self) -> &'static str {
        self.tags().first().copied().unwrap_or_default()
    }

    /// The language for a BCP 47 tag, by its primary subtag. None if retrieval has no such language.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|language| porchlight_languages::names(language.tags(), tag))
    }

    /// The language of indexed passages, by their tag.
    pub fn of_passages(tag: &str) -> Self {
        Self::from_tag(tag).unwrap_or(Self::Other)
    }

    /// Whether a folded word has no meaning in a question.
    pub fn is_stop_word(self, folded: &str) -> bool {
        having(folded) & self.bit() != 0
    }

    /// Its bit in a set of languages.
    const fn bit(self) -> u64 {
        1 << self as u32
    }
}

// `Other` has a bit, too, but it is in no set.
const _: () = assert!(Language::ALL.len() < 64);

/// The languages in which `folded` is a stop word, as a set of bits.
fn having(folded: &str) -> u64 {
    static STOP_WORDS: OnceLock<HashMap<&'static str, u64>> = OnceLock::new();
    let words = STOP_WORDS.get_or_init(|| {
        let mut words = HashMap::new();
        for language in Language::ALL {
            for word in language.stop_words().split_ascii_whitespace() {
                *words.entry(word).or_default() |= language.bit();
            }
        }
        words
    });
    words.get(folded).copied().unwrap_or(0)
}

/// The language of `text`, if the text itself shows it.
pub fn detect(text: &str) -> Option<Language> {
    let (words, script) = read(text);
    if script.is_some() {
        return script;
    }
    let (best, hits) = guesses(&words).into_iter().next()?;
    (hits >= CERTAIN_STOP_WORDS).then_some(best)
}

/// The possible languages of a question, likeliest first, at most three: those its words suggest, then the visitor's
/// own, then English.
pub fn of_question(text: &str, locale: Option<&str>) -> QuestionLanguages {
    let (words, script) = read(text);
    if let Some(language) = script {
        return QuestionLanguages {
            likely: vec![language],
            open: 1,
            shown: true,
        };
    }
    let guesses = guesses(&words);
    let best = guesses.first().map_or(0, |(_, hits)| *hits);
    let locale = locale.and_then(Language::from_tag);
    let mut languages = Vec::new();
    let shown = guesses
        .iter()
        .filter(|(_, hits)| *hits == best)
        .map(|(language, _)| *language);
    // If the words are ambiguous, the visitor's own language decides.
    for language in locale
        .filter(|locale| shown.clone().any(|language| language == *locale))
        .into_iter()
        .chain(shown.clone().take(2))
        .chain(locale)
        .chain([Language::English])
    {
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    languages.truncate(3);
    let open = match shown.clone().count() {
        // No word suggests a language.
        0 => languages.len(),
        _ if locale.is_some_and(|locale| languages.first() == Some(&locale)) => 1,
        shown => shown.min(2),
    };
    QuestionLanguages {
        likely: languages,
        open,
        shown: best > 0,
    }
}

/// The possible languages of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionLanguages {
    /// The likeliest first, at most three.
    pub likely: Vec<Language>,
    /// How many of these the question's words allow. The others only provide stems.
    pub open: usize,
    /// Whether the question's words or script show its language.
    pub shown: bool,
}

/// The words of scripts with spaces, folded, and the language if the script alone shows it.
fn read(text: &str) -> (Vec<String>, Option<Language>) {
    let mut spaced = Vec::new();
    let mut counts: Vec<(Language, usize)> = Language::ALL
        .iter()
        .filter(|language| !language.script().is_empty())
        .map(|language| (*language, 0))
        .collect();
    let mut latin = 0;
    for word in words::words(text) {
        let (Word::Spaced(word) | Word::Unspaced(word)) = &word;
        for character in word.chars() {
            if matches!(character, 'a'..='z' | '\u{df}'..='\u{24f}') {
                latin += 1;
                continue;
            }
            let written = counts.iter_mut().find(|(language, _)| {
                let mut script = language.script().iter();
                script.any(|(first, last)| (*first..=*last).contains(&character))
            });
            if let Some((_, count)) = written {
                *count += 1;
            }
        }
        spaced.push(words::fold(word));
    }
    let (script, count) = strongest(&mut counts);
    // A character of such a script says more than a Latin letter, because product names are Latin everywhere.
    (spaced, (count > 0 && count * 3 >= latin).then_some(script))
}

/// The language whose script has the most characters, and their number.
fn strongest(counts: &mut [(Language, usize)]) -> (Language, usize) {
    let of = |language| {
        let mut counts = counts.iter().filter(|(counted, _)| *counted == language);
        counts.next().map_or(0, |(_, count)| *count)
    };
    // Japanese mixes Han characters with its own. Chinese never uses kana.
    let (chinese, japanese) = (of(Language::Chinese), of(Language::Japanese));
    if japanese * 10 > chinese {
        for (language, count) in counts.iter_mut() {
            match language {
                Language::Japanese => *count += chinese,
                Language::Chinese => *count = 0,
                _ => {}
            }
        }
    }
    let most = counts.iter().copied().max_by_key(|(_, count)| *count);
    most.unwrap_or((Language::Other, 0))
}

/// Languages with their number of stop words among `words`, the highest first.
fn guesses(words: &[String]) -> Vec<(Language, usize)> {
    let words: Vec<u64> = words.iter().map(|word| having(word)).collect();
    let mut guesses: Vec<(Language, usize)> = Language::ALL
        .iter()
        .map(|language| {
            let hits = words
                .iter()
                .filter(|having| **having & language.bit() != 0)
                .count();
            (*language, hits)
        })
        .filter(|(_, hits)| *hits > 0)
        .collect();
    guesses.sort_by_key(|(_, hits)| std::cmp::Reverse(*hits));
    guesses
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, locale: Option<&str>, expected: Language) {
        let languages = of_question(text, locale).likely;
        assert_eq!(languages.first(), Some(&expected), "{text}");
    }

    #[test]
    fn words_that_show_a_language_leave_no_other_open() {
        for (text, locale, expected) in [
            ("How do I reset my password?", Some("de"), 1),
            ("怎么更改邮箱", Some("en"), 1),
            ("password", Some("en"), 1),
            ("password", Some("es"), 2),
            ("no puedo entrar", Some("en"), 1),
        ] {
            assert_eq!(of_question(text, locale).open, expected, "{text}");
        }
    }

    #[test]
    fn a_question_shows_its_language() {
        check("How do I reset my password?", Some("de"), Language::English);
        check("Wie kann ich mein Passwort ändern?", None, Language::German);
        check("¿Cómo cambio mi contraseña?", None, Language::Spanish);
        check(
            "Comment puis-je changer mon mot de passe ?",
            None,
            Language::French,
        );
        check("怎么更改邮箱", Some("en"), Language::Chinese);
        check("パスワードを変更するには", None, Language::Japanese);
        check("비밀번호를 바꾸려면", None, Language::Korean);
        check("как изменить пароль", None, Language::Russian);
    }

    #[test]
    fn a_keyword_takes_the_visitors_language() {
        check("Rückgabe", Some("de-AT"), Language::German);
        check("password", None, Language::English);
        check("", None, Language::English);
    }

    #[test]
    fn a_text_needs_more_than_a_word_to_show_its_language() {
        assert_eq!(detect("Login"), None);
        assert_eq!(
            detect("The return of an item is free within 30 days."),
            Some(Language::English)
        );
    }

    #[test]
    fn stop_words_are_spelled_as_folding_leaves_them() {
        for language in Language::ALL {
            for word in language.stop_words().split_ascii_whitespace() {
                assert_eq!(words::fold(word), word, "{language:?}");
            }
        }
    }
}
