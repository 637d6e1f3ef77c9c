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

/// The grounding of a confidence, 0 to 1, by [`STRONG`] and [`WEAK`].
pub fn of_confidence(confidence: f64) -> Grounding {
    EvidenceLimits::default().grounding(confidence)
}

/// What reading adds to [`Signals`].
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a signal with a weight of its own"
)]
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
    /// A number, a price or a permission was asked for.
    pub asks_kind: bool,
    /// The question has one telling word.
    pub is_one_word: bool,
    /// The question goes on from the one before.
    pub is_follow_up: bool,
    /// The question tells a story around what it asks.
    pub tells_story: bool,
}

/// The weights of a logistic regression over [`Signals`] and [`ReadSignals`]: whether the excerpt is right. Fitted with
/// every question of the `tuning` split of `tests/qa/answers` answered (203, without small talk), and an L2 penalty of
/// 0.3 on standardized signals. `tests/qa/answers/README.md` says how. The constant was raised by 0.1 over the fit when
/// answers began to quote more: then 8 in a hundred are wrong.
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
    /// Of the best score times the fit, where scores are of [`Scale::Meaning`].
    top: f64,
    margin: f64,
    lead: f64,
    unknown: f64,
    fit: f64,
    of_kind: f64,
    /// A number, a price or a permission was asked for, and the excerpt has none.
    misses_kind: f64,
    /// The question has one telling word. By how much the best score is below one half, of one half: a passage that only
    /// mentions the word.
    one_word: f64,
    /// The search has the words of two questions then, and its margins are small.
    follow_up: f64,
    /// No passage has all of a story, so that all scores are low.
    story: f64,
    /// Where the scores are of [`Scale::Pairs`], whose margins are small.
    pairs: f64,
    constant: f64,
}

/// The grounding once the passages have been read, which tells more than finding them, unless nothing was found, or a
/// model that has read them says that they do not answer: a confidence of zero. An excerpt that may not answer
/// leaves the evidence as weak as it was found, for the closest pages are still worth a look.
///
/// The `limits` decide what is made of a confidence, and as little as possible how high it is: what is stored with an
/// answer tells what others would have made of it.
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
        // Read with a confidence of 0.62, and found with one of `found`.
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
        // What is stored is the same for all, so that it tells what another choice would have made of it.
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
