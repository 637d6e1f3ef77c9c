//! Measures how well questions are grouped into topics, compared with intents assigned by people.
//!
//! B-cubed precision and recall, and their harmonic mean: A. Bagga and B. Baldwin, "Algorithms for Scoring Coreference
//! Chains", 1998. Why for clusters: E. Amigó et al., "A comparison of extrinsic clustering evaluation metrics", 2009.

use porchlight_edge::domain::reports::topics::{AskedQuestion, group};
use porchlight_shared::ids::MessageId;

/// The agreement of groups with intents, each measure from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// For each question, the share of its group with the same intent, averaged.
    pub precision: f64,
    /// For each question, the share of its intent in the same group, averaged.
    pub recall: f64,
    /// The harmonic mean of precision and recall.
    pub f1: f64,
    /// The number of groups found.
    pub groups: usize,
    /// The number of intents in the set.
    pub intents: usize,
}

/// Groups the questions, each given with its intent, and compares groups and intents.
pub fn evaluate(questions: &[(&str, &str)]) -> Agreement {
    let asked: Vec<AskedQuestion> = questions
        .iter()
        .map(|(text, _)| AskedQuestion {
            id: MessageId::new(0, [0; 10]),
            text: (*text).to_owned(),
        })
        .collect();
    let grouping = group(Vec::new(), &asked);
    let placed: Vec<Placed<'_>> = questions
        .iter()
        .map(|(_, intent)| *intent)
        .zip(grouping.places)
        .collect();
    agreement(&placed)
}

/// A question's intent and the group that it was put into.
type Placed<'a> = (&'a str, Option<usize>);

fn agreement(placed: &[Placed<'_>]) -> Agreement {
    let (mut precision, mut recall) = (0.0, 0.0);
    for (intent, group) in placed {
        let share = |of: &dyn Fn(&Placed<'_>) -> bool| {
            let all: Vec<_> = placed.iter().filter(|other| of(other)).collect();
            let both = all
                .iter()
                .filter(|(other_intent, other_group)| {
                    other_intent == intent && other_group == group
                })
                .count();
            ratio(both, all.len())
        };
        precision += share(&|(_, other)| other == group);
        recall += share(&|(other, _)| other == intent);
    }
    let count = ratio(placed.len(), 1);
    let (precision, recall) = (precision / count, recall / count);
    let distinct = |mut names: Vec<String>| {
        names.sort();
        names.dedup();
        names.len()
    };
    Agreement {
        precision,
        recall,
        f1: 2.0 * precision * recall / (precision + recall),
        groups: distinct(
            placed
                .iter()
                .map(|(_, group)| format!("{group:?}"))
                .collect(),
        ),
        intents: distinct(
            placed
                .iter()
                .map(|(intent, _)| (*intent).to_owned())
                .collect(),
        ),
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    f64::from(u32::try_from(part).unwrap_or(u32::MAX))
        / f64::from(u32::try_from(whole).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_is_that_of_the_definition() {
        let perfect = agreement(&[("a", Some(0)), ("a", Some(0)), ("b", Some(1))]);
        assert!((perfect.f1 - 1.0).abs() < 1e-9);
        let lumped = agreement(&[
            ("a", Some(0)),
            ("a", Some(0)),
            ("b", Some(0)),
            ("b", Some(0)),
        ]);
        assert!((lumped.precision - 0.5).abs() < 1e-9 && (lumped.recall - 1.0).abs() < 1e-9);
        let split = agreement(&[("a", Some(0)), ("a", Some(1))]);
        assert!((split.precision - 1.0).abs() < 1e-9 && (split.recall - 0.5).abs() < 1e-9);
    }
}
