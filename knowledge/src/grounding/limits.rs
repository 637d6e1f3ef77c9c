//! From which confidence on a question is answered, and from which on visitors are led to the closest pages.

use porchlight_shared::{
    message::{Evidence, Grounding},
    settings::Carefulness,
};

/// From this confidence on, the passages count as an answer: more likely than not, by a margin for the error
/// of the weights.
pub const STRONG: f64 = 0.55;
/// From this confidence on, the closest passage is shown with a word of caution. It is below one half because a
/// visitor who reads a near miss loses less than one who is turned away from an answer that exists.
pub const WEAK: f64 = 0.35;
/// [`STRONG`] for owners to whom a wrong answer costs more than a link.
const CAREFUL_STRONG: f64 = 0.7;
/// [`STRONG`] for owners to whom a link costs more than a wrong answer.
const HELPFUL_STRONG: f64 = 0.45;
/// [`WEAK`] for the same. Whoever is careful has the usual one: a near miss is no wrong answer.
const HELPFUL_WEAK: f64 = 0.25;

/// From which confidence on something is done, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EvidenceLimits {
    /// The question is answered.
    pub answer: f64,
    /// Visitors are led to the closest pages.
    pub point: f64,
}

impl Default for EvidenceLimits {
    fn default() -> Self {
        Self::of(Carefulness::default())
    }
}

impl EvidenceLimits {
    /// Those of an owner's choice.
    pub const fn of(carefulness: Carefulness) -> Self {
        let (answer, point) = match carefulness {
            Carefulness::Careful => (CAREFUL_STRONG, WEAK),
            Carefulness::Balanced => (STRONG, WEAK),
            Carefulness::Helpful => (HELPFUL_STRONG, HELPFUL_WEAK),
        };
        Self { answer, point }
    }

    /// The evidence of a confidence, 0 to 1.
    pub fn evidence(self, confidence: f64) -> Evidence {
        if confidence >= self.answer {
            Evidence::Strong
        } else if confidence >= self.point {
            Evidence::Weak
        } else {
            Evidence::None
        }
    }

    /// The grounding of a confidence, 0 to 1.
    pub fn grounding(self, confidence: f64) -> Grounding {
        Grounding {
            evidence: self.evidence(confidence),
            confidence,
            sentences: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_more_careful_answers_less_and_never_refuses_less() {
        let limits = Carefulness::ALL.map(EvidenceLimits::of);
        for pair in limits.windows(2) {
            assert!(pair[0].answer > pair[1].answer, "{pair:?}");
            assert!(pair[0].point >= pair[1].point, "{pair:?}");
        }
        for one in limits {
            assert!(one.point < one.answer, "{one:?}");
            assert_eq!(one.evidence(one.answer), Evidence::Strong);
            assert_eq!(one.evidence(one.point), Evidence::Weak);
            assert_eq!(one.evidence(one.point - 0.01), Evidence::None);
        }
    }
}
