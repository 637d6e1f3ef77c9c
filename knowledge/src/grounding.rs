//! Decides whether the passages found answer the question at all, and whether an answer says only what they say.

use porchlight_shared::message::{Evidence, Grounding};

pub use self::limits::{EvidenceLimits, STRONG, WEAK};

pub mod check;
pub mod checked_answer;
mod claim_words;
mod claims;
pub mod held;
mod limits;
mod negation;
mod pointers;

/// Fitted by `eval --fit` on questions with and without an answer, for scripts with spaces between words.
const WORDS: Weights = Weights {
    top: 2.96,
    margin: 4.27,
    unknown: -1.58,
    constant: -1.22,
};
/// Fitted in the same way, for scripts without spaces.
const PAIRS: Weights = Weights {
    top: 4.08,
    margin: 26.9,
    unknown: -2.36,
    constant: -2.13,
};

/// For scores that include the meaning of passages. Tuned on the English sets banking77, covidfaq, covidqa, logingov,
/// stackfaq and xquad.
const MEANING: Weights = Weights {
    top: 5.40,
    margin: 4.44,
    unknown: -1.00,
    constant: -2.40,
};

/// What scores are based on, which determines their usual range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Matching words, in scripts with spaces.
    #[default]
    Words,
    /// Matching pairs of characters, in scripts without spaces. These match less often.
    Pairs,
    /// Matching words and their meaning.
    Meaning,
}

/// The inputs of the decision.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Signals {
    /// The score of the best passage, 0 to 1.
    pub top: f64,
    /// How far the best passage of another document scores below it, 0 to 1.
    pub margin: f64,
    /// The share of the question's words that no passage contains, 0 to 1.
    pub unknown: f64,
    /// What the scores are based on.
    pub scale: Scale,
}

/// The weights of a logistic regression over [`Signals`], one for each field with the same name.
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

/// Estimates the probability that the passages answer the question, and compares it with [`STRONG`] and [`WEAK`].
pub fn decide(signals: Signals) -> Grounding {
    of_confidence(if signals.top > 0.0 {
        confidence(signals)
    } else {
        0.0
    })
}

/// The grounding for a confidence from 0 to 1, by [`STRONG`] and [`WEAK`].
pub fn of_confidence(confidence: f64) -> Grounding {
    EvidenceLimits::default().grounding(confidence)
}

/// Signals from reading the passages, in addition to [`Signals`].
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a signal with a weight of its own"
)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ReadSignals {
    /// Whether the question is the heading of the excerpt.
    pub is_heading: bool,
    /// How far the best passage scores above the next one of any document, 0 to 1.
    pub lead: f64,
    /// How much of the question is in the excerpt, or in the headings above it, 0 to 1.
    pub fit: f64,
    /// Whether the excerpt has the number, price or permission that was asked for.
    pub is_of_kind: bool,
    /// Whether the question asks for a number, a price or a permission.
    pub asks_kind: bool,
    /// Whether the question has a single meaningful word.
    pub is_one_word: bool,
    /// Whether the question continues the one before.
    pub is_follow_up: bool,
    /// Whether the question tells a story around what it asks.
    pub tells_story: bool,
}

/// The weights of a logistic regression over [`Signals`] and [`ReadSignals`], which predicts whether the excerpt is
/// right. Fitted with every question of the `tuning` split of `tests/qa/answers` answered (203, without small talk),
/// and an L2 penalty of 0.3 on standardized signals. `tests/qa/answers/README.md` says how. The constant is 0.1 higher
/// than fitted, since answers began to quote more. With it, 8 in a hundred are wrong.
const READ: ReadWeights = ReadWeights {
    top: 1.3,
    margin: 4.6,
    lead: 7.1,
    unknown: -1.6,
    fit: 2.0,
    of_kind: 1.0,
    misses_kind: -1.5,
    one_word: -4.6,
    follow_up: 0.7,
    story: 1.0,
    pairs: 3.4,
    constant: -2.83,
};

struct ReadWeights {
    /// For the best score times the fit, where scores are of [`Scale::Meaning`].
    top: f64,
    margin: f64,
    lead: f64,
    unknown: f64,
    fit: f64,
    of_kind: f64,
    /// For a question about a number, a price or a permission whose excerpt has none.
    misses_kind: f64,
    /// For a question with a single meaningful word. The input is how far the best score is below one half, divided by
    /// one half. It catches passages that only mention the word.
    one_word: f64,
    /// For a follow-up. The search then has the words of two questions, and margins are small.
    follow_up: f64,
    /// For a story. No passage has all of its words, so all scores are low.
    story: f64,
    /// For scores of [`Scale::Pairs`], whose margins are small.
    pairs: f64,
    constant: f64,
}

