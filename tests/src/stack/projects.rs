//! The initial content of the database: projects, each with a key.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use porchlight_edge::domain::credentials::api_key::{self, KeyKind};
use serde_json::{Value, json};

/// A project to insert into the database, and the key that opens it.
pub struct Project {
    /// The slug, for pages and requests.
    pub slug: &'static str,
    /// The settings as stored JSON.
    pub settings: Value,
    /// The origins whose pages may show the widget.
    pub allowed_origins: Vec<String>,
    /// The project's live key.
    pub key: Key,
}

/// A secret key derived from one byte.
#[derive(Clone, Copy)]
pub struct Key(pub u8);

impl Key {
    /// The key as its owner sends it.
    pub fn secret(self) -> String {
        api_key::format(KeyKind::Live, [self.0; 16])
    }

    /// The id of the project that the key opens.
    pub fn project_id(self) -> String {
        format!("00000000-0000-7000-8000-0000000000{:02x}", self.0)
    }
}

/// The SQL for one organization with `projects`.
pub(crate) fn sql(projects: &[Project]) -> Result<String> {
    let organization = "'00000000-0000-7000-8000-000000000001'";
    let mut sql = format!(
        "INSERT INTO organizations (id, name, created_at) VALUES ({organization}, 'Tests', 0);\n"
    );
    for project in projects {
        let Project {
            slug,
            settings,
            allowed_origins,
            key,
        } = project;
        let id = quote(&key.project_id());
        let name = settings.get("company").and_then(Value::as_str);
        let hash = api_key::stored_hash(&key.secret()).context("the key is none")?;
        writeln!(
            sql,
            "INSERT INTO projects (id, organization_id, slug, name, settings, allowed_origins, created_at, updated_at)
             VALUES ({id}, {organization}, {}, {}, {}, {}, 0, 0);
             INSERT INTO api_keys (id, organization_id, project_id, kind, hash, name, scopes, created_at)
             VALUES ({id}, {organization}, {id}, 'live', {}, 'tests', '[\"*\"]', 0);",
            quote(slug),
            quote(name.unwrap_or(slug)),
            quote(&settings.to_string()),
            quote(&json!(allowed_origins).to_string()),
            quote(&hash),
        )?;
    }
    Ok(sql)
}

/// The SQL for more keys of the project that `project` opens. Each key has its own quota of requests a minute.
pub(crate) fn keys_sql(project: Key, keys: impl IntoIterator<Item = Key>) -> Result<String> {
    let mut sql = String::new();
    for key in keys {
        let hash = api_key::stored_hash(&key.secret()).context("the key is none")?;
        writeln!(
            sql,
            "INSERT INTO api_keys (id, organization_id, project_id, kind, hash, name, scopes, created_at)
             SELECT {}, organization_id, id, 'live', {}, 'tests', '[\"*\"]', 0 FROM projects WHERE id = {};",
            quote(&key.project_id()),
            quote(&hash),
            quote(&project.project_id()),
        )?;
    }
    Ok(sql)
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
