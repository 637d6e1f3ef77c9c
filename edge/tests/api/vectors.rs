//! Passages are found by meaning if there is an embedding model, and by their words even if that fails.

use std::sync::Arc;

use async_trait::async_trait;
use porchlight_edge::{
    config::Config,
    domain::{
        embedding::{BindingInput, EmbeddingModels},
        job::Job,
        model::completion::CompletionRequest,
    },
    jobs::{self, sweep::sweep},
    platform::{Ai, ByteStream, PlatformError, Statement},
};
use serde_json::{Value, json};

use crate::support::{
    App, QUESTION, embedding_server::EmbeddingServer, model_server::with_network, run,
};

/// Shares no word with the passage about refunds.
const IN_OTHER_WORDS: &str = "Until when am I reimbursed?";
const WITH_VECTOR: &str = "SELECT count(*) AS n FROM passages WHERE vector_bytes IS NOT NULL";

async fn app_with(server: &EmbeddingServer) -> App {
    let mut app = with_network().await;
    let base_url = format!("{}/v1", server.origin);
    let variable = |name: &str| match name {
        "EMBEDDING_MODEL" => Some("words".to_owned()),
        "EMBEDDING_BASE_URL" => Some(base_url.clone()),
        _ => None,
    };
    let embedding = EmbeddingModels::read(variable, false).unwrap();
    app.configure(|config| Config {
        embedding,
        ..config
    });
    app
}

async fn embed(app: &App) {
    let job = Job::EmbedPassagesV1 {
        project_id: app.project_id,
    };
    jobs::run(&app.native.platform, job).await.unwrap();
    app.run_jobs().await;
}

