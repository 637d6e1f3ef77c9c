//! Vectors of the meaning of texts: the model that makes them, and how passages found by vector are merged with those
//! found by words.

use std::collections::HashMap;

use porchlight_knowledge::{
    passage::Passage,
    retrieval::{ScoredPassage, once_each, ranking::Score},
};
use porchlight_shared::ids::PassageId;
use serde::Serialize;
use serde_json::Value;
use url::Url;

use super::model::{ModelChoice, OPENAI_BASE_URL};

pub mod packed;

/// The most dimensions of a vector that is stored.
pub const DIMENSIONS: usize = 4_096;
/// The prefix of model names of Workers AI.
const WORKERS_AI: &str = "@cf/";
/// How much the first ranks count more than later ones (Cormack et al., "Reciprocal Rank Fusion", 2009).
const FUSION: f64 = 60.0;
/// The score of a passage that only its vector found. It may be read, but is no evidence by itself.
const BY_VECTOR: f64 = 0.01;

/// The models for meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbeddingModels {
    /// The model that makes vectors.
    pub embedding: ModelChoice,
    /// The model of Workers AI that sorts the best passages, if there is one.
    pub reranker: Option<String>,
}

impl EmbeddingModels {
    /// Reads `EMBEDDING_MODEL` and its further variables: a model of Workers AI if its name begins with `@cf/`, else
    /// one behind the endpoint for embeddings. `None` if it is not set. The error says what is missing.
    pub fn read(
        variable: impl Fn(&str) -> Option<String>,
        has_binding: bool,
    ) -> Result<Option<Self>, String> {
        let reranker = variable("RERANK_MODEL");
        let Some(model) = variable("EMBEDDING_MODEL") else {
            return match reranker {
                Some(_) => Err("RERANK_MODEL is set, but EMBEDDING_MODEL is not".into()),
                None => Ok(None),
            };
        };
        let needs_binding = |name: &str, model: &str| {
            if !model.starts_with(WORKERS_AI) {
                return Err(format!("{name} is {model:?}; it begins with {WORKERS_AI}"));
            }
            if has_binding {
                return Ok(());
            }
            Err(format!(
                "{name} is {model:?}, but the Worker has no binding AI: deploy with `cargo xtask deploy`"
            ))
        };
        if let Some(reranker) = &reranker {
            needs_binding("RERANK_MODEL", reranker)?;
        }
        let embedding = if model.starts_with(WORKERS_AI) {
            needs_binding("EMBEDDING_MODEL", &model)?;
            ModelChoice::WorkersAi { model }
        } else {
            // The endpoint of the answers, unless embeddings have their own. A key is sent to no other host.
            let origin = |name: &str| {
                let base_url = variable(name).unwrap_or_else(|| OPENAI_BASE_URL.into());
                Url::parse(&base_url).ok().map(|url| url.origin())
            };
            let is_own = variable("EMBEDDING_BASE_URL").is_some()
                && origin("EMBEDDING_BASE_URL") != origin("OPENAI_BASE_URL");
            let own = |name: &str| {
                let own = name.replacen("OPENAI", "EMBEDDING", 1);
                match name {
                    "ANSWER_PROVIDER" => Some("openai".into()),
                    "OPENAI_MODEL" => Some(model.clone()),
                    "OPENAI_API_KEY" | "OPENAI_HEADERS" if is_own => variable(&own),
                    _ => variable(&own).or_else(|| variable(name)),
                }
            };
            ModelChoice::read(own, has_binding)?.ok_or("EMBEDDING_MODEL has no provider")?
        };
        Ok(Some(Self {
            embedding,
            reranker,
        }))
    }
}

/// The input of a model of Workers AI. It crosses the binding as JavaScript objects, and maps would not become objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum BindingInput<'a> {
    /// Texts to make vectors of.
    Embed {
        /// The texts.
        text: &'a [String],
    },
    /// Texts to sort.
    Rerank {
        /// The question that they may answer.
        query: &'a str,
        /// The texts.
        contexts: Vec<RerankedText<'a>>,
        /// The number of texts to return.
        top_k: u32,
    },
}

/// A text to sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RerankedText<'a> {
    /// The text.
    pub text: &'a str,
}

/// The `count` vectors in a provider's response, in order.
pub fn vectors(answer: &Value, count: usize) -> Option<Vec<Vec<f32>>> {
    let data = answer.get("data")?.as_array()?;
    let mut vectors: Vec<Option<Vec<f32>>> = vec![None; count];
    for (place, item) in data.iter().enumerate() {
        let (place, numbers) = match item {
            Value::Array(numbers) => (place, numbers),
            item => {
                let index = item.get("index").and_then(Value::as_u64);
                let index = index.and_then(|index| usize::try_from(index).ok());
                (index.unwrap_or(place), item.get("embedding")?.as_array()?)
            }
        };
        if numbers.is_empty() || numbers.len() > DIMENSIONS {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "models work with fewer digits"
        )]
        let numbers = numbers
            .iter()
            .map(|number| number.as_f64().map(|number| number as f32))
            .collect::<Option<Vec<f32>>>()?;
        *vectors.get_mut(place)? = Some(numbers);
    }
    vectors.into_iter().collect()
}

