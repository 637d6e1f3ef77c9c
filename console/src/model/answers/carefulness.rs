//! The carefulness setting, and how other levels would have treated visitors' questions.

use porchlight_shared::{ids::MessageId, message::Evidence, settings::Carefulness};
use serde::Deserialize;

use super::bands::{Band, SureLimits};
use crate::texts::{counted, filled, text};

/// The current level, and the effect of each level on the questions of the last days.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct CarefulnessEffects {
    pub(crate) carefulness: Carefulness,
    #[serde(default)]
    pub(crate) questions: u64,
    /// None if the person may not read what visitors asked, or the plan does not include it.
    #[serde(default)]
    pub(crate) choices: Vec<CarefulnessEffect>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct CarefulnessEffect {
    pub(crate) carefulness: Carefulness,
    pub(crate) limits: SureLimits,
    pub(crate) answered: u64,
    pub(crate) pointed: u64,
    pub(crate) refused: u64,
    /// How many questions come out differently than at the current level.
    pub(crate) changes: u64,
    /// The newest of the questions that come out differently.
    pub(crate) changed: Vec<ChangedQuestion>,
}

/// A question that comes out differently.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct ChangedQuestion {
    pub(crate) id: MessageId,
    pub(crate) question: String,
    pub(crate) before: Evidence,
    pub(crate) after: Evidence,
    pub(crate) source: Option<AnswerSource>,
}

/// A source that an answer cited.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct AnswerSource {
    pub(crate) title: String,
    pub(crate) url: Option<String>,
}

pub(crate) fn label(carefulness: Carefulness) -> &'static str {
    match carefulness {
        Carefulness::Careful => text("More careful"),
        Carefulness::Balanced => text("Balanced"),
        Carefulness::Helpful => text("More helpful"),
    }
}

/// What the level means for visitors.
pub(crate) fn meaning(carefulness: Carefulness) -> &'static str {
    match carefulness {
        Carefulness::Careful => text(
            "Answers only what your pages say clearly. Anything else leads to the closest pages.",
        ),
        Carefulness::Balanced => text("Fits most websites."),
        Carefulness::Helpful => text(
            "Answers more, and is wrong more often. Visitors are rarely told that there is no answer.",
        ),
    }
}

impl CarefulnessEffects {
    pub(crate) fn effect(&self, carefulness: Carefulness) -> Option<&CarefulnessEffect> {
        let mut choices = self.choices.iter();
        choices.find(|choice| choice.carefulness == carefulness)
    }
}

impl CarefulnessEffect {
    /// The number of questions for each outcome.
    pub(crate) fn counts(&self) -> String {
        filled(
            "{answered} answered, {pointed} led to the closest page, {refused} without an answer",
            &[
                ("answered", &self.answered.to_string()),
                ("pointed", &self.pointed.to_string()),
                ("refused", &self.refused.to_string()),
            ],
        )
    }

    /// How many questions come out differently.
    pub(crate) fn summary(&self) -> String {
        if self.changes == 0 {
            return text("None of these questions would have had another outcome.").to_owned();
        }
        counted(
            self.changes,
            "{n} question would have had another outcome:",
            "{n} questions would have had another outcome:",
        )
    }

    /// How many differing questions are not listed.
    pub(crate) fn left_out(&self) -> Option<String> {
        let shown = u64::try_from(self.changed.len()).unwrap_or(u64::MAX);
        let left = self.changes.saturating_sub(shown);
        (left > 0).then(|| {
            counted(
                left,
                "{n} older one is not shown.",
                "{n} older ones are not shown.",
            )
        })
    }
}

impl ChangedQuestion {
    /// How the question's outcome changes.
    pub(crate) fn change(&self) -> String {
        filled(
            "{before} → {after}",
            &[
                ("before", Band::of(self.before).label()),
                ("after", Band::of(self.after).label()),
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn effect(changes: u64, shown: usize) -> CarefulnessEffect {
        let question = json!({
            "id": "00000000-0000-7000-8000-000000000001", "question": "Do you ship to Norway?",
            "askedAt": "2026-01-01T00:00:00.000Z", "confidence": 0.6, "before": "strong", "after": "weak",
            "source": { "title": "Shipping", "url": null },
        });
        let effect: Value = json!({
            "carefulness": "careful", "limits": { "answer": 0.7, "point": 0.35 },
            "answered": 96, "pointed": 32, "refused": 15, "changes": changes, "changed": vec![question; shown],
        });
        serde_json::from_value(effect).unwrap()
    }

    #[test]
    fn a_choice_says_in_words_what_it_changes() {
        let effect = effect(3, 1);
        assert_eq!(
            effect.counts(),
            "96 answered, 32 led to the closest page, 15 without an answer"
        );
        assert_eq!(
            effect.summary(),
            "3 questions would have had another outcome:"
        );
        assert_eq!(effect.left_out().unwrap(), "2 older ones are not shown.");
        assert_eq!(
            effect.changed[0].change(),
            "Answered → Led to the closest page"
        );
        assert_eq!(super::tests::effect(1, 1).left_out(), None);
        let none = super::tests::effect(0, 0);
        assert!(none.summary().starts_with("None of these"));
    }

    #[test]
    fn without_the_questions_what_is_set_is_known_all_the_same() {
        let config = json!({ "carefulness": "helpful", "botName": "Lamp" });
        let effects: CarefulnessEffects = serde_json::from_value(config).unwrap();
        assert_eq!(effects.carefulness, Carefulness::Helpful);
        assert_eq!(effects.effect(Carefulness::Careful), None);
    }
}
