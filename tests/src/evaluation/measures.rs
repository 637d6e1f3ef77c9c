//! Measures of the quality of predictions.

use std::collections::{HashMap, HashSet};

use porchlight_knowledge::grounding::Signals;
use porchlight_shared::message::Evidence;
use serde::Serialize;

use super::question_set::SetQuestion;

/// How many documents of a ranking count.
const RANKED: usize = 10;

/// The prediction for a question: a row of a predictions file.
#[derive(Debug, Serialize)]
pub struct Prediction {
    /// The id of the question.
    pub id: String,
    /// The ids of passages, best first.
    pub ranked: Vec<String>,
    /// The confidence that there is an answer.
    pub score: f64,
    /// Whether it was answered rather than refused.
    pub answered: bool,
    /// The text shown.
    pub text: String,
    /// The signals behind the confidence.
    #[serde(skip)]
    pub signals: Signals,
    /// The decision.
    #[serde(skip)]
    pub evidence: Evidence,
}

/// The measures of one set, from 0 to 1. Relevance is by document. Ranking measures count answerable questions only.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measures {
    /// The number of answerable questions.
    pub answerable: usize,
    /// The number of unanswerable questions.
    pub unanswerable: usize,
    /// The share of questions whose first document is relevant.
    pub precision_at_1: f64,
    /// The share of questions with a relevant document among the first three.
    pub recall_at_3: f64,
    /// The mean reciprocal rank of the first relevant document among ten.
    pub mrr_at_10: f64,
    /// The normalised discounted cumulative gain among ten documents.
    pub ndcg_at_10: f64,
    /// The area under the ROC curve of the confidence. `None` if the set has no unanswerable questions.
    pub auroc: Option<f64>,
    /// F1 of "unanswerable" at the best threshold.
    pub best_f1: Option<f64>,
    /// F1 of "unanswerable" if only strong evidence counts as an answer.
    pub f1_strong: Option<f64>,
    /// F1 of "unanswerable" if weak evidence counts as an answer, too.
    pub f1_weak: Option<f64>,
    /// The share of questions with a gold answer for which the shown text contains it.
    pub gold_shown: Option<f64>,
    /// The shares of answerable questions with strong, weak and no evidence.
    pub answerable_by_evidence: [f64; 3],
    /// The shares of unanswerable questions with strong, weak and no evidence.
    pub unanswerable_by_evidence: [f64; 3],
}

impl Measures {
    /// Measures `predictions`, which are in the order of `questions`. `documents` maps passages to documents.
    pub fn of(
        questions: &[SetQuestion],
        predictions: &[Prediction],
        documents: &HashMap<String, String>,
    ) -> Self {
        let mut measures = Self::default();
        let mut with = Vec::new();
        let mut without = Vec::new();
        let (mut gold, mut shown) = (0_usize, 0_usize);
        for (question, prediction) in questions.iter().zip(predictions) {
            if !question.answerable {
                without.push(prediction);
                continue;
            }
            with.push(prediction);
            measures.add_ranking(question, prediction, documents);
            if !question.answers.is_empty() {
                gold += 1;
                shown += usize::from(
                    question
                        .answers
                        .iter()
                        .any(|answer| prediction.text.contains(answer.as_str())),
                );
            }
        }
        measures.answerable = with.len();
        measures.unanswerable = without.len();
        for sum in [
            &mut measures.precision_at_1,
            &mut measures.recall_at_3,
            &mut measures.mrr_at_10,
            &mut measures.ndcg_at_10,
        ] {
            *sum /= with.len().max(1) as f64;
        }
        measures.gold_shown = (gold > 0).then(|| shown as f64 / gold as f64);
        measures.answerable_by_evidence = by_evidence(&with);
        measures.unanswerable_by_evidence = by_evidence(&without);
        if !with.is_empty() && !without.is_empty() {
            let scores = |predictions: &[&Prediction]| -> Vec<f64> {
                predictions
                    .iter()
                    .map(|prediction| prediction.score)
                    .collect()
            };
            measures.auroc = Some(auroc(&scores(&with), &scores(&without)));
            measures.best_f1 = Some(best_f1(&scores(&with), &scores(&without)));
            measures.f1_strong = Some(f1_of_refusals(&with, &without, |evidence| {
                evidence != Evidence::Strong
            }));
            measures.f1_weak = Some(f1_of_refusals(&with, &without, |evidence| {
                evidence == Evidence::None
            }));
        }
        measures
    }

