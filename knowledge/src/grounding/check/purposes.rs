//! Purposes that a sentence states: "scan the code to sign in".
//!
//! A small model combines a means and an end that the passages mention separately, all in their own words: "scan the
//! code to unlock your device". The end and its object must therefore be in one sentence or heading, the means must be
//! with the end, and no sentence may state it the other way round.

use crate::{
    grounding::claim_words,
    retrieval::{
        language::Language,
        terms::Stemming,
        words::{self, Word},
    },
};

/// An end and the means to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Purpose {
    /// The stems before the end, in the same clause.
    pub(super) means: Vec<String>,
    /// The stem of the end's verb.
    pub(super) end: String,
    /// The stem after the verb.
    pub(super) object: Option<String>,
}

impl Purpose {
    /// The purposes in `text`, plain text. Empty for a language without words for purposes.
    pub(super) fn all_of(text: &str, language: Language) -> Vec<Self> {
        let mut purposes: Vec<Self> = Vec::new();
        let stemming = Stemming::new(language);
        for clause in text.split([',', ';', ':', '(', ')', '–', '—', '.']) {
            let mut said: Vec<String> = Vec::new();
            let (mut begins, mut is_open) = (false, false);
            for word in words::words(clause) {
                let Word::Spaced(word) = word else { continue };
                let folded = words::fold(&word);
                let is_marker = claim_words::begins_purpose(language, &folded);
                if is_marker || claim_words::is_plain(language, &folded) {
                    // After "to the" comes a place, not a purpose.
                    begins = is_marker;
                    is_open &= !is_marker;
                    continue;
                }
                let stem = stemming.stem(&word);
                if begins {
                    purposes.push(Self {
                        means: said.clone(),
                        end: stem.clone(),
                        object: None,
                    });
                    is_open = true;
                } else if is_open && let Some(last) = purposes.last_mut() {
                    last.object.get_or_insert_with(|| stem.clone());
                }
                begins = false;
                said.push(stem);
            }
        }
        purposes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn purpose(means: &[&str], end: &str, object: Option<&str>) -> Purpose {
        Purpose {
            means: means.iter().map(|stem| (*stem).to_owned()).collect(),
            end: end.into(),
            object: object.map(str::to_owned),
        }
    }

    #[test]
    fn ends_are_told_from_places() {
        let all = |text| Purpose::all_of(text, Language::English);
        assert_eq!(
            all("Scan the code to open your locker."),
            [purpose(&["scan", "code"], "open", Some("locker"))]
        );
        assert_eq!(
            all("To open your locker, scan the code."),
            [purpose(&[], "open", Some("locker"))]
        );
        assert_eq!(all("Bring the parcel to the shop."), []);
    }
}
