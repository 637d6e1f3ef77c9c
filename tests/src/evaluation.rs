//! Measures retrieval on sets of questions with known answers.
//!
//! A set is a folder with `passages.jsonl` (id, doc, title, text) and `questions.jsonl` (id, question, relevant docs,
//! answerable, lang, answers). The store's own code indexes it into SQLite, and the real service answers from it.

#![expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]

use std::{collections::HashMap, error::Error, path::Path, sync::Arc};

use porchlight_edge::{
    platform::{
        Assets as _,
        answer_provider::AnswerRequest,
        db::{ProjectDb, Statement},
        native::LocalAssets,
        sqlite::Sqlite,
    },
    providers::extractive,
    services::retrieve,
    store::passages::{self, IndexedDocument},
};
use porchlight_knowledge::{
    grounding::{self, EvidenceLimits, WEAK},
    passage::ExtractedPassage,
    retrieval::Retrieved,
};
use porchlight_shared::{
    ids::{DocumentId, OrganizationId, PassageId, ProjectId, SourceId},
    message::Evidence,
};

pub mod answers;
pub mod fit;
pub mod measures;
pub mod plain_search;
pub mod question_set;
pub mod topics;

use measures::{Measures, Prediction};
use question_set::{SetPassage, SetQuestion, passages_of, questions};

/// A set with its predictions.
pub struct Evaluation {
    /// The name of the set's folder.
    pub name: String,
    /// The questions of the set, in its order.
    pub questions: Vec<SetQuestion>,
    /// The predictions, in the order of the questions.
    pub predictions: Vec<Prediction>,
    /// The predictions of plain full-text search.
    pub plain: Vec<Prediction>,
    /// The document of each passage, by the passage's id.
    pub documents: HashMap<String, String>,
    /// The mean time per question, in microseconds.
    pub question_us: f64,
}

impl Evaluation {
    /// Measures the predictions against the answers of the set.
    pub fn measures(&self) -> Measures {
        Measures::of(&self.questions, &self.predictions, &self.documents)
    }

    /// Measures plain full-text search in the same way.
    pub fn plain_measures(&self) -> Measures {
        Measures::of(&self.questions, &self.plain, &self.documents)
    }
}

/// An index to fill: a separate database for projects and documents.
pub struct Index {
    /// The database, with the real schema.
    pub db: ProjectDb,
    /// The number of the next id, used as its time in milliseconds.
    next: u64,
}

impl Index {
    /// An index without projects.
    pub fn new() -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            db: ProjectDb::new(Arc::new(Sqlite::in_memory()?)),
            next: 0,
        })
    }

    /// A number that no id has used yet.
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Adds a project with a source.
    pub async fn project(&mut self) -> Result<(ProjectId, SourceId), Box<dyn Error>> {
        let organization_id = OrganizationId::new(self.number(), [0; 10]);
        let project_id = ProjectId::new(self.number(), [0; 10]);
        let source_id = SourceId::new(self.number(), [0; 10]);
        self.db
            .batch(vec![
                Statement::new(
                    "INSERT INTO organizations (id, name, created_at) VALUES (?1, '', 0)",
                )
                .bind(organization_id),
                Statement::new(
                    "INSERT INTO projects (id, organization_id, slug, name, created_at, updated_at)
                     VALUES (?1, ?2, ?1, '', 0, 0)",
                )
                .bind(project_id)
                .bind(organization_id),
                Statement::new(
                    "INSERT INTO sources (id, project_id, kind, name, created_at, updated_at)
                     VALUES (?1, ?2, 'site', '', 0, 0)",
                )
                .bind(source_id)
                .bind(project_id),
            ])
            .await?;
        Ok((project_id, source_id))
    }

    /// Adds a document with `passages`.
    pub async fn document(
        &mut self,
        project: (ProjectId, SourceId),
        title: &str,
        passages: &[ExtractedPassage],
    ) -> Result<DocumentId, Box<dyn Error>> {
        self.insert(project, title, None, passages).await
    }

    /// Adds a document whose declared language is `language`, a BCP 47 tag.
    pub async fn document_in(
        &mut self,
        language: &str,
        project: (ProjectId, SourceId),
        passages: &[ExtractedPassage],
    ) -> Result<DocumentId, Box<dyn Error>> {
        self.insert(project, "", Some(language), passages).await
    }

    async fn insert(
        &mut self,
        (project_id, source_id): (ProjectId, SourceId),
        title: &str,
        language: Option<&str>,
        passages: &[ExtractedPassage],
    ) -> Result<DocumentId, Box<dyn Error>> {
        let document_id = DocumentId::new(self.number(), [0; 10]);
        let mut statements = vec![
            Statement::new(
                "INSERT INTO documents (id, project_id, source_id, key, title, content_hash, created_at, updated_at)
                 VALUES (?1, ?2, ?3, ?1, ?4, '', 0, 0)",
            )
            .bind(document_id)
            .bind(project_id)
            .bind(source_id)
            .bind(title),
        ];
        let document = IndexedDocument {
            document_id,
            source_id,
            version: 1,
            title,
            url: Some("https://help.example/page"),
            language,
        };
        statements.extend(passages::replace(project_id, &document, passages, 0));
        self.db.batch(statements).await?;
        Ok(document_id)
    }
}

