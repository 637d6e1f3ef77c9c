//! A copy of wrangler.toml that serves the built files from another folder.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use toml::{Table, Value};

/// The secret that signs session tokens in tests.
pub const SESSION_SECRET: &str = "only-for-the-end-to-end-tests-0123456789";
/// The root secret of the Worker under test.
pub const ROOT_SECRET: &str = "root-secret-only-for-the-end-to-end-tests-01";

/// Requests a minute for each address. It is raised because all browsers of the tests share one address. The other
/// gates keep their limits.
const CHAT_REQUESTS: i64 = 60;
const WIDGET_REQUESTS: i64 = 2_000;

/// Writes wrangler.toml and .dev.vars into `folder`.
pub(super) fn write(root: &Path, folder: &Path) -> Result<()> {
    let text = read(&root.join("wrangler.toml"))?;
    let mut configuration: Table = text.parse().context("wrangler.toml is not TOML")?;
    adapt(&mut configuration, root);
    fs::write(
        folder.join("wrangler.toml"),
        toml::to_string(&configuration)?,
    )?;
    fs::write(
        folder.join(".dev.vars"),
        format!(
            "SESSION_SECRET=\"{SESSION_SECRET}\"\nROOT_SECRET=\"{ROOT_SECRET}\"\nDEVELOPMENT=\"true\"\n"
        ),
    )?;
    Ok(())
}

fn adapt(configuration: &mut Table, root: &Path) {
    // Everything is built already.
    configuration.remove("build");
    let bucket = [("binding", "FILES"), ("bucket_name", "files")];
    let bucket = bucket.map(|(name, value)| (name.to_owned(), value.into()));
    let buckets = Value::Array(vec![Value::Table(bucket.into_iter().collect())]);
    configuration.insert("r2_buckets".to_owned(), buckets);
    let absolute = |value: &mut Value| {
        if let Some(path) = value.as_str() {
            *value = Value::String(root.join(path).to_string_lossy().into_owned());
        }
    };
    if let Some(main) = configuration.get_mut("main") {
        absolute(main);
    }
    if let Some(folder) = configuration
        .get_mut("assets")
        .and_then(|assets| assets.get_mut("directory"))
    {
        absolute(folder);
    }
    for database in tables(configuration, "d1_databases") {
        if let Some(folder) = database.get_mut("migrations_dir") {
            absolute(folder);
        }
    }
    for gate in tables(configuration, "ratelimits") {
        let limit = match gate.get("name").and_then(Value::as_str) {
            Some("CHAT_GATE") => CHAT_REQUESTS,
            _ => WIDGET_REQUESTS,
        };
        if let Some(simple) = gate.get_mut("simple").and_then(Value::as_table_mut) {
            simple.insert("limit".to_owned(), Value::Integer(limit));
        }
    }
}

fn tables<'a>(configuration: &'a mut Table, name: &str) -> impl Iterator<Item = &'a mut Table> {
    configuration
        .get_mut(name)
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .filter_map(Value::as_table_mut)
}

/// Reads a file of the checkout.
fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serves_what_is_built_wherever_the_copy_stands() {
        let mut configuration: Table = r#"
            main = "edge/build/index.js"
            [build]
            command = "cargo xtask build"
            [assets]
            directory = "dist"
            [[d1_databases]]
            migrations_dir = "edge/migrations"
            [[ratelimits]]
            name = "CHAT_GATE"
            simple = { limit = 20, period = 60 }
        "#
        .parse()
        .unwrap();
        adapt(&mut configuration, Path::new("/checkout"));
        let expected: Table = r#"
            main = "/checkout/edge/build/index.js"
            [assets]
            directory = "/checkout/dist"
            [[d1_databases]]
            migrations_dir = "/checkout/edge/migrations"
            [[ratelimits]]
            name = "CHAT_GATE"
            simple = { limit = 60, period = 60 }
            [[r2_buckets]]
            binding = "FILES"
            bucket_name = "files"
        "#
        .parse()
        .unwrap();
        assert_eq!(configuration, expected);
    }
}
