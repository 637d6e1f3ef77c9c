//! Estimates how another carefulness would have treated past questions, from the data that is stored with their
//! answers.
//!
//! The result of reading the passages is not stored for refused questions, so a more helpful setting answers a few more
//! than are counted here.

use porchlight_knowledge::grounding::EvidenceLimits;
use porchlight_shared::{message::Evidence, settings::Carefulness};

/// The confidence of a past answer.
#[derive(Clone, Copy, Debug)]
pub struct PastAnswer {
    /// How the question was treated.
    pub evidence: Evidence,
    /// The confidence, 0 to 1.
    pub confidence: f64,
    /// Whether a model wrote it, and its sentences were checked.
    pub is_generated: bool,
}

impl PastAnswer {
    /// How this carefulness would treat the question.
    pub fn with(self, carefulness: Carefulness) -> Evidence {
        let estimated = EvidenceLimits::of(carefulness).evidence(self.confidence);
        match self.evidence {
            Evidence::Strong if self.is_generated || self.is_at_limit() => Evidence::Strong,
            // It is the model's text in any case, with or without a word of caution.
            Evidence::Weak if self.is_generated && estimated == Evidence::None => Evidence::Weak,
            // There was nothing to quote, or nothing to show.
            Evidence::Weak if self.is_sure_for_all() => Evidence::Weak,
            Evidence::None if self.comes_close_for_all() => Evidence::None,
            _ => estimated,
        }
    }

    /// Whether the confidence was raised to the limit, because the question is a heading.
    fn is_at_limit(self) -> bool {
        let answers = Carefulness::ALL.map(|one| EvidenceLimits::of(one).answer);
        (answers.iter()).any(|answer| (self.confidence - answer).abs() < f64::EPSILON)
    }

    fn is_sure_for_all(self) -> bool {
        let mut answers = (Carefulness::ALL.iter()).map(|one| EvidenceLimits::of(*one).answer);
        answers.all(|answer| self.confidence >= answer)
    }

    fn comes_close_for_all(self) -> bool {
        let mut points = (Carefulness::ALL.iter()).map(|one| EvidenceLimits::of(*one).point);
        points.all(|point| self.confidence >= point)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_what_its_confidence_says_unless_something_else_decided() {
        use Evidence::{None, Strong, Weak};
        for (evidence, confidence, is_generated, expected) in [
            (Strong, 0.9, false, [Strong, Strong, Strong]),
            (Strong, 0.6, false, [Weak, Strong, Strong]),
            (Weak, 0.5, false, [Weak, Weak, Strong]),
            (Weak, 0.35, false, [Weak, Weak, Weak]),
            (None, 0.3, false, [None, None, Weak]),
            (None, 0.0, false, [None, None, None]),
            // The question is a heading, or all sentences were found in the passages.
            (Strong, 0.55, false, [Strong, Strong, Strong]),
            (Strong, 0.6, true, [Strong, Strong, Strong]),
            (Weak, 0.25, true, [Weak, Weak, Weak]),
            // Nothing to quote, and nothing to show.
            (Weak, 0.8, false, [Weak, Weak, Weak]),
            (None, 0.4, false, [None, None, None]),
        ] {
            let given = PastAnswer {
                evidence,
                confidence,
                is_generated,
            };
            let estimated = Carefulness::ALL.map(|one| given.with(one));
            assert_eq!(estimated, expected, "{given:?}");
        }
    }
}