/// The grounding after the passages have been read, which says more than finding them. Two cases are left alone:
/// nothing was found, or a model that has read the passages says that they do not answer, which is a confidence of
/// zero. An excerpt that may not answer leaves the evidence as weak as it was found, because the closest pages are
/// still worth a look.
///
/// The `limits` decide what follows from a confidence, and influence the confidence itself as little as possible. The
/// stored confidence then shows what other limits would have decided.
pub fn after_reading(
    found: &Grounding,
    limits: EvidenceLimits,
    signals: Signals,
    read: ReadSignals,
) -> Grounding {
    let comes_close = found.confidence >= limits.point;
    if read.is_heading && comes_close {
        return limits.grounding(found.confidence.max(limits.answer));
    }
    let confidence = read_confidence(signals, read);
    let is_refused = found.confidence <= 0.0;
    if is_refused || (!comes_close && confidence < limits.answer.min(STRONG)) {
        return Grounding {
            evidence: Evidence::None,
            ..found.clone()
        };
    }
    limits.grounding(confidence.max(found.confidence.min(WEAK)))
}

fn read_confidence(signals: Signals, read: ReadSignals) -> f64 {
    let [
        of_kind,
        misses_kind,
        one_word,
        follow_up,
        story,
        pairs,
        meaning,
    ] = [
        read.is_of_kind,
        read.asks_kind && !read.is_of_kind,
        read.is_one_word,
        read.is_follow_up,
        read.tells_story,
        signals.scale == Scale::Pairs,
        signals.scale == Scale::Meaning,
    ]
    .map(|holds| f64::from(u8::from(holds)));
    logistic(
        READ.top * signals.top * read.fit * meaning
            + READ.margin * signals.margin
            + READ.lead * read.lead
            + READ.unknown * signals.unknown
            + READ.fit * read.fit
            + READ.of_kind * of_kind
            + READ.misses_kind * misses_kind
            + READ.one_word * one_word * (1.0 - 2.0 * signals.top).max(0.0)
            + READ.follow_up * follow_up
            + READ.story * story
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
    use porchlight_shared::settings::Carefulness;

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

    #[test]
    fn the_limits_decide_what_is_made_of_what_was_read() {
        // Read with a confidence of 0.62, and found with a confidence of `found`.
        let signals = Signals {
            margin: 0.35,
            ..Signals::default()
        };
        let read = ReadSignals {
            fit: 1.0,
            ..ReadSignals::default()
        };
        let of = |carefulness, found| {
            let found = of_confidence(found);
            after_reading(&found, EvidenceLimits::of(carefulness), signals, read)
        };
        let evidence = |found| Carefulness::ALL.map(|carefulness| of(carefulness, found).evidence);
        let read = of(Carefulness::Balanced, 0.5).confidence;
        assert!((0.55..0.7).contains(&read), "{read}");
        let fewer = [Evidence::Weak, Evidence::Strong, Evidence::Strong];
        assert_eq!(evidence(0.5), fewer);
        assert_eq!(evidence(0.1), fewer);
        assert_eq!(evidence(0.0), [Evidence::None; 3]);
    }

    #[test]
    fn a_question_that_is_a_heading_is_answered_however_careful_one_is() {
        let read = ReadSignals {
            is_heading: true,
            ..ReadSignals::default()
        };
        let found = of_confidence(0.4);
        for carefulness in Carefulness::ALL {
            let limits = EvidenceLimits::of(carefulness);
            let grounding = after_reading(&found, limits, Signals::default(), read);
            assert_eq!(grounding.evidence, Evidence::Strong, "{carefulness:?}");
        }
    }

    #[test]
    fn a_near_miss_is_led_to_the_closest_pages_by_whom_it_is_worth_it() {
        let of = |carefulness, found| {
            let limits = EvidenceLimits::of(carefulness);
            let read = ReadSignals::default();
            after_reading(&of_confidence(found), limits, Signals::default(), read)
        };
        let evidence = |found| Carefulness::ALL.map(|one| of(one, found).evidence);
        assert_eq!(evidence(0.4), [Evidence::Weak; 3]);
        assert_eq!(
            evidence(0.3),
            [Evidence::None, Evidence::None, Evidence::Weak]
        );
        // The stored confidence is the same for all choices, so that it shows what another choice would have decided.
        for found in [0.3, 0.4] {
            let stored = Carefulness::ALL.map(|one| of(one, found).confidence);
            assert!(
                stored
                    .windows(2)
                    .all(|pair| (pair[0] - pair[1]).abs() < f64::EPSILON),
                "{stored:?}"
            );
        }
    }
}