/// The texts of the passages for `question`, best first.
async fn passages(app: &App, question: &str) -> Vec<String> {
    let body = json!({ "question": question });
    let answer = app.call("POST", "/api/v1/preview", &app.key, body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let passages = answer.json()["passages"].as_array().unwrap().clone();
    let text = |passage: &Value| passage["text"].as_str().unwrap().to_owned();
    passages.iter().map(text).collect()
}

async fn answered(app: &App, question: &str) -> String {
    let body = json!({ "question": question });
    let answer = app.call("POST", "/api/v1/chat", &app.key, body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["answer"].as_str().unwrap().to_owned()
}

#[test]
fn a_passage_without_a_common_word_is_found_by_what_it_means() {
    run(async {
        let server = EmbeddingServer::start().await;
        let app = app_with(&server).await;
        assert_eq!(passages(&app, IN_OTHER_WORDS).await, Vec::<String>::new());
        assert!(
            server.asked().is_empty(),
            "there is nothing to compare with"
        );
        embed(&app).await;
        assert_eq!(app.count(WITH_VECTOR).await, 3);
        let asked = server.asked();
        assert_eq!(asked.len(), 1, "one request for all passages");
        let read = asked[0][0].as_str().unwrap();
        assert!(
            read.starts_with("Returns › How long\nYou have 30 days"),
            "{read}"
        );
        let found = passages(&app, IN_OTHER_WORDS).await;
        assert!(found[0].starts_with("Refunds reach"), "{found:?}");
        assert_eq!(server.asked(), [json!([IN_OTHER_WORDS])]);
        let words = passages(&app, QUESTION).await;
        assert!(words[0].starts_with("You have 30 days"), "{words:?}");
        let days = app
            .call("GET", "/api/v1/model/days", &app.key, Value::Null)
            .await
            .json();
        assert_eq!(
            (&days["days"][0]["model"], &days["days"][0]["inputTokens"]),
            (&json!("words"), &json!(50)),
            "three passages and two questions"
        );
        assert_eq!(
            (&days["days"][0]["requests"], &days["days"][0]["answers"]),
            (&json!(3), &json!(0))
        );
    });
}

#[test]
fn vectors_are_made_once_and_anew_for_what_changed_or_another_model() {
    run(async {
        let server = EmbeddingServer::start().await;
        let app = app_with(&server).await;
        embed(&app).await;
        server.asked();
        embed(&app).await;
        assert!(server.asked().is_empty());
        app.change(Statement::new(
            "UPDATE passages SET vector_model = NULL, vector_signs = NULL, vector_bytes = NULL WHERE text LIKE 'Opened%'",
        ))
        .await;
        // A day later, whatever happened to the job.
        sweep(&app.native.platform).await.unwrap();
        app.run_jobs().await;
        assert_eq!(server.asked()[0].as_array().unwrap().len(), 1);
        app.change(Statement::new(
            "UPDATE passages SET vector_model = 'earlier'",
        ))
        .await;
        assert_eq!(passages(&app, IN_OTHER_WORDS).await, Vec::<String>::new());
        embed(&app).await;
        assert_eq!(server.asked()[0].as_array().unwrap().len(), 3);
        assert_eq!(passages(&app, IN_OTHER_WORDS).await.len(), 3);
    });
}

#[test]
fn a_pair_that_is_added_gets_its_vector_after_it_is_read() {
    run(async {
        let server = EmbeddingServer::start().await;
        let app = app_with(&server).await;
        let pair = json!({ "question": "Reimbursement?", "answer": "We send money by post." });
        app.call("POST", "/api/v1/sources", &app.key, pair).await;
        app.run_jobs().await;
        assert_eq!(app.count(WITH_VECTOR).await, 4);
    });
}

#[test]
fn a_failing_model_breaks_nothing() {
    run(async {
        let server = EmbeddingServer::start().await;
        let app = app_with(&server).await;
        server.refuse(true);
        let pair = json!({ "question": "Do you ship?", "answer": "We ship to all of Europe." });
        app.call("POST", "/api/v1/sources", &app.key, pair).await;
        let mut failed = 0;
        while let Some(job) = app.native.jobs.take() {
            failed += usize::from(jobs::run(&app.native.platform, job).await.is_err());
        }
        assert_eq!(failed, 1, "the queue tries it again");
        let answer = answered(&app, "Do you ship to Europe?").await;
        assert!(answer.contains("all of Europe"), "{answer}");
        server.refuse(false);
        embed(&app).await;
        server.refuse(true);
        let answer = answered(&app, QUESTION).await;
        assert!(answer.contains("30 days"), "{answer}");
    });
}

#[test]
fn a_large_project_is_searched_by_words() {
    run(async {
        let server = EmbeddingServer::start().await;
        let app = app_with(&server).await;
        embed(&app).await;
        server.asked();
        app.change(Statement::new(
            "UPDATE passage_statistics SET passages = 2001",
        ))
        .await;
        passages(&app, IN_OTHER_WORDS).await;
        assert!(server.asked().is_empty());
    });
}

/// A binding whose vectors are all alike, and whose reranker prefers the last text.
struct Backwards;

#[async_trait(?Send)]
impl Ai for Backwards {
    async fn run(&self, _: &str, _: &CompletionRequest) -> Result<ByteStream, PlatformError> {
        Err(PlatformError("no such model".into()))
    }

    async fn value(&self, model: &str, input: &BindingInput<'_>) -> Result<Value, PlatformError> {
        let scored = |place: usize| json!({ "id": place, "score": place });
        Ok(match input {
            BindingInput::Embed { text } => {
                assert_eq!(model, "@cf/baai/bge-m3");
                json!({ "data": vec![[1, 1]; text.len()] })
            }
            BindingInput::Rerank { contexts, .. } => {
                assert_eq!(model, "@cf/baai/bge-reranker-base");
                json!({ "response": (0..contexts.len()).map(scored).collect::<Vec<_>>() })
            }
        })
    }
}

#[test]
fn models_of_workers_ai_make_vectors_and_put_passages_in_order() {
    run(async {
        let mut app = with_network().await;
        let question = "How do refunds reach my account in how many days?";
        let by_words = passages(&app, question).await;
        assert!(by_words.len() > 1, "{by_words:?}");
        app.native.platform.ai = Some(Arc::new(Backwards));
        let models = |reranker: Option<&str>| {
            let variable = |name: &str| match name {
                "EMBEDDING_MODEL" => Some("@cf/baai/bge-m3".to_owned()),
                "RERANK_MODEL" => reranker.map(str::to_owned),
                _ => None,
            };
            EmbeddingModels::read(variable, true).unwrap()
        };
        let embedding = models(None);
        app.configure(|config| Config {
            embedding,
            ..config
        });
        embed(&app).await;
        assert_eq!(app.count(WITH_VECTOR).await, 3);
        let joined = passages(&app, question).await;
        assert_eq!(joined[0], by_words[0]);
        let embedding = models(Some("@cf/baai/bge-reranker-base"));
        app.configure(|config| Config {
            embedding,
            ..config
        });
        let mut backwards = passages(&app, question).await;
        backwards.reverse();
        assert_eq!(backwards, joined);
        let reranked =
            "SELECT coalesce(sum(requests), 0) AS n FROM model_days WHERE model LIKE '%reranker%'";
        assert_eq!(app.count(reranked).await, 1);
    });
}

#[test]
fn one_chain_of_jobs_makes_the_vectors_of_a_project() {
    run(async {
        let server = EmbeddingServer::start().await;
        let app = app_with(&server).await;
        app.change(Statement::new(
            "INSERT INTO vector_leases (project_id, until) SELECT id, 9000000000000 FROM projects",
        ))
        .await;
        embed(&app).await;
        assert!(server.asked().is_empty(), "another chain is at it");
        app.change(Statement::new("UPDATE vector_leases SET until = 1"))
            .await;
        embed(&app).await;
        assert_eq!(app.count(WITH_VECTOR).await, 3, "it was lost");
        let leases = "SELECT count(*) AS n FROM vector_leases WHERE until > 1";
        assert_eq!(app.count(leases).await, 0);
        server.refuse(true);
        app.change(Statement::new("UPDATE passages SET vector_model = NULL"))
            .await;
        let job = Job::EmbedPassagesV1 {
            project_id: app.project_id,
        };
        assert!(jobs::run(&app.native.platform, job).await.is_err());
        assert_eq!(app.count(leases).await, 0, "the queue may try at once");
    });
}

#[test]
fn the_sweep_asks_for_no_vectors_that_are_never_made() {
    run(async {
        let server = EmbeddingServer::start().await;
        let app = app_with(&server).await;
        let embeds = async || {
            app.native.clock.advance(24 * 60 * 60 * 1_000);
            sweep(&app.native.platform).await.unwrap();
            let mut embeds = 0;
            while let Some(job) = app.native.jobs.take() {
                embeds += usize::from(matches!(job, Job::EmbedPassagesV1 { .. }));
            }
            embeds
        };
        assert_eq!(embeds().await, 1);
        app.change(Statement::new(
            "UPDATE passage_statistics SET passages = 2001",
        ))
        .await;
        assert_eq!(embeds().await, 0, "it has too many passages");
    });
}
