//! The confidence from which a question is answered, and from which visitors are led to the closest pages.

use porchlight_shared::{
    message::{Evidence, Grounding},
    settings::Carefulness,
};

/// From this confidence on, the passages count as an answer. More likely than not, plus a margin for the error of the
/// weights.
pub const STRONG: f64 = 0.55;
/// From this confidence on, the closest passage is shown with a caution. Below one half, because reading a near miss
/// costs a visitor less than being turned away from an existing answer.
pub const WEAK: f64 = 0.35;
/// [`STRONG`] for owners for whom a wrong answer costs more than a link.
const CAREFUL_STRONG: f64 = 0.7;
/// [`STRONG`] for owners for whom a link costs more than a wrong answer.
const HELPFUL_STRONG: f64 = 0.45;
/// [`WEAK`] for the latter. Careful owners keep the usual limit, because a near miss is not a wrong answer.
const HELPFUL_WEAK: f64 = 0.25;

/// The confidence, 0 to 1, from which something happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EvidenceLimits {
    /// From here on, the question is answered.
    pub answer: f64,
    /// From here on, visitors are led to the closest pages.
    pub point: f64,
}

impl Default for EvidenceLimits {
    fn default() -> Self {
        Self::of(Carefulness::default())
    }
}

impl EvidenceLimits {
    /// The limits for an owner's choice.
    pub const fn of(carefulness: Carefulness) -> Self {
        let (answer, point) = match carefulness {
            Carefulness::Careful => (CAREFUL_STRONG, WEAK),
            Carefulness::Balanced => (STRONG, WEAK),
            Carefulness::Helpful => (HELPFUL_STRONG, HELPFUL_WEAK),
        };
        Self { answer, point }
    }

    /// The evidence for a confidence from 0 to 1.
    pub fn evidence(self, confidence: f64) -> Evidence {
        if confidence >= self.answer {
            Evidence::Strong
        } else if confidence >= self.point {
            Evidence::Weak
        } else {
            Evidence::None
        }
    }

    /// The grounding for a confidence from 0 to 1.
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