    fn add_ranking(
        &mut self,
        question: &SetQuestion,
        prediction: &Prediction,
        documents: &HashMap<String, String>,
    ) {
        let relevant: HashSet<&str> = question.relevant.iter().map(String::as_str).collect();
        let mut seen = HashSet::new();
        let hits: Vec<bool> = prediction
            .ranked
            .iter()
            .filter_map(|passage| documents.get(passage))
            .filter(|document| seen.insert(document.as_str()))
            .take(RANKED)
            .map(|document| relevant.contains(document.as_str()))
            .collect();
        let discount = |rank: usize| 1.0 / (rank as f64 + 2.0).log2();
        self.precision_at_1 += f64::from(u8::from(hits.first() == Some(&true)));
        self.recall_at_3 += f64::from(u8::from(hits.iter().take(3).any(|hit| *hit)));
        if let Some(rank) = hits.iter().position(|hit| *hit) {
            self.mrr_at_10 += 1.0 / (rank + 1) as f64;
        }
        let gain: f64 = (0..hits.len())
            .filter(|rank| hits.get(*rank) == Some(&true))
            .map(discount)
            .sum();
        let most: f64 = (0..relevant.len().min(RANKED)).map(discount).sum();
        self.ndcg_at_10 += gain / most;
    }

    /// The mean over several sets. If a measure is missing in some sets, it is averaged over the others.
    pub fn mean(all: &[Self]) -> Self {
        let mean = |get: &dyn Fn(&Self) -> Option<f64>| -> Option<f64> {
            let numbers: Vec<f64> = all.iter().filter_map(get).collect();
            (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64)
        };
        let always = |get: &dyn Fn(&Self) -> f64| mean(&|one| Some(get(one))).unwrap_or(0.0);
        let evidence = |get: &dyn Fn(&Self) -> [f64; 3]| {
            [0, 1, 2].map(|at: usize| always(&|one| get(one).get(at).copied().unwrap_or(0.0)))
        };
        Self {
            answerable: all.iter().map(|one| one.answerable).sum(),
            unanswerable: all.iter().map(|one| one.unanswerable).sum(),
            precision_at_1: always(&|one| one.precision_at_1),
            recall_at_3: always(&|one| one.recall_at_3),
            mrr_at_10: always(&|one| one.mrr_at_10),
            ndcg_at_10: always(&|one| one.ndcg_at_10),
            auroc: mean(&|one| one.auroc),
            best_f1: mean(&|one| one.best_f1),
            f1_strong: mean(&|one| one.f1_strong),
            f1_weak: mean(&|one| one.f1_weak),
            gold_shown: mean(&|one| one.gold_shown),
            answerable_by_evidence: evidence(&|one| one.answerable_by_evidence),
            unanswerable_by_evidence: evidence(&|one| one.unanswerable_by_evidence),
        }
    }
}

fn by_evidence(predictions: &[&Prediction]) -> [f64; 3] {
    [Evidence::Strong, Evidence::Weak, Evidence::None].map(|evidence| {
        let count = predictions
            .iter()
            .filter(|prediction| prediction.evidence == evidence)
            .count();
        count as f64 / predictions.len().max(1) as f64
    })
}

/// The probability that a positive scores higher than a negative. A tie counts one half.
pub fn auroc(positive: &[f64], negative: &[f64]) -> f64 {
    let wins: f64 = positive
        .iter()
        .flat_map(|positive| negative.iter().map(move |negative| (positive, negative)))
        .map(|(positive, negative)| match positive.total_cmp(negative) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        })
        .sum();
    wins / (positive.len() * negative.len()) as f64
}

fn best_f1(with: &[f64], without: &[f64]) -> f64 {
    with.iter()
        .chain(without)
        .copied()
        .chain([f64::INFINITY])
        .map(|threshold| {
            let refused =
                |scores: &[f64]| scores.iter().filter(|score| **score < threshold).count();
            f1(refused(without), refused(with), without.len())
        })
        .fold(0.0, f64::max)
}

fn f1_of_refusals(
    with: &[&Prediction],
    without: &[&Prediction],
    refused: fn(Evidence) -> bool,
) -> f64 {
    let count = |predictions: &[&Prediction]| {
        predictions
            .iter()
            .filter(|prediction| refused(prediction.evidence))
            .count()
    };
    f1(count(without), count(with), without.len())
}

/// F1 from the true positives, the false positives, and the number of all actual positives.
fn f1(true_positives: usize, false_positives: usize, all: usize) -> f64 {
    2.0 * true_positives as f64 / (true_positives + false_positives + all).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(measured: f64, expected: f64) {
        assert!((measured - expected).abs() < 1e-9, "{measured}");
    }

    #[test]
    fn auroc_is_the_share_of_pairs_in_order() {
        check(auroc(&[2.0, 3.0], &[1.0]), 1.0);
        check(auroc(&[1.0], &[1.0]), 0.5);
        check(auroc(&[1.0, 3.0], &[2.0]), 0.5);
    }

    #[test]
    fn the_best_threshold_refuses_what_is_unanswerable() {
        check(best_f1(&[0.8, 0.9], &[0.1, 0.2]), 1.0);
        check(best_f1(&[0.1], &[0.9]), 2.0 / 3.0);
    }
}
