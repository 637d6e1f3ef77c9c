//! Whether the passages that were found answer the question at all.

use porchlight_shared::message::{Evidence, Grounding};

/// From this confidence on the passages are taken to answer.
pub const STRONG: f64 = 0.6;
/// From this confidence on the closest passage is shown, with a word of caution.
pub const WEAK: f64 = 0.35;

/// What the decision rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Signals {
    /// The best passage's score, 0 to 1.
    pub top: f64,
    /// How far the best passage of the next document is behind.
    pub margin: f64,
    /// The share of the question's words that no passage has, 0 to 1.
    pub unknown: f64,
}

/// Decides. A logistic regression, fitted on questions to help pages with and without an answer (see the evaluation).
pub fn decide(signals: Signals) -> Grounding {
    let logit = 5.40f64.mul_add(
        signals.top,
        4.44f64.mul_add(signals.margin, -0.59 * signals.unknown) - 2.45,
    );
    let confidence = if signals.top > 0.0 {
        1.0 / (1.0 + (-logit).exp())
    } else {
        0.0
    };
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
    }
}
