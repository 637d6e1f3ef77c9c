//! Recognises a request for a person in a message, in any language that has words for it.
//!
//! A message is such a request if it is short, names a person who works there, and says that the visitor wants to reach
//! one: "can I talk to a human", "einen Menschen sprechen". Naming a person is enough if the message says nothing else:
//! "agent please". Questions about people ("is a person needed to sign for it?") are longer, or do not say that the
//! visitor wants one.

use porchlight_languages::{OfferTexts, PERSON_WORDS, PersonWords};

/// The most words of a request for a person. Longer messages ask something else, too.
const WORDS: usize = 14;

/// The most characters of such a request in scripts without spaces.
const UNSPACED_CHARS: usize = 24;

/// The language in which `message` asks for a person, as a BCP 47 tag.
pub fn asks_for_person(message: &str) -> Option<&'static str> {
    let text = message.trim().to_lowercase().replace('’', "'");
    let unspaced = text.chars().count() <= UNSPACED_CHARS;
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .filter(|word| !word.is_empty())
        .collect();
    let spaced = (1..=WORDS).contains(&words.len());
    // Scripts without spaces come first, because their words mean nothing else.
    PERSON_WORDS
        .iter()
        .find(|language| unspaced && !language.spaced && asks_unspaced(language, &text))
        .or_else(|| {
            PERSON_WORDS
                .iter()
                .find(|language| spaced && language.spaced && asks(language, &words))
        })
        .map(|language| language.tag)
}

fn asks_unspaced(language: &PersonWords, text: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    has(language.people) && has(language.wishes)
}

fn asks(language: &PersonWords, words: &[&str]) -> bool {
    let nothing_else = || {
        words
            .iter()
            .all(|word| says(language.people, &[word]) || says(language.small, &[word]))
    };
    says(language.people, words) && (says(language.wishes, words) || nothing_else())
}

/// Whether one of the phrases occurs in `words`.
fn says(phrases: &[&str], words: &[&str]) -> bool {
    phrases.iter().any(|phrase| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        words.windows(phrase.len()).any(|window| {
            window
                .iter()
                .zip(&phrase)
                .all(|(word, form)| is(word, form))
        })
    })
}

fn is(word: &str, form: &str) -> bool {
    match form.strip_suffix('*') {
        Some(stem) => word.starts_with(stem),
        None => word == form,
    }
}

/// The offer to a visitor who asked for a person in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// A person can take over now.
    Now,
    /// Nobody is available now, but the visitor can leave a message.
    Later,
    /// The visitor has already asked for a person.
    Asked,
}

/// The sentence for the offer in the language `tag`. English if the language's file has no offers, according to its
/// `parts`.
pub fn offer(tag: &str, offer: Offer) -> &'static str {
    let texts = OfferTexts::of(tag).unwrap_or(&OfferTexts::ENGLISH);
    match offer {
        Offer::Now => texts.now,
        Offer::Later => texts.later,
        Offer::Asked => texts.asked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(message: &str, expected: Option<&str>) {
        assert_eq!(asks_for_person(message), expected, "{message}");
    }

    #[test]
    fn a_visitor_can_ask_in_their_language() {
        for (message, tag) in [
            ("Can I talk to a human?", "en"),
            ("talk to a person please", "en"),
            ("I want to speak with a real person", "en"),
            ("agent", "en"),
            ("human please!", "en"),
            ("Please connect me to a representative.", "en"),
            ("Ich möchte mit einem Menschen sprechen", "de"),
            ("Kann ich mit einem Mitarbeiter reden?", "de"),
            ("Mitarbeiter bitte", "de"),
            ("Je voudrais parler à un conseiller", "fr"),
            ("Puis-je parler à quelqu’un ?", "fr"),
            ("Quiero hablar con una persona", "es"),
            ("Vorrei parlare con un operatore", "it"),
            ("Quero falar com um atendente", "pt"),
            ("Kan ik met een medewerker praten?", "nl"),
            ("Chcę porozmawiać z człowiekiem", "pl"),
            ("转人工", "zh"),
            ("担当者と話したい", "ja"),
        ] {
            check(message, Some(tag));
        }
    }

    #[test]
    fn other_questions_are_no_wish_for_a_person() {
        for message in [
            "",
            "How many days do I have to return a lamp?",
            "Is a person needed at home when the parcel comes?",
            "Do you ship to Germany?",
            "Wie lange dauert der Versand?",
            "What does the human resources bundle cost per seat and month in the yearly plan, and may I talk you down?",
            "Sprechen Sie Deutsch?",
            "How do I contact my bank?",
            "人",
        ] {
            check(message, None);
        }
    }

    #[test]
    fn every_language_with_words_for_it_is_understood() {
        for language in PERSON_WORDS {
            for person in language.people {
                let wish = language.wishes[0];
                let message = if language.spaced {
                    format!("{wish} {person}").replace('*', "")
                } else {
                    format!("{wish}{person}")
                };
                assert!(asks_for_person(&message).is_some(), "{message}");
            }
        }
    }

    #[test]
    fn the_offer_is_made_in_the_language_of_the_wish() {
        for (tag, begins) in [
            ("en", "Of course."),
            ("de", "Gern."),
            ("fr", "Bien sûr."),
            ("es", "Claro."),
        ] {
            let said = offer(tag, Offer::Now);
            assert!(said.starts_with(begins), "{tag}: {said}");
        }
    }
}
