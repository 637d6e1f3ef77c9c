//! Searches the index: at most three statements for a question, none of which reads more than the postings of its own
//! words.
//!
//! `CROSS JOIN` keeps the order of the tables as written. In the other order, the vocabulary would be scanned.

use porchlight_knowledge::{
    passage::Passage,
    retrieval::{
        ranking::{Corpus, LanguageStatistics, TermCount, WeightedQuery},
        spelling::{KnownTerm, VocabularyRange},
        terms,
    },
};
use std::collections::HashSet;

use porchlight_shared::ids::{DocumentId, PassageId, ProjectId};
use serde::Deserialize;

use crate::platform::db::{DbError, ProjectDb, Ran, Statement, fetch_all};

/// The most terms of the vocabulary that are considered for correcting the spelling of a question.
const NEIGHBOURS: u32 = 2_000;
/// The number of passages that are ranked for a question.
const CANDIDATES: u32 = 40;

/// What a project's index says about some terms.
#[derive(Clone, Debug, Default)]
pub struct Frequencies {
    /// The numbers of the project's passages by language.
    pub languages: Vec<LanguageStatistics>,
    /// Those of the terms that occur in a passage.
    pub terms: Vec<KnownTerm>,
    /// The keys that were looked up.
    pub keys: HashSet<String>,
}

impl Frequencies {
    /// Whether all of `keys` were looked up.
    pub fn cover(&self, keys: &[String]) -> bool {
        keys.iter().all(|key| self.keys.contains(key))
    }
}

/// A passage with some of a question's terms.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The passage.
    pub passage: Passage,
    /// Alternative phrasings of what it answers.
    pub alternatives: Vec<String>,
    /// The number of words in its title.
    pub title_length: f64,
    /// The number of words in its text.
    pub text_length: f64,
    /// The counts of the question's terms in it.
    pub counts: Vec<TermCount>,
}

/// Reads the project's statistics, and the number of its passages with each of `keys`. [`read_frequencies`] parses the
/// rows.
pub fn frequencies(project_id: ProjectId, keys: &[String]) -> Statement {
    Statement::new(FREQUENCIES)
        .bind(project_id)
        .bind(terms::project_prefix(project_id))
        .bind(serde_json::json!(keys).to_string())
}

/// Parses what was read for `keys`.
pub fn read_frequencies(ran: Ran, keys: Vec<String>) -> Result<Frequencies, DbError> {
    #[derive(Deserialize)]
    struct FrequencyRow {
        language: Option<String>,
        term: Option<String>,
        passages: f64,
        title_length: f64,
        text_length: f64,
    }
    let mut frequencies = Frequencies {
        keys: keys.into_iter().collect(),
        ..Frequencies::default()
    };
    for row in ran.all::<FrequencyRow>()? {
        if let Some(language) = row.language {
            frequencies.languages.push(LanguageStatistics {
                language,
                passages: row.passages,
                title_length: row.title_length,
                text_length: row.text_length,
            });
        } else if let Some(term) = row.term {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a count of rows, and the cast saturates"
            )]
            let passages = row.passages as u32;
            frequencies.terms.push(KnownTerm { term, passages });
        }
    }
    Ok(frequencies)
}

const FREQUENCIES: &str = "
SELECT language, NULL AS term, passages, title_length, text_length
FROM passage_statistics WHERE project_id = ?1
UNION ALL
SELECT NULL, key.value, vocabulary.doc, 0, 0
FROM json_each(?3) AS key
CROSS JOIN passage_vocabulary AS vocabulary ON vocabulary.term = ?2 || key.value";

/// The project's terms in `ranges`.
pub async fn neighbours(
    db: &ProjectDb,
    project_id: ProjectId,
    ranges: &[VocabularyRange],
) -> Result<Vec<KnownTerm>, DbError> {
    let prefix = terms::project_prefix(project_id);
    fetch_all(
        db,
        Statement::new(NEIGHBOURS_IN_RANGES)
            .bind(prefix)
            .bind(serde_json::json!(ranges).to_string())
            .bind(NEIGHBOURS),
    )
    .await
}