/// How passages are ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ranking {
    /// By words alone, as before the word table has been loaded.
    Words,
    /// By words and their meaning.
    Meaning,
}

/// Indexes the set in the folder `set`, and asks all of its questions.
pub async fn evaluate(set: &Path, ranking: Ranking) -> Result<Evaluation, Box<dyn Error>> {
    let set_passages = passages_of(set)?;
    let questions = questions(set)?;

    let mut index = Index::new()?;
    let project = index.project().await?;
    let mut names: HashMap<PassageId, String> = HashMap::new();
    let mut documents = HashMap::new();
    let documents_of_set = by_document(&set_passages);
    let next = documents_of_set.iter().cycle().skip(1);
    for (passages, next) in documents_of_set.iter().zip(next) {
        let next = next.first().and_then(|first| first.doc.as_deref());
        let extracted: Vec<ExtractedPassage> = passages
            .iter()
            .map(|passage| ExtractedPassage {
                headings: vec![passage.title.clone()],
                text: with_link(&passage.text, next),
                ..ExtractedPassage::default()
            })
            .collect();
        let title = passages.first().map_or("", |passage| &passage.title);
        let document_id = index.document(project, title, &extracted).await?;
        let ids = index
            .db
            .query(
                Statement::new("SELECT id FROM passages WHERE document_id = ?1 ORDER BY position")
                    .bind(document_id),
            )
            .await?;
        for (row, passage) in ids.iter().zip(passages) {
            let id = row.get("id").and_then(serde_json::Value::as_str);
            names.insert(
                id.unwrap_or_default().parse().map_err(|_| "not an id")?,
                passage.id.clone(),
            );
            let document = passage.doc.clone().unwrap_or_else(|| passage.id.clone());
            documents.insert(passage.id.clone(), document);
        }
    }

    let plain = plain_search::predict(&set_passages, &questions)?;
    let table = match ranking {
        Ranking::Words => None,
        Ranking::Meaning => Some(LocalAssets.word_table().await.ok_or("no word table")?),
    };
    let mut predictions = Vec::with_capacity(questions.len());
    #[expect(clippy::disallowed_methods, reason = "a measurement, natively")]
    let start = std::time::Instant::now();
    for question in &questions {
        let found = retrieve::retrieve(
            &index.db,
            table.as_deref(),
            project.0,
            &question.question,
            Some(&question.lang),
        )
        .await?;
        predictions.push(Prediction {
            id: question.id.clone(),
            ranked: found
                .passages
                .iter()
                .filter_map(|scored| names.get(&scored.passage.id).cloned())
                .collect(),
            score: found.grounding.confidence,
            answered: found.grounding.evidence == Evidence::Strong,
            text: shown(question, &found),
            signals: found.signals,
            evidence: found.grounding.evidence,
        });
    }
    let question_us = start.elapsed().as_secs_f64() * 1e6 / questions.len().max(1) as f64;
    Ok(Evaluation {
        name: set
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        questions,
        predictions,
        plain,
        documents,
        question_us,
    })
}

/// The text with a link to another page, as websites have them. The words of the address must not count.
fn with_link(text: &str, document: Option<&str>) -> String {
    document.map_or_else(
        || text.to_owned(),
        |document| format!("{text}\n\n[→](https://help.example/{document})"),
    )
}

/// The answer as if there were always evidence, to measure answers separately from the decision to answer.
fn shown(question: &SetQuestion, found: &Retrieved) -> String {
    let mut found = found.clone();
    if found.grounding.confidence > 0.0 {
        found.grounding = grounding::of_confidence(found.grounding.confidence.max(WEAK));
    }
    extractive::compose(AnswerRequest {
        question: &question.question,
        previous: None,
        company: "",
        locale: Some(&question.lang),
        limits: EvidenceLimits::default(),
        retrieved: &found,
    })
    .text
}

/// The passages grouped by document, in their order.
fn by_document(passages: &[SetPassage]) -> Vec<Vec<&SetPassage>> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut documents: Vec<Vec<&SetPassage>> = Vec::new();
    for passage in passages {
        let name = passage.doc.as_deref().unwrap_or(&passage.id);
        let number = *numbers.entry(name).or_insert(documents.len());
        match documents.get_mut(number) {
            Some(document) => document.push(passage),
            None => documents.push(vec![passage]),
        }
    }
    documents
}
