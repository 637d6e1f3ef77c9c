//! `cargo xtask package`: the npm package for owners, who have no Rust.
//!
//! ```text
//!   edge/build/ ─► worker/      cli/*.js ─► cli/          wrangler.toml, constants of xtask ─► facts.json
//!   dist/ ───────► assets/      docs/*.md ► pages/        edge/migrations/ ──────────────────► migrations/
//! ```
//! The contents are in `build/package/`, and the archive is next to it. The package's command, `cli/`, repeats no name
//! of wrangler.toml or of a constant: it reads them from `facts.json`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use toml::Table;

use crate::{build, deploy, dev, process, stamp, workspace};

const FOLDER: &str = "build/package";
const BUCKETS: &str = "r2_buckets";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The source and the target of each copy. The files that wrangler reads come first.
const COPIED: [(&str, &str); 8] = [
    ("edge/build", "worker"),
    ("dist", "assets"),
    ("edge/migrations", "migrations"),
    ("cli/README.md", "README.md"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    // Names the authors of the word table and its licence.
    ("knowledge/table/README.md", "word-table.md"),
    ("docs", "pages"),
];
const READ_BY_WRANGLER: usize = 3;

/// Builds whatever has changed, then packs.
pub(crate) fn run() -> Result<()> {
    build::run()?;
    let archive = make()?;
    println!(
        "{}\n\nIn an empty folder:\n  npm install {0}\n  npx porchlight dev",
        archive.display()
    );
    Ok(())
}

/// Packs the build, and returns the archive.
pub(crate) fn make() -> Result<PathBuf> {
    let folder = workspace::path(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {FOLDER}"))?;
    }
    for (from, to) in COPIED {
        copy(&workspace::path(from), &folder.join(to), |file| {
            // docs/ also has pictures, and folders for developers.
            from != "docs" || is_page(file)
        })?;
    }
    copy(&workspace::path("cli"), &folder.join("cli"), |file| {
        file.extension().is_some_and(|extension| extension == "js")
            && file.parent() == Some(&workspace::path("cli"))
    })?;
    let write = |name: &str, value: Value| {
        let text = serde_json::to_string_pretty(&value)?;
        workspace::write(&folder.join(name), text + "\n")
    };
    write("facts.json", facts(&build_hash(&folder)?)?)?;
    write("package.json", manifest()?)?;
    pack(&folder)
}

fn pack(folder: &Path) -> Result<PathBuf> {
    let beside = workspace::path("build");
    let mut pack = process::command("npm", &[])?;
    pack.args(["pack", "--silent", "--pack-destination"])
        .arg(&beside)
        .arg(folder);
    let name = process::run_quietly(&mut pack)?;
    Ok(beside.join(name.trim()))
}

fn is_page(file: &Path) -> bool {
    file.parent() == Some(&workspace::path("docs"))
        && file.extension().is_some_and(|extension| extension == "md")
}

/// Copies a file or a folder, except files whose name begins with a dot: npm would obey the `.gitignore` of a tool.
fn copy(from: &Path, to: &Path, wanted: impl Fn(&Path) -> bool) -> Result<()> {
    let files = workspace::files(from)?;
    if files.is_empty() {
        bail!("{} is missing: cargo xtask build", from.display());
    }
    for file in files {
        let is_hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
        if file.file_name().is_some_and(is_hidden) || !wanted(&file) {
            continue;
        }
        let below = file.strip_prefix(from)?;
        let target = if below.as_os_str().is_empty() {
            to.to_owned()
        } else {
            to.join(below)
        };
        workspace::write(&target, fs::read(&file)?)?;
    }
    Ok(())
}

/// Identifies the state of the files that wrangler reads.
fn build_hash(folder: &Path) -> Result<String> {
    let read: Vec<PathBuf> = COPIED
        .iter()
        .take(READ_BY_WRANGLER)
        .map(|(_, to)| folder.join(to))
        .collect();
    stamp::hash(&read, &[VERSION])
}

/// The contents of `facts.json`.
fn facts(build: &str) -> Result<Value> {
    let text = workspace::read("wrangler.toml")?;
    Ok(json!({
        "version": VERSION,
        "build": build,
        "wrangler": packaged(&text)?,
        "deployed": from_toml(deploy::AI_BINDING)?,
        "email": from_toml(&commented(&text, "[[send_email]]")?)?,
        "files": files(&text)?,
        "secrets": dev::SECRETS,
        "rootSecret": deploy::ROOT_SECRET,
        "publicUrl": deploy::PUBLIC_URL,
        "development": dev::DEVELOPMENT,
        "demo": dev::demo_facts(),
    }))
}

/// wrangler.toml for the package: nothing is built, and paths differ.
fn packaged(text: &str) -> Result<Value> {
    let mut configuration: Table = text.parse().context("wrangler.toml is not TOML")?;
    configuration.remove("build");
    configuration.remove(BUCKETS);
    let mut configuration = serde_json::to_value(configuration)?;
    for (pointer, place) in [
        ("/main", "worker/index.js"),
        ("/assets/directory", "assets"),
        ("/d1_databases/0/migrations_dir", "migrations"),
    ] {
        let path = configuration.pointer_mut(pointer);
        *path.with_context(|| format!("wrangler.toml has no {pointer}"))? = json!(place);
    }
    Ok(configuration)
}

/// The bucket in wrangler.toml, whether commented out or not.
fn files(text: &str) -> Result<Value> {
    let mut configuration = from_toml(&deploy::bucket::with_bucket(text))?;
    let buckets = configuration.get_mut(BUCKETS).map(Value::take);
    Ok(json!({ BUCKETS: buckets.context("wrangler.toml has no bucket")? }))
}

fn from_toml(text: &str) -> Result<Value> {
    Ok(serde_json::to_value(text.parse::<Table>()?)?)
}

/// The table that begins with `head` and is commented out in `text`.
fn commented(text: &str, head: &str) -> Result<String> {
    let lines: Vec<&str> = text
        .lines()
        .skip_while(|line| line.strip_prefix("# ") != Some(head))
        .map_while(|line| line.strip_prefix("# "))
        .collect();
    if lines.is_empty() {
        bail!("wrangler.toml has no comment {head}");
    }
    Ok(lines.join("\n"))
}

/// The package.json of `cli/`, with the workspace's version and the wrangler version of the root package.json.
fn manifest() -> Result<Value> {
    let mut manifest: Value = serde_json::from_str(&workspace::read("cli/package.json")?)?;
    let tools: Value = serde_json::from_str(&workspace::read("package.json")?)?;
    let wrangler = tools.pointer("/devDependencies/wrangler");
    let fields = manifest
        .as_object_mut()
        .context("cli/package.json is no object")?;
    fields.insert("version".to_owned(), json!(VERSION));
    fields.insert("dependencies".to_owned(), json!({ "wrangler": wrangler }));
    Ok(manifest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_reads_what_wrangler_toml_and_the_constants_say() {
        let facts = facts("hash").unwrap();
        for (pointer, expected) in [
            ("/wrangler/main", json!("worker/index.js")),
            ("/wrangler/build", Value::Null),
            ("/wrangler/d1_databases/0/binding", json!("DB")),
            (
                "/wrangler/queues/producers/0/queue",
                json!("porchlight-jobs"),
            ),
            ("/deployed", json!({ "ai": { "binding": "AI" } })),
            ("/email", json!({ "send_email": [{ "name": "EMAIL" }] })),
            (
                "/files/r2_buckets/0",
                json!({ "binding": "FILES", "bucket_name": "porchlight-files" }),
            ),
            ("/wrangler/r2_buckets", Value::Null),
            ("/secrets", json!(["SESSION_SECRET", "ROOT_SECRET"])),
            ("/demo/slug", json!("demo")),
            ("/demo/settings/botName", json!("Porchlight")),
        ] {
            let found = facts.pointer(pointer).unwrap_or(&Value::Null);
            assert_eq!(*found, expected, "{pointer}");
        }
        assert!(
            facts["secrets"]
                .as_array()
                .unwrap()
                .contains(&facts["rootSecret"])
        );
    }

    #[test]
    fn what_is_made_at_cloudflare_begins_with_the_workers_name() {
        // Lets the command rename it together with the Worker.
        let text = workspace::read("wrangler.toml").unwrap();
        let configuration = packaged(&text).unwrap();
        let name = configuration["name"].as_str().unwrap();
        let files = files(&text).unwrap();
        let mut named = vec![
            &configuration["d1_databases"][0]["database_name"],
            &files[BUCKETS][0]["bucket_name"],
        ];
        for queue in configuration["queues"]["consumers"].as_array().unwrap() {
            named.push(&queue["queue"]);
        }
        for found in named {
            assert!(found.as_str().unwrap().starts_with(name), "{found}");
        }
    }

    #[test]
    fn the_version_is_the_workspaces_and_wrangler_is_pinned() {
        let manifest = manifest().unwrap();
        assert_eq!(manifest["version"], VERSION);
        let wrangler = manifest["dependencies"]["wrangler"].as_str().unwrap();
        assert!(
            wrangler.starts_with(|c: char| c.is_ascii_digit()),
            "{wrangler}"
        );
    }
}