/// The scores of texts in a reranker's response, in the order of the texts.
pub fn rerank_scores(answer: &Value, count: usize) -> Option<Vec<f64>> {
    let mut scores = vec![f64::NEG_INFINITY; count];
    for item in answer.get("response")?.as_array()? {
        let place = usize::try_from(item.get("id")?.as_u64()?).ok()?;
        *scores.get_mut(place)? = item.get("score")?.as_f64()?;
    }
    Some(scores)
}

/// Merges the passages found `by_words`, best first, with those found by vector, nearest first. Only the ranks in each
/// list count. The scores do not change, so words alone still decide whether there is evidence.
pub fn join(
    by_words: &[ScoredPassage],
    by_vector: Vec<Passage>,
    most: usize,
) -> Vec<ScoredPassage> {
    let mut fused: HashMap<PassageId, f64> = HashMap::new();
    let ids = by_words.iter().map(|scored| scored.passage.id);
    for (rank, id) in ids
        .enumerate()
        .chain(by_vector.iter().map(|passage| passage.id).enumerate())
    {
        let rank = f64::from(u32::try_from(rank).unwrap_or(u32::MAX));
        *fused.entry(id).or_default() += 1.0 / (FUSION + rank + 1.0);
    }
    let mut passages: Vec<(Passage, f64)> = by_words
        .iter()
        .map(|scored| (scored.passage.clone(), scored.score.lexical))
        .collect();
    for passage in by_vector {
        if !passages.iter().any(|(known, _)| known.id == passage.id) {
            passages.push((passage, 0.0));
        }
    }
    let rank = |passage: &Passage| fused.get(&passage.id).copied().unwrap_or(0.0);
    // The sort is stable: of equal ones, those found by words come first.
    passages.sort_by(|(left, _), (right, _)| rank(right).total_cmp(&rank(left)));
    let mut fused = once_each(with_scores(by_words, passages));
    fused.truncate(most);
    fused
}

/// Sorts `passages` by `scores`, highest first. The passages' own scores do not change.
pub fn reorder(passages: &[ScoredPassage], scores: &[f64]) -> Vec<ScoredPassage> {
    let mut ordered: Vec<(f64, &ScoredPassage)> = scores.iter().copied().zip(passages).collect();
    ordered.sort_by(|(left, _), (right, _)| right.total_cmp(left));
    let ordered = ordered
        .into_iter()
        .map(|(_, scored)| (scored.passage.clone(), scored.score.lexical))
        .collect();
    with_scores(passages, ordered)
}

