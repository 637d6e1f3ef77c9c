//! The demo project in the local database: an organization, a project that this machine's pages may embed, and a key.

use std::fs;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{
    local_state::{execute_sql, state_file, wrangler},
    secrets::random_hex,
};
use crate::{process, progress, stamp, workspace};

/// The name of the organization, the project and the assistant.
pub(crate) const NAME: &str = "Porchlight";

pub(crate) struct Demo {
    /// The API key. The database has only its hash.
    pub(crate) api_key: String,
}

/// Creates the project and its key, once per database.
pub(crate) fn ensure(port: u16) -> Result<Demo> {
    let api_key = api_key()?;
    let sql = sql(&stamp::hash_text(&api_key), port);
    let database = workspace::path(".wrangler/state/v3/d1");
    stamp::when_changed(
        "demo",
        &[workspace::path("edge/migrations")],
        &[&sql],
        &database,
        || {
            progress::step("Creating the demo project", "4 s", || {
                execute_sql(&sql)?;
                forget_published()
            })
        },
    )?;
    Ok(Demo { api_key })
}

/// Deletes the project's copy in KV. The Worker writes it again on the next read.
fn forget_published() -> Result<()> {
    let key = [
        "kv",
        "key",
        "delete",
        "project/demo",
        "--binding",
        "SETTINGS",
        "--local",
    ];
    process::run_quietly(wrangler()?.args(key)).map(drop)
}

fn api_key() -> Result<String> {
    let file = state_file();
    let state: Value = fs::read_to_string(&file)
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_else(|| json!({}));
    if let Some(key) = state.get("apiKey").and_then(Value::as_str) {
        return Ok(key.to_owned());
    }
    let key = with_checksum(&random_hex()?);
    let text = serde_json::to_string_pretty(&json!({ "apiKey": key }))?;
    workspace::write(&file, text).context("cannot keep the demo's key")?;
    Ok(key)
}

/// A key of 32 hex digits of `random` and a checksum of 8, in the format of the Worker's `domain::api_key`.
fn with_checksum(random: &str) -> String {
    let body: String = "sk_live_".chars().chain(random.chars().take(32)).collect();
    let checksum: String = stamp::hash_text(&body).chars().take(8).collect();
    body + &checksum
}

/// Idempotent. Keeps settings that a developer has changed.
fn sql(key_hash: &str, port: u16) -> String {
    let settings = quote(&settings().to_string());
    let origins = quote(&origins(port).to_string());
    format!(
        "INSERT INTO organizations (id, name, created_at)
  VALUES ('00000000-0000-7000-8000-000000000001', 'Porchlight', 0)
  ON CONFLICT (id) DO NOTHING;
INSERT INTO projects (id, organization_id, slug, name, settings, allowed_origins, created_at, updated_at)
  VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 'demo', 'Porchlight',
          {settings}, {origins}, 0, 0)
  ON CONFLICT (slug) DO UPDATE SET allowed_origins = excluded.allowed_origins;
INSERT INTO api_keys (id, organization_id, project_id, kind, hash, name, scopes, created_at)
  VALUES ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000001',
          '00000000-0000-7000-8000-000000000002', 'live', '{key_hash}', 'cargo xtask dev', '[\"*\"]', 0)
  ON CONFLICT (id) DO UPDATE SET hash = excluded.hash;
"
    )
}

fn settings() -> Value {
    json!({
        "name": NAME,
        "company": NAME,
        "welcomeMessage": "Hello! Ask me anything about Porchlight. I answer from its documentation and show where it says so.",
        "quickReplies": [
            "What is Porchlight?",
            "How do I add it to my site?",
            "Where does it get its answers from?"
        ],
        "handoff": true
    })
}

/// The settings with the API's names, two of which differ from the stored ones.
pub(crate) fn settings_of_api() -> Value {
    let mut settings = settings();
    if let Some(fields) = settings.as_object_mut() {
        for (stored, name) in [("name", "botName"), ("welcomeMessage", "greeting")] {
            let value = fields.remove(stored).unwrap_or_default();
            fields.insert(name.to_owned(), value);
        }
    }
    settings
}

fn origins(port: u16) -> Value {
    json!([
        format!("http://127.0.0.1:{port}"),
        format!("http://localhost:{port}")
    ])
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_the_checksum_that_the_worker_wants() {
        assert_eq!(
            with_checksum(&"07".repeat(32)),
            "sk_live_07070707070707070707070707070707739e26b1"
        );
    }

    #[test]
    fn quotes_text_for_sql() {
        assert_eq!(quote("it's"), "'it''s'");
    }

    #[test]
    fn allows_the_port_that_it_listens_on() {
        let sql = sql("abc", 9000);
        assert!(
            sql.contains(r#"'["http://127.0.0.1:9000","http://localhost:9000"]'"#),
            "{sql}"
        );
    }

    #[test]
    fn keeps_only_the_hash_of_the_key() {
        assert!(sql("00ff", 8787).contains("'00ff', 'cargo xtask dev'"));
    }
}
