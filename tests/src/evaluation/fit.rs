//! Fits the weights that decide whether passages answer a question.

use porchlight_knowledge::grounding::{Scale, Weights};

use super::Evaluation;

/// Rounds of gradient descent. More than it takes to converge.
const ROUNDS: usize = 20_000;
/// The learning rate.
const STEP: f64 = 2.0;

/// The weights that best predict which questions have an answer. Every set has the same weight, and within a set the
/// answerable questions together weigh as much as the unanswerable ones.
///
/// Uses only questions whose scores are on `scale`.
pub fn fit(evaluations: &[Evaluation], scale: Scale) -> Weights {
    let mut rows: Vec<([f64; 4], f64, f64)> = Vec::new();
    for evaluation in evaluations {
        let measures = evaluation.measures();
        if measures.answerable == 0 || measures.unanswerable == 0 {
            continue;
        }
        for (question, prediction) in evaluation.questions.iter().zip(&evaluation.predictions) {
            let signals = prediction.signals;
            if signals.scale != scale {
                continue;
            }
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
