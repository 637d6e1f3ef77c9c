//! Actions that a question asks about, and passages about the opposite action: a passage on deleting an account does
//! not say how to create one, although both have nearly the same words.

use porchlight_languages::Asking;

use super::{language::Language, ranking::Score};
use crate::{
    passage::Passage,
    phrases::{has, tokens},
};

/// The factor on the score of a passage whose headings name the opposite action but not the one in the question. It is
/// low enough that the passage is not read together with one whose score was the same before.
const OPPOSED: f64 = 0.6;

/// The actions that a question names.
#[derive(Clone, Debug)]
pub struct AskedDeeds {
    asking: &'static Asking,
    /// For each action, its words and those for its opposite.
    deeds: Vec<[&'static [&'static str]; 2]>,
}

impl AskedDeeds {
    /// The actions that `question` names, in `language`. None if it names none. An action that is named together with
    /// its opposite does not count: "turn it on or off".
    pub fn of(question: &str, language: Language) -> Option<Self> {
        let asking = Asking::of(language.tag())?;
        let tokens = tokens(question, asking.spaced);
        let names = |words: &[&str]| has(words, &tokens, asking.spaced);
        let mut deeds = Vec::new();
        for [deed, opposite] in asking.opposites {
            match (names(deed), names(opposite)) {
                (true, false) => deeds.push([*deed, *opposite]),
                (false, true) => deeds.push([*opposite, *deed]),
                _ => {}
            }
        }
        (!deeds.is_empty()).then_some(Self { asking, deeds })
    }

    /// Lowers the score of a passage about the opposite action. The innermost heading that names an action or its
    /// opposite decides.
    #[must_use]
    pub fn weigh(&self, passage: &Passage, score: Score) -> Score {
        let mut headings = passage.title_path.iter().rev();
        let is_opposed = headings.find_map(|heading| self.is_opposed_by(heading));
        if is_opposed == Some(true) {
            Score {
                total: score.total * OPPOSED,
                ..score
            }
        } else {
            score
        }
    }

    /// Whether `heading` names the opposite and not the action in the question. None if it names neither.
    fn is_opposed_by(&self, heading: &str) -> Option<bool> {
        let tokens = tokens(heading, self.asking.spaced);
        let names = |words: &[&str]| has(words, &tokens, self.asking.spaced);
        if self.deeds.iter().any(|[deed, _]| names(deed)) {
            return Some(false);
        }
        let opposed = self.deeds.iter().any(|[_, opposite]| names(opposite));
        opposed.then_some(true)
    }
}

#[cfg(test)]
mod tests {
    use porchlight_shared::ids::{DocumentId, PassageId};

    use super::*;

    #[track_caller]
    fn check(language: Language, question: &str, headings: &[&str], is_opposed: bool) {
        let passage = Passage {
            id: PassageId::new(0, [1; 10]),
            document_id: DocumentId::new(0, [1; 10]),
            version: 1,
            title_path: headings
                .iter()
                .map(|heading| (*heading).to_owned())
                .collect(),
            text: String::new(),
            url: None,
            anchor: None,
            language: language.tag().to_owned(),
        };
        let score = Score {
            total: 0.5,
            lexical: 0.5,
        };
        let left =
            AskedDeeds::of(question, language).map_or(score, |deeds| deeds.weigh(&passage, score));
        assert_eq!(
            left.total < score.total,
            is_opposed,
            "{question} | {headings:?}"
        );
    }

    #[test]
    fn a_passage_about_the_opposite_falls_behind() {
        use Language::{English, French, German, Spanish};
        for (language, question, heading) in [
            (
                English,
                "how do i make an account",
                "How do I delete my account?",
            ),
            (English, "get rid of my account", "Create an account"),
            (English, "turn off notifications", "Turn on notifications"),
            (German, "wie kann ich mein Konto löschen", "Konto eröffnen"),
            (Spanish, "como abrir una cuenta", "Cómo eliminar su cuenta"),
            (French, "comment activer le son", "Désactiver le son"),
            (Language::Chinese, "怎么注册账户", "如何删除我的账户"),
        ] {
            check(language, question, &[heading], true);
        }
    }

    #[test]
    fn the_nearest_heading_decides() {
        let question = "how do i remove an email address";
        let both = "How do I add or remove addresses?";
        check(
            Language::English,
            question,
            &[both, "How to delete one"],
            false,
        );
        check(Language::English, question, &[both, "How to add one"], true);
        check(
            Language::English,
            question,
            &["How to add one", "Notes"],
            true,
        );
        check(Language::English, question, &[both], false);
        check(Language::English, question, &["Email addresses"], false);
    }

    #[test]
    fn who_asks_for_both_or_for_neither_gets_either() {
        for question in ["turn it on or off", "how long does it take"] {
            check(Language::English, question, &["Turn it on"], false);
            check(Language::English, question, &["Turn it off"], false);
        }
    }
}
