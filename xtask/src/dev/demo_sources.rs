//! The demo's knowledge: docs/*.md, added through the owner's API.

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::{demo_project::Demo, local_state::state_file};
use crate::{progress, stamp, workspace};

/// How long to wait for indexing before the address is printed anyway.
const INDEXING_LIMIT: Duration = Duration::from_mins(1);

/// How often the state of indexing is polled.
const POLL: Duration = Duration::from_millis(500);

/// A page that was added, with the hash of its content at that time.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Added {
    id: String,
    hash: String,
}

/// Adds each new or changed page of docs/, then waits until all are indexed.
pub(crate) fn publish(address: &str, demo: &Demo) -> Result<()> {
    let api = Api {
        url: format!("{address}/api/v1/sources"),
        key: format!("Bearer {}", demo.api_key),
    };
    let mut added = read_added()?;
    let present = api.sources()?;
    let mut changed = 0;
    for file in pages()? {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let content =
            fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let hash = stamp::hash_text(&content);
        let last = added
            .get(&name)
            .filter(|last| present.contains_key(&last.id));
        if last.is_some_and(|last| last.hash == hash) {
            continue;
        }
        if let Some(last) = last {
            api.delete(&last.id)?;
        }
        let id = api.add(&name, &content)?;
        added.insert(name, Added { id, hash });
        write_added(demo, &added)?;
        changed += 1;
    }
    if changed > 0 {
        let what = format!("Indexing {changed} pages of docs/");
        progress::step(&what, "a few seconds", || wait_until_indexed(&api))?;
    }
    Ok(())
}

/// The pages for users. Folders below docs/ are for developers.
fn pages() -> Result<Vec<PathBuf>> {
    let folder = workspace::path("docs");
    let mut files = workspace::files(&folder)?;
    files.retain(|file| {
        file.parent() == Some(&folder)
            && file.extension().is_some_and(|extension| extension == "md")
    });
    Ok(files)
}

struct Api {
    url: String,
    key: String,
}

impl Api {
    /// The status of each source, by id.
    fn sources(&self) -> Result<BTreeMap<String, String>> {
        let answer = self.read(
            agent()
                .get(&self.url)
                .header("Authorization", &self.key)
                .call(),
        )?;
        let sources = answer
            .get("sources")
            .and_then(Value::as_array)
            .context("the answer has no sources")?;
        let text = |source: &Value, name: &str| {
            source.get(name).and_then(Value::as_str).map(str::to_owned)
        };
        Ok(sources
            .iter()
            .filter_map(|source| Some((text(source, "id")?, text(source, "status")?)))
            .collect())
    }

    fn add(&self, name: &str, content: &str) -> Result<String> {
        let body = json!({ "filename": name, "content": content }).to_string();
        let request = agent().post(&self.url).header("Authorization", &self.key);
        let answer = self.read(request.content_type("application/json").send(body))?;
        let id = answer
            .pointer("/source/id")
            .and_then(Value::as_str)
            .context("the answer has no source.id")?;
        Ok(id.to_owned())
    }

    fn delete(&self, id: &str) -> Result<()> {
        let url = format!("{}?id={id}", self.url);
        self.read(
            agent()
                .delete(&url)
                .header("Authorization", &self.key)
                .call(),
        )
        .map(drop)
    }

    fn read(
        &self,
        response: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Value> {
        let mut response = response.with_context(|| format!("cannot reach {}", self.url))?;
        let status = response.status();
        let text = response.body_mut().read_to_string()?;
        if !status.is_success() {
            bail!("{} answered {status}: {text}", self.url);
        }
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }
}

/// An HTTP client that returns error responses like others, because their bodies say what is wrong.
fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into()
}

fn wait_until_indexed(api: &Api) -> Result<()> {
    let deadline = Instant::now() + INDEXING_LIMIT;
    loop {
        let sources = api.sources()?;
        let failed = sources
            .values()
            .filter(|status| *status == "failed")
            .count();
        if failed > 0 {
            bail!("{failed} of {} sources could not be indexed", sources.len());
        }
        if sources.values().all(|status| status == "indexed") {
            return Ok(());
        }
        if Instant::now() > deadline {
            bail!(
                "indexing takes longer than {} s; it continues",
                INDEXING_LIMIT.as_secs()
            );
        }
        thread::sleep(POLL);
    }
}

fn read_added() -> Result<BTreeMap<String, Added>> {
    let state: Value = serde_json::from_str(&fs::read_to_string(state_file())?)?;
    Ok(parse_added(&state))
}

fn parse_added(state: &Value) -> BTreeMap<String, Added> {
    let sources = state.get("sources").and_then(Value::as_object);
    let text =
        |source: &Value, name: &str| source.get(name).and_then(Value::as_str).map(str::to_owned);
    sources
        .into_iter()
        .flatten()
        .filter_map(|(name, source)| {
            Some((
                name.clone(),
                Added {
                    id: text(source, "id")?,
                    hash: text(source, "hash")?,
                },
            ))
        })
        .collect()
}

fn write_added(demo: &Demo, added: &BTreeMap<String, Added>) -> Result<()> {
    let text = serde_json::to_string_pretty(&to_state(&demo.api_key, added))?;
    workspace::write(&state_file(), text)
}

fn to_state(api_key: &str, added: &BTreeMap<String, Added>) -> Value {
    let sources: serde_json::Map<String, Value> = added
        .iter()
        .map(|(name, source)| {
            (
                name.clone(),
                json!({ "id": source.id, "hash": source.hash }),
            )
        })
        .collect();
    json!({ "apiKey": api_key, "sources": sources })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_knows_the_pages_for_users_and_no_decisions() {
        let pages = pages().unwrap();
        let named = |name: &str| pages.contains(&workspace::path("docs").join(name));
        assert!(named("embed.md"));
        assert!(!named("decisions/README.md"));
        assert!(workspace::path("docs/decisions/README.md").is_file());
    }

    #[test]
    fn remembers_what_was_added() {
        let page = Added {
            id: "1".to_owned(),
            hash: "ff".to_owned(),
        };
        let added = BTreeMap::from([("embed.md".to_owned(), page)]);
        let state = to_state("sk_live_1", &added);
        assert_eq!(
            state.to_string(),
            r#"{"apiKey":"sk_live_1","sources":{"embed.md":{"hash":"ff","id":"1"}}}"#
        );
        assert_eq!(parse_added(&state), added);
    }
}
