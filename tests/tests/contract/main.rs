//! Checks the running Worker against its own documents. From each, schemathesis (<https://schemathesis.io>) generates
//! valid and invalid requests. It checks that no response is a 5xx, or has a status, content type or body that the
//! document does not describe.
//!
//! `cargo xtask test contract` installs schemathesis and runs this.

use std::{env, process::Stdio};

use anyhow::{Context, Result, ensure};
use futures::future::try_join_all;
use porchlight_tests::{
    api::Answer,
    stack::{ROOT_SECRET, Stack, root},
};
use serde_json::{Value, json};
use tokio::process::Command;

/// Generated cases for each operation, in addition to those in its description.
const CASES: &str = "15";
/// The number of keys that take turns.
const KEYS: usize = 40;
/// A fixed seed, so that the same document gives the same cases.
const SEED: &str = "20260101";

const DOCUMENTS: [&str; 4] = [
    "/api/v1/openapi.json",
    "/v1/openapi.json",
    "/api/public/v1/openapi.json",
    "/api/openapi.json",
];
/// The checks of every response.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance";

#[tokio::test]
#[ignore = "takes schemathesis: `cargo xtask test contract`"]
async fn every_answer_is_as_its_document_says() -> Result<()> {
    let schemathesis = env::var("SCHEMATHESIS")
        .context("SCHEMATHESIS is not set: `cargo xtask test contract` installs and names it")?;
    let stack = Stack::start(&[]).await?;
    let tried = Tried::make(&stack).await?;
    // In parallel, because a run and the Worker spend much time waiting for each other.
    let (stack, tried, schemathesis) = (&stack, &tried, &schemathesis);
    let runs = DOCUMENTS.map(|document| async move {
        let run = Command::new(schemathesis)
            .args(["run", "--checks", CHECKS, "--max-examples", CASES])
            .args(["--phases", "examples,coverage,fuzzing", "--seed", SEED])
            .args(["--continue-on-failure", "--no-color", "--warnings", "off"])
            .arg(format!("{}{document}", stack.origin))
            .current_dir(root().join("tests/tests/contract"))
            .env("SCHEMATHESIS_HOOKS", "keys")
            .env("PORCHLIGHT_KEYS", tried.keys.join(","))
            .env("PORCHLIGHT_PROJECT", &tried.project)
            .env("PORCHLIGHT_CONVERSATION", &tried.conversation)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stderr(Stdio::inherit())
            .output()
            .await
            .context("cannot start schemathesis")?;
        println!("{document}\n{}", String::from_utf8_lossy(&run.stdout));
        anyhow::Ok((document, run.status.success()))
    });
    let failed: Vec<_> = try_join_all(runs)
        .await?
        .into_iter()
        .filter_map(|(document, passed)| (!passed).then_some(document))
        .collect();
    ensure!(
        failed.is_empty(),
        "answers that {failed:?} do not describe; the Worker's log:\n{}",
        stack.log()
    );
    Ok(())
}

/// The targets of the requests.
struct Tried {
    project: String,
    conversation: String,
    keys: Vec<String>,
}

impl Tried {
    /// Creates a project with many keys and a conversation.
    async fn make(stack: &Stack) -> Result<Self> {
        let setup = json!({
            "organization": "Contract",
            "project": "Contract",
            "allowedOrigins": ["https://contract.example"],
        });
        let made = post(stack, "admin/setup", ROOT_SECRET, &setup).await?;
        let project = text(&made, "projectId")?;
        let mut keys = Vec::new();
        for _ in 0..KEYS {
            let wanted = json!({
                "organizationId": text(&made, "organizationId")?,
                "projectId": project,
                "kind": "live",
                "name": "contract",
            });
            let key = post(stack, "admin/keys", ROOT_SECRET, &wanted).await?;
            keys.push(text(&key, "key")?);
        }
        let question = json!({ "question": "Is anybody there?" });
        let key = text(&made, "projectKey")?;
        let answer = post(stack, "v1/chat", &key, &question).await?;
        let conversation = text(&answer, "conversationId")?;
        Ok(Self {
            project,
            conversation,
            keys,
        })
    }
}

async fn post(stack: &Stack, path: &str, bearer: &str, body: &Value) -> Result<Value> {
    let request = reqwest::Client::new()
        .post(format!("{}/api/{path}", stack.origin))
        .bearer_auth(bearer)
        .json(body);
    let answer = Answer::of(request).await?;
    ensure!(answer.status.is_success(), "{path}: {}", answer.body);
    Ok(answer.json())
}

fn text(answer: &Value, field: &str) -> Result<String> {
    let text = answer[field].as_str();
    Ok(text.with_context(|| format!("no {field}"))?.to_owned())
}
