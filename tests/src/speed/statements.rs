//! The statements of turns alone, run by a bare JavaScript Worker on the same D1 in the same run. No turn can be faster
//! than this as long as it sends the database the same statements.

use std::{
    collections::HashMap,
    error::Error,
    fs,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use futures::StreamExt;
use porchlight_edge::{
    domain::conversation::attributes::Attributes,
    platform::{
        Db, Statement,
        db::{DbError, Param, Ran, Row, Sql},
        native::{Native, NoNetwork},
        sqlite::Sqlite,
    },
    providers::extractive::Extractive,
    services::{ask, published_project, sources},
};
use porchlight_shared::{
    chat_request::ChatRequest,
    ids::{OrganizationId, ProjectId},
};
use serde_json::{Value, json};

use super::history::NOW;
use crate::stack::{Project, root};

/// Answers each question with the statements of its turn, one call after the other, followed by the frames. All ids are
/// new in each turn, except the project's.
const SCRIPT: &str = r#"
const init = { headers: { "content-type": "text/event-stream" } };
const id = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
export default {
  async fetch(request, env) {
    const { messages: [{ content }] } = await request.json();
    const ids = new Map([[project, project]]);
    const renamed = calls[content].replace(id, (old) => {
      if (!ids.has(old)) ids.set(old, crypto.randomUUID());
      return ids.get(old);
    });
    for (const call of JSON.parse(renamed)) {
      const prepared = call.map(([number, params]) => env.DB.prepare(texts[number]).bind(...params));
      if (prepared.length === 1) await prepared[0].all();
      else await env.DB.batch(prepared);
    }
    return new Response("event: delta\n\nevent: done\n\n", init);
  },
};
"#;

/// A database that records its calls.
struct Recorded {
    db: Arc<dyn Db>,
    calls: Mutex<Vec<Vec<Sql>>>,
}

impl Recorded {
    fn take(&self) -> Vec<Vec<Sql>> {
        std::mem::take(&mut self.calls.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, call: Vec<Sql>) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.push(call);
    }
}

#[async_trait(?Send)]
impl Db for Recorded {
    async fn query(&self, sql: Sql) -> Result<Vec<Row>, DbError> {
        self.note(vec![sql.clone()]);
        self.db.query(sql).await
    }

    async fn batch(&self, all: Vec<Sql>) -> Result<Vec<Ran>, DbError> {
        self.note(all.clone());
        self.db.batch(all).await
    }
}

/// What turns send to the database.
pub(super) struct TurnStatements {
    /// A Worker that sends the same statements. Its D1 binding is `DB`.
    pub(super) script: String,
    /// Calls and statements of a turn, on average.
    pub(super) calls: f64,
    pub(super) statements: f64,
}

/// Asks `questions` natively, each as a new visitor of a project like `asked`, whose pages are docs/*.md.
pub(super) async fn of_turns(
    asked: &Project,
    questions: &[&str],
) -> Result<TurnStatements, Box<dyn Error>> {
    let slug = asked.slug;
    let database = Arc::new(Recorded {
        db: Arc::new(Sqlite::in_memory()?),
        calls: Mutex::default(),
    });
    let native = Native::on_one(
        database.clone(),
        NOW,
        Arc::new(NoNetwork),
        Arc::new(Extractive),
    )?;
    let id: ProjectId = asked.key.project_id().parse()?;
    let insert = |sql| Statement::new(sql).bind(OrganizationId::new(NOW, [2; 10]));
    native
        .db
        .batch(vec![
            insert("INSERT INTO organizations (id, name, created_at) VALUES (?1, 'Tests', 0)"),
            insert(
                "INSERT INTO projects (id, organization_id, slug, name, created_at, updated_at)
                 VALUES (?2, ?1, ?3, 'Porchlight', 0, 0)",
            )
            .bind(id)
            .bind(slug),
        ])
        .await?;
    for entry in fs::read_dir(root().join("docs"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "md") {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let file = sources::NewSource::File {
                filename: name.into_owned(),
                content: fs::read_to_string(&path)?,
            };
            sources::create(&native.platform, id, file).await?;
        }
    }
    while let Some(job) = native.jobs.take() {
        porchlight_edge::jobs::run(&native.platform, job).await?;
    }
    let project = published_project::by_id(&native.platform, id).await?;
    let project = project.ok_or("no project")?;
    let mut texts: Vec<&'static str> = Vec::new();
    let mut of_questions: HashMap<&str, String> = HashMap::new();
    let (mut calls, mut statements) = (0, 0);
    for question in questions.iter().copied() {
        native.clock.advance(1_000);
        let request: ChatRequest = serde_json::from_value(json!({
            "projectSlug": slug,
            "sessionId": uuid::Uuid::new_v4(),
            "messages": [{ "role": "user", "content": question }],
        }))?;
        database.take();
        let asked = ask::ask(&native.platform, &project, request, Attributes::default()).await?;
        let mut stream = asked.stream;
        while let Some(bytes) = stream.next().await {
            bytes?;
        }
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        let asked = database.take();
        calls += asked.len();
        statements += asked.iter().map(Vec::len).sum::<usize>();
        let asked: Vec<Vec<Value>> = (asked.iter())
            .map(|call| call.iter().map(|sql| numbered(sql, &mut texts)).collect())
            .collect();
        of_questions.insert(question, serde_json::to_string(&asked)?);
    }
    Ok(TurnStatements {
        script: format!(
            "const project = {};\nconst texts = {};\nconst calls = {};\n{SCRIPT}",
            json!(id),
            json!(texts),
            json!(of_questions)
        ),
        calls: calls as f64 / questions.len() as f64,
        statements: statements as f64 / questions.len() as f64,
    })
}

/// A statement as the index of its text, and its parameters.
fn numbered(sql: &Sql, texts: &mut Vec<&'static str>) -> Value {
    let known = texts.iter().position(|text| *text == sql.text);
    let number = known.unwrap_or_else(|| {
        texts.push(sql.text);
        texts.len() - 1
    });
    let params: Vec<Value> = (sql.params.iter())
        .map(|param| match param {
            Param::Null => Value::Null,
            Param::Integer(number) => json!(number),
            Param::Real(number) => json!(number),
            Param::Text(text) => json!(text),
        })
        .collect();
    json!([number, params])
}