const NEIGHBOURS_IN_RANGES: &str = "
SELECT substr(vocabulary.term, length(?1) + 1) AS term, vocabulary.doc AS passages
FROM json_each(?2) AS range
CROSS JOIN passage_vocabulary AS vocabulary
  ON vocabulary.term >= ?1 || (range.value ->> 'low') AND vocabulary.term < ?1 || (range.value ->> 'high')
WHERE length(vocabulary.term) - length(?1) BETWEEN range.value ->> 'min' AND range.value ->> 'max'
LIMIT ?3";

/// The passages in one of `languages` that match `query` best, in no particular order. Languages are tags, as in
/// [`LanguageStatistics`].
pub async fn candidates(
    db: &ProjectDb,
    project_id: ProjectId,
    query: &WeightedQuery,
    corpus: &Corpus,
    languages: &[&str],
) -> Result<Vec<Candidate>, DbError> {
    #[derive(Deserialize)]
    struct CandidateRow {
        id: PassageId,
        document_id: DocumentId,
        version: u32,
        title: String,
        headings: String,
        alternatives: String,
        text: String,
        url: Option<String>,
        anchor: Option<String>,
        language: String,
        title_length: f64,
        text_length: f64,
        counts: String,
    }
    let terms: Vec<(&str, f64)> = query
        .terms
        .iter()
        .map(|term| (term.key.as_str(), term.weight))
        .collect();
    let rows: Vec<CandidateRow> = fetch_all(
        db,
        Statement::new(CANDIDATES_WITH_TERMS)
            .bind(project_id)
            .bind(terms::project_prefix(project_id))
            .bind(serde_json::json!(terms).to_string())
            .bind(corpus.text_length)
            .bind(CANDIDATES)
            .bind(serde_json::json!(languages).to_string()),
    )
    .await?;
    rows.into_iter()
        .map(|row| {
            let decode = |error: serde_json::Error| DbError(format!("passage: {error}"));
            let counts: Vec<(usize, u32, u32)> =
                serde_json::from_str(&row.counts).map_err(decode)?;
            let headings: Vec<String> = serde_json::from_str(&row.headings).map_err(decode)?;
            let alternatives = serde_json::from_str(&row.alternatives).map_err(decode)?;
            Ok(Candidate {
                alternatives,
                passage: Passage {
                    id: row.id,
                    document_id: row.document_id,
                    version: row.version,
                    title_path: if headings.is_empty() {
                        vec![row.title]
                    } else {
                        headings
                    },
                    text: row.text,
                    url: row.url,
                    anchor: row.anchor,
                    language: row.language,
                },
                title_length: row.title_length,
                text_length: row.text_length,
                counts: counts
                    .into_iter()
                    .map(|(term, title, text)| TermCount { term, title, text })
                    .collect(),
            })
        })
        .collect()
}

// The order only selects the passages that are then ranked in Rust. As there, frequencies saturate and long texts count
// less.
const CANDIDATES_WITH_TERMS: &str = "
WITH hits AS (
  SELECT posting.doc AS number, term.key AS term, term.value ->> 1 AS weight,
         sum(posting.col = 'title') AS title, sum(posting.col = 'text') AS text
  FROM json_each(?3) AS term
  CROSS JOIN passage_postings AS posting ON posting.term = ?2 || (term.value ->> 0)
  GROUP BY posting.doc, term.key
), scored AS (
  SELECT hits.number, json_group_array(json_array(hits.term, hits.title, hits.text)) AS counts,
         sum(hits.weight * (2 * hits.title + hits.text)
             / (2 * hits.title + hits.text + 0.3 + 0.9 * passages.text_length / ?4)) AS score
  FROM hits CROSS JOIN passages ON passages.number = hits.number AND passages.project_id = ?1
  WHERE passages.language IN (SELECT value FROM json_each(?6))
  GROUP BY hits.number ORDER BY score DESC, hits.number LIMIT ?5
)
SELECT passages.id, passages.document_id, passages.version, passages.title, passages.headings,
       passages.alternatives, passages.text, passages.url, passages.anchor, passages.language, passages.title_length, passages.text_length, scored.counts
FROM scored CROSS JOIN passages ON passages.number = scored.number";
