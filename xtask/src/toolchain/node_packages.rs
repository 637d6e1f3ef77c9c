//! The tools from npm: Node itself (wrangler needs 22 or newer), wrangler, esbuild, wasm-opt, TypeScript.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

use crate::{process, progress, stamp, workspace};

/// The folder of npm's programs.
pub(crate) fn bin() -> PathBuf {
    workspace::path("node_modules/.bin")
}

/// Installs the packages of package-lock.json, if it has changed since the last time.
pub(crate) fn ensure() -> Result<()> {
    // In node_modules, so that it is deleted together with the packages.
    let installed = workspace::path("node_modules/.porchlight-lock");
    let wanted = stamp::hash(
        &[
            workspace::path("package.json"),
            workspace::path("package-lock.json"),
        ],
        &[],
    )?;
    if fs::read_to_string(&installed).is_ok_and(|hash| hash == wanted) {
        return Ok(());
    }
    if process::find("npm").is_none() {
        bail!(
            "npm is missing: install Node.js 20 or newer from https://nodejs.org or your system's packages"
        );
    }
    progress::step(
        "Installing Node, wrangler, esbuild and wasm-opt from npm",
        "about 20 s",
        || {
            process::run_quietly(process::command("npm", &[])?.args([
                "ci",
                "--no-audit",
                "--no-fund",
            ]))
        },
    )?;
    fs::write(&installed, wanted).context("cannot record what npm has installed")
}

/// A program from npm, run by the pinned Node.
pub(crate) fn command(program: &str) -> Result<Command> {
    let mut command = process::command(program, &[bin()])?;
    // Keeps wrangler from asking questions and from sending usage data.
    command.env("CI", "1").env("WRANGLER_SEND_METRICS", "false");
    Ok(command)
}
