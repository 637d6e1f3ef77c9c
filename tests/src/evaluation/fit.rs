//! Fits the weights of the decision whether there is evidence.

use super::Evaluation;

/// Rounds of gradient descent; it has long settled by then.
const ROUNDS: usize = 20_000;
/// How far each round goes.
const STEP: f64 = 2.0;

/// A logistic regression's weights.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Weights {
    /// Of the top score.
    pub top: f64,
    /// Of the margin to the next document.
    pub margin: f64,
    /// Of the share of unknown words.
    pub unknown: f64,
    /// What stands alone.
    pub constant: f64,
}

/// The weights that best predict which questions have an answer. Every set weighs the same, and so do its answerable
/// and its unanswerable questions together.
pub fn fit(evaluations: &[Evaluation]) -> Weights {
    let mut rows: Vec<([f64; 4], f64, f64)> = Vec::new();
    for evaluation in evaluations {
        let measures = evaluation.measures();
        if measures.answerable == 0 || measures.unanswerable == 0 {
            continue;
        }
        for (question, prediction) in evaluation.questions.iter().zip(&evaluation.predictions) {
            let signals = prediction.signals;
            let (label, of_kind) = if question.answerable {
                (1.0, measures.answerable)
            } else {
                (0.0, measures.unanswerable)
            };
            rows.push((
                [signals.top, signals.margin, signals.unknown, 1.0],
                label,
                1.0 / of_kind as f64,
            ));
        }
    }
    let total: f64 = rows.iter().map(|(_, _, weight)| weight).sum();
    let mut weights = [0.0; 4];
    for _ in 0..ROUNDS {
        let mut gradient = [0.0; 4];
        for (features, label, weight) in &rows {
            let logit: f64 = features.iter().zip(&weights).map(|(x, w)| x * w).sum();
            let error = label - 1.0 / (1.0 + (-logit).exp());
            for (slot, feature) in gradient.iter_mut().zip(features) {
                *slot += weight / total * error * feature;
            }
        }
        for (weight, slope) in weights.iter_mut().zip(gradient) {
            *weight += STEP * slope;
        }
    }
    let [top, margin, unknown, constant] = weights;
    Weights {
        top,
        margin,
        unknown,
        constant,
    }
}
