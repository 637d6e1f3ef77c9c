//! `cargo xtask deploy`: `wrangler deploy`, and what a deployed Worker needs beside its code.
//!
//! Wrangler builds through `cargo xtask build` by itself, makes the D1 database and the KV namespace at the first deploy
//! (wrangler.toml names no ids), and replaces the Worker. Queues must be there before, secrets and tables after.

use std::io::Write;

use anyhow::{Context, Result};

use crate::{
    dev::{SECRETS, random_hex, wrangler},
    process, progress,
    toolchain::node_packages,
};

/// The secret that its owner must know to make the first project.
const ROOT_SECRET: &str = "ROOT_SECRET";
const QUEUES: [&str; 2] = ["porchlight-jobs", "porchlight-dead"];

/// Deploys. More arguments go to `wrangler deploy`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    node_packages::ensure()?;
    make_queues()?;
    process::run(wrangler()?.arg("deploy").args(arguments))?;
    progress::step("Applying D1 migrations", "a few seconds", || {
        process::run(wrangler()?.args(["d1", "migrations", "apply", "DB", "--remote"]))
    })?;
    make_secrets()
}

fn make_queues() -> Result<()> {
    let present = process::run_quietly(wrangler()?.args(["queues", "list"]))
        .context("cannot list the account's queues: log in with `npx wrangler login`, or set CLOUDFLARE_API_TOKEN")?;
    for queue in QUEUES.iter().filter(|queue| !present.contains(**queue)) {
        progress::note(&format!("Making the queue {queue}"));
        process::run_quietly(wrangler()?.args(["queues", "create", queue]))?;
    }
    Ok(())
}

/// A new secret ends every visitor's session or changes what is derived from it, so those that are there are kept.
fn make_secrets() -> Result<()> {
    let present = process::run_quietly(wrangler()?.args(["secret", "list"]))?;
    for name in SECRETS.into_iter().filter(|name| !present.contains(name)) {
        progress::note(&format!("Making the secret {name}"));
        let secret = random_hex()?;
        let file = SecretFile::write(name, &secret)?;
        process::run_quietly(wrangler()?.args(["secret", "bulk"]).arg(&file.path))?;
        if name == ROOT_SECRET {
            println!(
                "\n  The root secret of this deployment, shown only this once:\n  {secret}\n\n  Make the first project with it:\n  \
                 PORCHLIGHT_ROOT_SECRET=… cargo xtask admin setup --host https://HOST --organization NAME --project NAME\n"
            );
        }
    }
    Ok(())
}

/// A file with the new secret that is gone as soon as wrangler has read it.
struct SecretFile {
    path: std::path::PathBuf,
}

impl SecretFile {
    fn write(name: &str, secret: &str) -> Result<Self> {
        let file = Self {
            path: crate::workspace::path(".porchlight/secret.json"),
        };
        crate::workspace::write(&file.path, "")?;
        let mut content = std::fs::OpenOptions::new().write(true).open(&file.path)?;
        content.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        write!(content, "{}", serde_json::json!({ name: secret }))?;
        Ok(file)
    }
}

impl Drop for SecretFile {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.path) {
            eprintln!("warning: remove {} by hand: {error}", self.path.display());
        }
    }
}
