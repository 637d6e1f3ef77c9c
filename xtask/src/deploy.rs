//! `cargo xtask deploy`: runs `wrangler deploy`, and sets up what a deployed Worker needs besides its code.
//!
//! In addition to the bindings in wrangler.toml, a deployment has the binding `AI` of Workers AI. A copy of
//! wrangler.toml declares it, because `wrangler dev` requires an account as soon as its file declares it.
//!
//! Wrangler runs `cargo xtask build` by itself, creates the D1 database and the KV namespace at the first deployment
//! (wrangler.toml names no ids), and replaces the Worker. Queues must exist before that, and secrets can be set only
//! after it. Migrations run before it, because new code does not run on the old tables, while old code runs on the new
//! ones.

pub(crate) mod bucket;

use std::{fs, io::Write, path::PathBuf};

use anyhow::{Context, Result, ensure};

use crate::{
    dev::{SECRETS, random_hex, wrangler},
    process, progress,
    toolchain::node_packages,
    workspace,
};

/// The secret that a deployment's owner needs to create the first project.
pub(crate) const ROOT_SECRET: &str = "ROOT_SECRET";
/// The variable with the deployment's public address. It is stored as a secret, so that it survives the next deployment
/// without being in wrangler.toml.
pub(crate) const PUBLIC_URL: &str = "PUBLIC_URL";
/// The copy of wrangler.toml to deploy. It is in the same folder, because paths in it are relative.
const DEPLOYED_CONFIG: &str = "wrangler.deployed.toml";
/// The binding that only the copy has.
pub(crate) const AI_BINDING: &str = "\n# Only in what is deployed.\n[ai]\nbinding = \"AI\"\n";
const QUEUES: [&str; 2] = ["porchlight-jobs", "porchlight-dead"];

/// Deploys. Passes arguments that are not about the bucket to `wrangler deploy`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    node_packages::ensure()?;
    let has_database = has_database(&workspace::read("wrangler.toml")?);
    let arguments = bucket::settle(arguments, !has_database)?;
    make_queues()?;
    if has_database {
        migrate()?;
    }
    let report = workspace::path(".porchlight/deploy.ndjson");
    workspace::write(&report, "")?;
    let config = DeployedConfig::write()?;
    process::run(
        wrangler()?
            .args(["deploy", "--config"])
            .arg(&config.path)
            .args(&arguments)
            .env("WRANGLER_OUTPUT_FILE_PATH", &report),
    )?;
    config.keep_ids()?;
    let targets = deployed_to(&fs::read_to_string(&report)?);
    if !has_database {
        migrate()?;
    }
    make_secrets()?;
    set_public_url(&targets)
}

/// Whether `config` names the database, which the first deployment creates.
fn has_database(config: &str) -> bool {
    config
        .lines()
        .any(|line| line.trim_start().starts_with("database_id"))
}

fn migrate() -> Result<()> {
    progress::step("Applying D1 migrations", "a few seconds", || {
        process::run(wrangler()?.args(["d1", "migrations", "apply", "DB", "--remote"]))
    })
}

/// Writes what would be deployed into the folder `out`. Fails if the binding of Workers AI is missing.
pub(crate) fn rehearse(out: &std::path::Path) -> Result<()> {
    let config = DeployedConfig::write()?;
    let said = process::run_quietly(
        wrangler()?
            .args(["deploy", "--dry-run", "--config"])
            .arg(&config.path)
            .arg("--outdir")
            .arg(out),
    )?;
    println!("{said}");
    ensure!(
        said.contains("env.AI"),
        "what is deployed has no binding AI"
    );
    Ok(())
}

/// The copy of wrangler.toml to deploy.
struct DeployedConfig {
    path: PathBuf,
    written: String,
}

impl DeployedConfig {
    fn write() -> Result<Self> {
        let path = workspace::path(DEPLOYED_CONFIG);
        let written = with_ai(&workspace::read("wrangler.toml")?);
        workspace::write(&path, &written)?;
        Ok(Self { path, written })
    }

    /// Copies the ids that the first deployment has written into the copy back to wrangler.toml.
    fn keep_ids(&self) -> Result<()> {
        let deployed = fs::read_to_string(&self.path)?;
        if deployed != self.written
            && let Some(own) = without_ai(&deployed)
        {
            workspace::write(&workspace::path("wrangler.toml"), &own)?;
        }
        Ok(())
    }
}

impl Drop for DeployedConfig {
    fn drop(&mut self) {
        // The next deployment overwrites a copy that is left over.
        let _ = fs::remove_file(&self.path);
    }
}

/// `config` with the binding of Workers AI, unless it has one already.
fn with_ai(config: &str) -> String {
    if config.lines().any(|line| line.trim() == "[ai]") {
        return config.to_owned();
    }
    format!("{config}{AI_BINDING}")
}

/// `config` without the added binding. None if wrangler has reformatted the file.
fn without_ai(config: &str) -> Option<String> {
    let (before, after) = config.split_once(AI_BINDING)?;
    Some(format!("{before}{after}"))
}

