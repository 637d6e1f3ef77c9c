//! Decides whether the passages found answer the question at all, and whether an answer says only what they say.

use porchlight_shared::message::{Evidence, Grounding};

pub mod check;
pub mod checked_answer;
mod claim_words;
mod claims;
pub mod held;
mod negation;

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

/// What reading adds to [`Signals`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ReadSignals {
    /// The question is the heading of what would be quoted.
    pub is_heading: bool,
    /// How far the best passage scores above the next one, of whichever document, 0 to 1.
    pub lead: f64,
    /// How much of the question stands in what would be quoted, or above it, 0 to 1.
    pub fit: f64,
    /// It has the number, the price or the permission that was asked for.
    pub is_of_kind: bool,
    /// The question goes on from the one before.
    pub is_follow_up: bool,
}

/// The weights of a logistic regression over [`Signals`] and [`ReadSignals`]: whether the excerpt is right. Fitted with
/// every question of the `tuning` split of `tests/qa/answers` answered (188, without small talk), but for
/// [`follow_up`](ReadWeights::follow_up): 14 follow-ups are too few to fit it, and it was set so that those of them that are
/// answered right without a decision stay answered.
const READ: ReadWeights = ReadWeights {
    margin: 5.2,
    lead: 2.8,
    unknown: -1.8,
    fit: 2.4,
    of_kind: 1.0,
    follow_up: 0.9,
    pairs: 3.4,
    constant: -2.85,
};

struct ReadWeights {
    margin: f64,
    lead: f64,
    unknown: f64,
    fit: f64,
    of_kind: f64,
    /// The search has the words of two questions then, and its margins are small.
    follow_up: f64,
    /// Where the scores are of [`Scale::Pairs`], whose margins are small.
    pairs: f64,
    constant: f64,
}

/// The grounding once the passages have been read. An excerpt that may not answer leaves the evidence weak, for the
/// closest pages are still worth a look.
pub fn after_reading(found: &Grounding, signals: Signals, read: ReadSignals) -> Grounding {
    if found.evidence == Evidence::None {
        return found.clone();
    }
    let confidence = if read.is_heading {
        found.confidence.max(STRONG)
    } else {
        read_confidence(signals, read).max(WEAK)
    };
    of_confidence(confidence)
}

fn read_confidence(signals: Signals, read: ReadSignals) -> f64 {
    let [of_kind, follow_up, pairs] = [
        read.is_of_kind,
        read.is_follow_up,
        signals.scale == Scale::Pairs,
    ]
    .map(|holds| f64::from(u8::from(holds)));
    logistic(
        READ.margin * signals.margin
            + READ.lead * read.lead
            + READ.unknown * signals.unknown
            + READ.fit * read.fit
            + READ.of_kind * of_kind
            + READ.follow_up * follow_up
            + READ.pairs * pairs
            + READ.constant,
    )
}

fn logistic(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

fn confidence(signals: Signals) -> f64 {
    let weights = match signals.scale {
        Scale::Words => WORDS,
        Scale::Pairs => PAIRS,
        Scale::Meaning => MEANING,
    };
    logistic(
        weights.top * signals.top
            + weights.margin * signals.margin
            + weights.unknown * signals.unknown
            + weights.constant,
    )
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
