//! `cargo xtask deploy`: `wrangler deploy`, and what a deployed Worker needs beside its code.
//!
//! Wrangler builds through `cargo xtask build` by itself, makes the D1 database and the KV namespace at the first deploy
//! (wrangler.toml names no ids), and replaces the Worker. Queues must be there before, the secret and tables after.

use std::io::Write;

use anyhow::{Context, Result};

use crate::{dev::wrangler, process, progress, toolchain::node_packages};

const QUEUES: [&str; 2] = ["porchlight-jobs", "porchlight-dead"];

/// Deploys. More arguments go to `wrangler deploy`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    node_packages::ensure()?;
    make_queues()?;
    process::run(wrangler()?.arg("deploy").args(arguments))?;
    progress::step("Applying D1 migrations", "a few seconds", || {
        process::run(wrangler()?.args(["d1", "migrations", "apply", "DB", "--remote"]))
    })?;
    make_secret()
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

/// A new secret ends every visitor's session, so one that is there is kept.
fn make_secret() -> Result<()> {
    let present = process::run_quietly(wrangler()?.args(["secret", "list"]))?;
    if present.contains("SESSION_SECRET") {
        return Ok(());
    }
    progress::note("Making the secret SESSION_SECRET");
    let file = SecretFile::write()?;
    process::run_quietly(wrangler()?.args(["secret", "bulk"]).arg(&file.path)).map(drop)
}

/// A file with the new secret that is gone as soon as wrangler has read it.
struct SecretFile {
    path: std::path::PathBuf,
}

impl SecretFile {
    fn write() -> Result<Self> {
        let file = Self {
            path: crate::workspace::path(".porchlight/secret.json"),
        };
        let secret = crate::dev::random_hex()?;
        crate::workspace::write(&file.path, "")?;
        let mut content = std::fs::OpenOptions::new().write(true).open(&file.path)?;
        content.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        write!(
            content,
            "{}",
            serde_json::json!({ "SESSION_SECRET": secret })
        )?;
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