fn make_queues() -> Result<()> {
    let present = process::run_quietly(wrangler()?.args(["queues", "list"]))
        .context("cannot list the account's queues: log in with `npx wrangler login`, or set CLOUDFLARE_API_TOKEN")?;
    for queue in QUEUES.iter().filter(|queue| !present.contains(**queue)) {
        progress::note(&format!("Creating the queue {queue}"));
        process::run_quietly(wrangler()?.args(["queues", "create", queue]))?;
    }
    Ok(())
}

/// Creates missing secrets. Existing ones are kept, because a new secret would end every visitor's session or
/// invalidate keys derived from it.
fn make_secrets() -> Result<()> {
    let present = process::run_quietly(wrangler()?.args(["secret", "list"]))?;
    for name in SECRETS.into_iter().filter(|name| !present.contains(name)) {
        progress::note(&format!("Creating the secret {name}"));
        let secret = random_hex()?;
        let file = SecretFile::write(name, &secret)?;
        process::run_quietly(wrangler()?.args(["secret", "bulk"]).arg(&file.path))?;
        if name == ROOT_SECRET {
            println!(
                "\n  The root secret of this deployment, shown only once:\n  {secret}\n\n  Create the first project \
                 with it:\n  \
                 PORCHLIGHT_ROOT_SECRET=… cargo xtask admin setup --host https://HOST --organization NAME --project NAME\n"
            );
        }
    }
    Ok(())
}

/// Sets the deployment's public address, unless its owner has.
fn set_public_url(targets: &[String]) -> Result<()> {
    let present = process::run_quietly(wrangler()?.args(["secret", "list"]))?;
    if present.contains(PUBLIC_URL) || workspace::read("wrangler.toml")?.contains(PUBLIC_URL) {
        return Ok(());
    }
    let Some(url) = public_url(targets) else {
        progress::note(
            "Set PUBLIC_URL to the address of this deployment: npx wrangler secret put PUBLIC_URL",
        );
        return Ok(());
    };
    progress::note(&format!("Setting PUBLIC_URL to {url}"));
    let file = SecretFile::write(PUBLIC_URL, &url)?;
    process::run_quietly(wrangler()?.args(["secret", "bulk"]).arg(&file.path)).map(drop)
}

/// The addresses and triggers of a deployment, from wrangler's output.
fn deployed_to(report: &str) -> Vec<String> {
    report
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|entry| entry.get("type").is_some_and(|kind| kind == "deploy"))
        .filter_map(|entry| serde_json::from_value(entry.get("targets")?.clone()).ok())
        .next_back()
        .unwrap_or_default()
}

/// The public origin of a deployment: the owner's first domain, or else the one on workers.dev.
fn public_url(targets: &[String]) -> Option<String> {
    let own = targets
        .iter()
        .find_map(|target| target.strip_suffix(" (custom domain)"))
        .map(|domain| format!("https://{domain}"));
    let given = || targets.iter().find(|target| target.starts_with("https://"));
    own.or_else(|| given().cloned())
}

/// A file with a new secret, deleted as soon as wrangler has read it.
struct SecretFile {
    path: std::path::PathBuf,
}

impl SecretFile {
    fn write(name: &str, secret: &str) -> Result<Self> {
        let file = Self {
            path: workspace::path(".porchlight/secret.json"),
        };
        workspace::write(&file.path, "")?;
        let mut content = fs::OpenOptions::new().write(true).open(&file.path)?;
        content.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        write!(content, "{}", serde_json::json!({ name: secret }))?;
        Ok(file)
    }
}

impl Drop for SecretFile {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path) {
            eprintln!("warning: remove {} by hand: {error}", self.path.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_deployed_has_the_binding_and_what_is_developed_has_not() {
        let own = workspace::read("wrangler.toml").unwrap();
        assert!(!own.lines().any(|line| line.trim() == "[ai]"));
        let deployed = with_ai(&own);
        assert!(deployed.contains("[ai]\nbinding = \"AI\""));
        assert_eq!(without_ai(&deployed).as_deref(), Some(own.as_str()));
        assert_eq!(with_ai(&deployed), deployed);
        let with_id = deployed.replace("binding = \"DB\"", "binding = \"DB\"\ndatabase_id = \"x\"");
        assert!(without_ai(&with_id).unwrap().contains("database_id"));
    }

    #[test]
    fn tables_are_changed_before_the_code_once_there_is_a_database() {
        let own = workspace::read("wrangler.toml").unwrap();
        assert!(!has_database(&own));
        let deployed = own.replace("binding = \"DB\"", "binding = \"DB\"\ndatabase_id = \"x\"");
        assert!(has_database(&deployed));
    }

    fn check(targets: &[&str], expected: Option<&str>) {
        let report = format!(
            "{}\n{}\n",
            serde_json::json!({ "type": "wrangler-session", "version": 1 }),
            serde_json::json!({ "type": "deploy", "version": 1, "targets": targets }),
        );
        assert_eq!(public_url(&deployed_to(&report)).as_deref(), expected);
    }

    #[test]
    fn the_public_url_is_the_owners_domain_or_else_the_one_on_workers_dev() {
        let given = "https://porchlight.ada.workers.dev";
        check(&[given, "schedule: */5 * * * *"], Some(given));
        check(
            &[given, "chat.example.com (custom domain)"],
            Some("https://chat.example.com"),
        );
        check(&["schedule: */5 * * * *"], None);
        assert_eq!(deployed_to(""), [""; 0]);
    }
}
