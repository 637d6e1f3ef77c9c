//! Questions that visitors really asked, by what became of them: answered, led to the closest page, or refused.

use porchlight_shared::{ids::MessageId, limits::LATEST_QUESTIONS, message::Evidence, names};
use serde::Deserialize;

use super::{super::count, amounts::percent};

/// What visitors asked lately.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct AskedLately {
    pub(crate) limits: SureLimits,
    pub(crate) questions: Vec<AskedQuestion>,
}

/// From which confidence on something is done.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub(crate) struct SureLimits {
    pub(crate) answer: f64,
    pub(crate) point: f64,
}

/// A question, and how sure its answer was.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AskedQuestion {
    pub(crate) id: MessageId,
    pub(crate) question: String,
    pub(crate) asked_at: String,
    pub(crate) evidence: Evidence,
    pub(crate) confidence: f64,
}

/// The questions that are shown of each band: those nearest to the limit, where another page or phrasing changes most.
const EXAMPLES: usize = 4;

names! {
    /// What becomes of a question, by what it is called.
    pub(crate) enum Band {
        Answered = "Answered",
        Pointed = "Led to the closest page",
        Refused = "Told that there is no answer",
    }
}

/// The questions of a band.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bands {
    pub(crate) band: Band,
    /// How sure an answer in it is.
    pub(crate) range: String,
    /// How many there were.
    pub(crate) count: usize,
    /// The nearest to the limit.
    pub(crate) examples: Vec<AskedQuestion>,
}

impl Band {
    /// The band of an answer.
    pub(crate) const fn of(evidence: Evidence) -> Self {
        match evidence {
            Evidence::Strong => Self::Answered,
            Evidence::Weak => Self::Pointed,
            Evidence::None => Self::Refused,
        }
    }

    /// As the style sheet names it.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Pointed => "pointed",
            Self::Refused => "refused",
        }
    }

    /// What visitors see.
    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::Answered => "The answer, with its sources.",
            Self::Pointed => "A word of caution, what comes closest, and the offer of a person.",
            Self::Refused => "That your pages do not say it, and the offer of a person.",
        }
    }
}

impl AskedLately {
    /// The bands, from the surest on.
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
                    range: match band {
                        Band::Answered => format!("{} sure or more", percent(answer)),
                        Band::Pointed => format!("{} to {} sure", percent(point), percent(answer)),
                        Band::Refused => format!("Less than {} sure", percent(point)),
                    },
                    count: questions.len(),
                    examples: questions.into_iter().take(EXAMPLES).cloned().collect(),
                }
            })
            .collect()
    }

    /// What became of all of them, in a sentence.
    pub(crate) fn summary(&self) -> String {
        let all = self.questions.len();
        let answered = self.questions.iter();
        let answered = answered
            .filter(|it| it.evidence == Evidence::Strong)
            .count();
        // The server lists no more.
        let latest = if all < LATEST_QUESTIONS as usize {
            ""
        } else {
            "The latest "
        };
        let asked = count(u64::try_from(all).unwrap_or(u64::MAX), "question");
        format!("{latest}{asked} of the last 7 days, {answered} of them answered.")
    }
}
