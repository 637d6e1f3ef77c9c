//! Decides whether the passages found answer the question at all, and whether an answer says only what they say.

use porchlight_shared::message::{Evidence, Grounding};

pub mod check;
pub mod checked_answer;
mod claim_words;
mod claims;
pub mod held;

/// From this confidence on, the passages count as an answer: more likely than not, by a margin for the error
/// of the weights.
pub const STRONG: f64 = 0.55;
/// From this confidence on, the closest passage is shown with a word of caution. It is below one half because a
/// visitor who reads a near miss loses less than one who is turned away from an answer that exists.
pub const WEAK: f64 = 0.35;

/// Fitted by `eval --fit` on questions with and without an answer, where pages and questions are written with spaces.
const WORDS: Weights = Weights {
    top: 2.96,
    margin: 4.27,
    unknown: -1.58,
    constant: -1.22,
};
/// The same, for scripts without spaces.
const PAIRS: Weights = Weights {
    top: 4.08,
    margin: 26.9,
    unknown: -2.36,
    constant: -2.13,
};

/// The same, where the score also has what the passages mean. Tuned on the English sets banking77, covidfaq, covidqa,
/// logingov, stackfaq and xquad.
const MEANING: Weights = Weights {
    top: 5.40,
    margin: 4.44,
    unknown: -1.00,
    constant: -2.40,
};

/// What scores are made of, which decides how high they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// The match of words that stand between spaces.
    #[default]
    Words,
    /// The match of pairs of characters, in a script without spaces. They match less often.
    Pairs,
    /// The match of words, and what they mean.
    Meaning,
}

/// What the decision rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Signals {
    /// The score of the best passage, 0 to 1.
    pub top: f64,
    /// How far the best passage of another document scores below it, 0 to 1.
    pub margin: f64,
    /// The share of the question's words that no passage contains, 0 to 1.
    pub unknown: f64,
    /// What the scores are made of.
    pub scale: Scale,
}

/// The weights of a logistic regression over [`Signals`], one for each signal of the same name.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Weights {
    /// The weight of [`Signals::top`].
    pub top: f64,
    /// The weight of [`Signals::margin`].
    pub margin: f64,
    /// The weight of [`Signals::unknown`].
    pub unknown: f64,
    /// The intercept, added to the weighted signals.
    pub constant: f64,
}

/// Estimates how likely it is that the passages answer, and compares that with [`STRONG`] and [`WEAK`].
pub fn decide(signals: Signals) -> Grounding {
    of_confidence(if signals.top > 0.0 {
        confidence(signals)
    } else {
        0.0
    })
}

/// The grounding of a confidence, 0 to 1.
pub fn of_confidence(confidence: f64) -> Grounding {
    let evidence = if confidence >= STRONG {
        Evidence::Strong
    } else if confidence >= WEAK {
        Evidence::Weak
    } else {
        Evidence::None
    };
    Grounding {
        evidence,
        confidence,
        sentences: Vec::new(),
    }
}

/// What is strong evidence although less of the question stands in what was read than [`FIT`].
const SURE: f64 = 0.8;
/// The least share of the question that an answer says, if its evidence is not overwhelming.
const FIT: f64 = 0.45;
/// The least share that makes an answer of weak evidence.
const CLOSE_FIT: f64 = 0.75;

/// The evidence once the passages have been read. `fit` says how much of the question stands in what would be quoted, 0
/// to 1.
pub fn after_reading(found: &Grounding, fit: f64) -> Evidence {
    match found.evidence {
        Evidence::Strong if fit >= FIT || found.confidence >= SURE => Evidence::Strong,
        Evidence::Weak if fit >= CLOSE_FIT => Evidence::Strong,
        Evidence::Strong | Evidence::Weak => Evidence::Weak,
        Evidence::None => Evidence::None,
    }
}

fn confidence(signals: Signals) -> f64 {
    let weights = match signals.scale {
        Scale::Words => WORDS,
        Scale::Pairs => PAIRS,
        Scale::Meaning => MEANING,
    };
    let logit = weights.top * signals.top
        + weights.margin * signals.margin
        + weights.unknown * signals.unknown
        + weights.constant;
    1.0 / (1.0 + (-logit).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(top: f64, margin: f64, unknown: f64, expected: Evidence) {
        let grounding = decide(Signals {
            top,
            margin,
            unknown,
            scale: Scale::Words,
        });
        assert_eq!(grounding.evidence, expected, "{grounding:?}");
    }

    #[test]
    fn a_clear_match_is_evidence_and_nothing_is_none() {
        check(0.7, 0.3, 0.0, Evidence::Strong);
        check(0.35, 0.05, 0.0, Evidence::Weak);
        check(0.1, 0.01, 0.7, Evidence::None);
        check(0.0, 0.0, 0.0, Evidence::None);
    }
}
