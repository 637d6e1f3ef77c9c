//! How much of a question is in a text, where each word counts by itself or by the word nearest in meaning.
//!
//! Khattab and Zaharia, "`ColBERT`: Efficient and Effective Passage Search via Contextualized Late Interaction over
//! BERT" (2020), section 3.2, with one vector per word, independent of its context.

/// Two words with this cosine or a lower one are unrelated.
const UNRELATED: f32 = 0.2;

/// A word of the question.
pub(super) struct AskedWord {
    /// Its index among the known words.
    pub(super) number: usize,
    /// How distinctive it is.
    pub(super) weight: f64,
    /// The indices of its inflected forms.
    pub(super) forms: Vec<usize>,
}

/// How near each known word is to each word of the question.
pub(super) struct NearWords {
    weights: Vec<f64>,
    /// For each known word, its nearness to each word of the question, 0 to 1.
    nearness: Vec<f32>,
    /// The total weight of the question's words, including those that the table does not have.
    total: f64,
}

impl NearWords {
    /// `vectors` has the vectors of all known words in a row. `total` is the weight of all words of the question.
    pub(super) fn new(asked: &[AskedWord], total: f64, vectors: &[f32], dimensions: usize) -> Self {
        let length = |vector: &[f32]| {
            let squares: f32 = vector.iter().map(|number| number * number).sum();
            squares.sqrt()
        };
        let of_question: Vec<(&[f32], f32)> = (asked.iter())
            .map(|word| {
                let start = word.number * dimensions;
                let vector = vectors.get(start..start + dimensions).unwrap_or_default();
                (vector, length(vector))
            })
            .collect();
        let mut nearness = Vec::with_capacity(asked.len() * (vectors.len() / dimensions.max(1)));
        for (number, vector) in vectors.chunks_exact(dimensions.max(1)).enumerate() {
            let own = length(vector);
            for (word, (other, length)) in asked.iter().zip(&of_question) {
                let product: f32 = (vector.iter().zip(*other))
                    .map(|(left, right)| left * right)
                    .sum();
                let cosine = product / (own * length).max(f32::MIN_POSITIVE);
                let is_form = word.number == number || word.forms.contains(&number);
                nearness.push(if is_form {
                    1.0
                } else {
                    ((cosine - UNRELATED) / (1.0 - UNRELATED)).clamp(0.0, 1.0)
                });
            }
        }
        Self {
            weights: asked.iter().map(|word| word.weight).collect(),
            nearness,
            total,
        }
    }

    /// For each word of the question, how near the nearest of `words` is, or the value in `before` if that is higher.
    pub(super) fn nearest(&self, words: &[usize], before: &[f32]) -> Vec<f32> {
        let mut nearest = before.to_vec();
        nearest.resize(self.weights.len(), 0.0);
        for word in words {
            let start = word * self.weights.len();
            let row = self.nearness.get(start..start + self.weights.len());
            for (best, near) in nearest.iter_mut().zip(row.unwrap_or_default()) {
                *best = best.max(*near);
            }
        }
        nearest
    }

    /// The share of the question that `nearest` covers, 0 to 1.
    pub(super) fn share(&self, nearest: &[f32]) -> f64 {
        let sum: f64 = (self.weights.iter().zip(nearest))
            .map(|(weight, near)| weight * f64::from(*near))
            .sum();
        sum / self.total.max(f64::MIN_POSITIVE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_without_numbers_bring_nothing_near() {
        let asked = [AskedWord {
            number: 0,
            weight: 1.0,
            forms: Vec::new(),
        }];
        let near = NearWords::new(&asked, 1.0, &[], 0);
        assert_eq!(near.nearest(&[0], &[]), [0.0]);
    }
}