fn with_scores(before: &[ScoredPassage], passages: Vec<(Passage, f64)>) -> Vec<ScoredPassage> {
    let totals = before.iter().map(|scored| scored.score.total);
    let totals = totals.chain(std::iter::repeat(BY_VECTOR));
    passages
        .into_iter()
        .zip(totals)
        .map(|((passage, lexical), total)| {
            let known = (before.iter()).find(|known| known.passage.id == passage.id);
            ScoredPassage {
                also_at: known.map(|known| known.also_at.clone()).unwrap_or_default(),
                nearness: known
                    .map(|known| known.nearness.clone())
                    .unwrap_or_default(),
                passage,
                score: Score { total, lexical },
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use porchlight_shared::ids::DocumentId;
    use serde_json::json;

    use super::*;

    fn read(
        variables: &[(&str, &str)],
        has_binding: bool,
    ) -> Result<Option<EmbeddingModels>, String> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        EmbeddingModels::read(variable, has_binding)
    }

    #[test]
    fn without_a_model_there_are_no_vectors() {
        assert_eq!(read(&[("OPENAI_MODEL", "m")], true), Ok(None));
        let cloudflare = [
            ("EMBEDDING_MODEL", "@cf/baai/bge-m3"),
            ("RERANK_MODEL", "@cf/baai/bge-reranker-base"),
        ];
        let models = read(&cloudflare, true).unwrap().unwrap();
        assert_eq!(models.embedding.model(), "@cf/baai/bge-m3");
        assert!(models.reranker.is_some());
        for (variables, word) in [
            (&cloudflare[..1], "binding AI"),
            (&cloudflare[1..], "EMBEDDING_MODEL"),
            (&[("EMBEDDING_MODEL", "m"), ("RERANK_MODEL", "r")], "@cf/"),
        ] {
            let error = read(variables, false).unwrap_err();
            assert!(error.contains(word), "{error}");
        }
    }

    #[test]
    fn an_endpoint_for_embeddings_is_that_of_the_answers_unless_it_has_its_own() {
        let mut variables = vec![
            ("EMBEDDING_MODEL", "e"),
            ("OPENAI_MODEL", "m"),
            ("OPENAI_BASE_URL", "https://a.example/v1"),
            ("OPENAI_API_KEY", "a"),
        ];
        let endpoint = |variables: &[(&str, &str)]| {
            let models = read(variables, false).unwrap().unwrap();
            let ModelChoice::OpenAi(endpoint) = models.embedding else {
                panic!("no endpoint");
            };
            (
                endpoint.embeddings_url().to_string(),
                endpoint.model,
                endpoint.key,
            )
        };
        assert_eq!(
            endpoint(&variables),
            (
                "https://a.example/v1/embeddings".into(),
                "e".into(),
                Some("a".into())
            )
        );
        variables.push(("EMBEDDING_BASE_URL", "https://b.example/v1/"));
        assert_eq!(endpoint(&variables).2, None, "a key goes to no other host");
        variables.push(("EMBEDDING_API_KEY", "b"));
        assert_eq!(
            endpoint(&variables),
            (
                "https://b.example/v1/embeddings".into(),
                "e".into(),
                Some("b".into())
            )
        );
    }

    #[test]
    fn the_binding_is_given_these_objects() {
        let texts = ["a".to_owned()];
        let embed = BindingInput::Embed { text: &texts };
        assert_eq!(json!(embed), json!({ "text": ["a"] }));
        let rerank = BindingInput::Rerank {
            query: "q",
            contexts: vec![RerankedText { text: "a" }],
            top_k: 1,
        };
        assert_eq!(
            json!(rerank),
            json!({ "query": "q", "contexts": [{ "text": "a" }], "top_k": 1 })
        );
    }

    #[test]
    fn the_answers_of_both_kinds_of_provider_are_read() {
        let expected = Some(vec![vec![1.0, 0.5], vec![0.0, 2.0]]);
        let endpoint = json!({ "data": [
            { "index": 1, "embedding": [0, 2] }, { "index": 0, "embedding": [1, 0.5] },
        ] });
        assert_eq!(vectors(&endpoint, 2), expected);
        let workers_ai = json!({ "shape": [2, 2], "data": [[1, 0.5], [0, 2]] });
        assert_eq!(vectors(&workers_ai, 2), expected);
        for wrong in [
            json!({}),
            json!({ "data": [[1]] }),
            json!({ "data": [[1], ["x"]] }),
            json!({ "data": [[], []] }),
            json!({ "data": [[1], [1], [1]] }),
        ] {
            assert_eq!(vectors(&wrong, 2), None, "{wrong}");
        }
        let ranked = json!({ "response": [{ "id": 1, "score": 0.9 }, { "id": 0, "score": 0.1 }] });
        assert_eq!(rerank_scores(&ranked, 2), Some(vec![0.1, 0.9]));
    }

    fn passage(number: u8) -> Passage {
        Passage {
            id: PassageId::new(0, [number; 10]),
            document_id: DocumentId::new(0, [number; 10]),
            version: 1,
            title_path: Vec::new(),
            text: number.to_string(),
            url: None,
            anchor: None,
            language: "en".into(),
        }
    }

    fn scored(number: u8, total: f64) -> ScoredPassage {
        ScoredPassage {
            passage: passage(number),
            score: Score {
                total,
                lexical: total,
            },
            also_at: Vec::new(),
            nearness: Vec::new(),
        }
    }

    fn texts(passages: &[ScoredPassage]) -> Vec<(&str, f64)> {
        let text = |scored: &'_ ScoredPassage| scored.score.total;
        passages
            .iter()
            .map(|scored| (scored.passage.text.as_str(), text(scored)))
            .collect()
    }

    #[test]
    fn what_both_ways_find_comes_first_and_the_scores_stay() {
        let by_words = [scored(1, 0.9), scored(2, 0.5)];
        let joined = join(&by_words, vec![passage(2), passage(3)], 3);
        assert_eq!(texts(&joined), [("2", 0.9), ("1", 0.5), ("3", BY_VECTOR)]);
        assert_eq!(texts(&join(&by_words, Vec::new(), 1)), [("1", 0.9)]);
        assert_eq!(texts(&join(&[], vec![passage(3)], 9)), [("3", BY_VECTOR)]);
    }

    #[test]
    fn a_reranker_decides_the_order_alone() {
        let passages = [scored(1, 0.9), scored(2, 0.5)];
        assert_eq!(
            texts(&reorder(&passages, &[0.1, 0.8])),
            [("2", 0.9), ("1", 0.5)]
        );
    }
}
