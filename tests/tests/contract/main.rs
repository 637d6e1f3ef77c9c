//! The running Worker against its own documents: schemathesis (<https://schemathesis.io>) makes requests from each of
//! them, valid and not, and reads every answer: no 5xx, no status, content type or body that is not in the document.
//!
//! `cargo xtask test contract` installs schemathesis and runs this.
#![expect(
    clippy::disallowed_methods,
    reason = "these bans protect code that is built for wasm32"
)]

use std::{env, process::Command};

use anyhow::{Context, Result, ensure};
use porchlight_tests::{
    api::Answer,
    stack::{ROOT_SECRET, Stack, root},
};
use serde_json::{Value, json};

/// Cases that are made up for each operation, besides those that its description itself calls for.
const CASES: &str = "15";
/// Keys that take turns.
const KEYS: usize = 40;
/// Repeatable: the same document, the same cases.
const SEED: &str = "20260101";

/// What is checked of every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance";

#[tokio::test]
async fn every_answer_is_as_its_document_says() -> Result<()> {
    let schemathesis = env::var("SCHEMATHESIS")
        .context("SCHEMATHESIS is not set: `cargo xtask test contract` installs and names it")?;
    let stack = Stack::start(&[]).await?;
    let keys = keys(&stack).await?;
    let mut failed = Vec::new();
    for document in [
        "/api/v1/openapi.json",
        "/v1/openapi.json",
        "/api/public/v1/openapi.json",
        "/api/openapi.json",
    ] {
        let run = Command::new(&schemathesis)
            .args(["run", "--checks", CHECKS, "--max-examples", CASES])
            .args(["--phases", "examples,coverage,fuzzing", "--seed", SEED])
            .args(["--continue-on-failure", "--no-color", "--warnings", "off"])
            .arg(format!("{}{document}", stack.origin))
            .current_dir(root().join("tests/tests/contract"))
            .env("SCHEMATHESIS_HOOKS", "keys")
            .env("PORCHLIGHT_KEYS", keys.join(","))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .status()
            .context("cannot start schemathesis")?;
        if !run.success() {
            failed.push(document);
        }
    }
    ensure!(
        failed.is_empty(),
        "answers that {failed:?} do not describe; the Worker's log:\n{}",
        stack.log()
    );
    Ok(())
}

/// Keys of one project, made with the root secret.
async fn keys(stack: &Stack) -> Result<Vec<String>> {
    let setup = json!({
        "organization": "Contract",
        "project": "Contract",
        "allowedOrigins": ["https://contract.example"],
    });
    let made = administer(stack, "setup", &setup).await?;
    let mut keys = Vec::new();
    for _ in 0..KEYS {
        let wanted = json!({
            "organizationId": made["organizationId"],
            "projectId": made["projectId"],
            "kind": "live",
            "name": "contract",
        });
        let key = administer(stack, "keys", &wanted).await?;
        keys.push(key["key"].as_str().context("no key")?.to_owned());
    }
    Ok(keys)
}

async fn administer(stack: &Stack, path: &str, body: &Value) -> Result<Value> {
    let request = reqwest::Client::new()
        .post(format!("{}/api/admin/{path}", stack.origin))
        .bearer_auth(ROOT_SECRET)
        .json(body);
    let answer = Answer::of(request).await?;
    ensure!(answer.status == 201, "{path}: {}", answer.body);
    Ok(answer.json())
}
