//! Visitors' questions by outcome: answered, led to the closest page, or refused.

use porchlight_shared::{ids::MessageId, limits::LATEST_QUESTIONS, message::Evidence, names};
use serde::Deserialize;

use super::amounts::percent;
use crate::texts::{counted, fill, filled, text};

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct AskedLately {
    pub(crate) limits: SureLimits,
    pub(crate) questions: Vec<AskedQuestion>,
}

/// The confidence from which a question is answered, and from which a page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub(crate) struct SureLimits {
    pub(crate) answer: f64,
    pub(crate) point: f64,
}

/// A question and the confidence of its answer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AskedQuestion {
    pub(crate) id: MessageId,
    pub(crate) question: String,
    pub(crate) asked_at: String,
    pub(crate) evidence: Evidence,
    pub(crate) confidence: f64,
}

/// How many questions each band shows: those nearest to the limit, where one more page or alternative changes most.
const EXAMPLES: usize = 4;

names! {
    /// The outcome of a question, as the style sheet names it.
    pub(crate) enum Band {
        Answered = "answered",
        Pointed = "pointed",
        Refused = "refused",
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bands {
    pub(crate) band: Band,
    /// The confidence range of the band.
    pub(crate) range: String,
    pub(crate) count: usize,
    /// The questions nearest to the limit.
    pub(crate) examples: Vec<AskedQuestion>,
}

impl Band {
    pub(crate) const fn of(evidence: Evidence) -> Self {
        match evidence {
            Evidence::Strong => Self::Answered,
            Evidence::Weak => Self::Pointed,
            Evidence::None => Self::Refused,
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Answered => text("Answered"),
            Self::Pointed => text("Led to the closest page"),
            Self::Refused => text("Told that there is no answer"),
        }
    }

    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Answered => text("The answer, with its sources."),
            Self::Pointed => {
                text("A word of caution, the closest pages, and the offer of a person.")
            }
            Self::Refused => text("That your pages do not say it, and the offer of a person."),
        }
    }
}

impl AskedLately {
    /// The bands, the surest first.
    pub(crate) fn bands(&self) -> Vec<Bands> {
        let SureLimits { answer, point } = self.limits;
        Band::ALL
            .into_iter()
            .map(|band| {
                let of_band = |asked: &&AskedQuestion| Band::of(asked.evidence) == band;
                let mut questions: Vec<&AskedQuestion> =
                    self.questions.iter().filter(of_band).collect();
                let far = |asked: &AskedQuestion| {
                    let from_answer = (asked.confidence - answer).abs();
                    from_answer.min((asked.confidence - point).abs())
                };
                questions.sort_by(|left, right| far(left).total_cmp(&far(right)));
                Bands {
                    band,
                    range: self.range(band),
                    count: questions.len(),
                    examples: questions.into_iter().take(EXAMPLES).cloned().collect(),
                }
            })
            .collect()
    }

    fn range(&self, band: Band) -> String {
        let (answer, point) = (percent(self.limits.answer), percent(self.limits.point));
        let limits = [("answer", answer.as_str()), ("point", point.as_str())];
        match band {
            Band::Answered => filled("{answer} sure or more", &limits),
            Band::Pointed => filled("{point} to {answer} sure", &limits),
            Band::Refused => filled("Less than {point} sure", &limits),
        }
    }

    /// The outcome of all questions, in a sentence.
    pub(crate) fn summary(&self) -> String {
        let all = self.questions.len();
        let answered = self.questions.iter();
        let answered = answered
            .filter(|it| it.evidence == Evidence::Strong)
            .count();
        let number = u64::try_from(all).unwrap_or(u64::MAX);
        // The server lists no more than this.
        let sentence = if all < LATEST_QUESTIONS as usize {
            counted(
                number,
                "{n} question of the last 7 days, {answered} of them answered.",
                "{n} questions of the last 7 days, {answered} of them answered.",
            )
        } else {
            counted(
                number,
                "The latest {n} question of the last 7 days, {answered} of them answered.",
                "The latest {n} questions of the last 7 days, {answered} of them answered.",
            )
        };
        fill(&sentence, &[("answered", &answered.to_string())])
    }
}
