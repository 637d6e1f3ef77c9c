//! The local state of development: wrangler's database, and a file of our own.

use std::{path::PathBuf, process::Command};

use anyhow::Result;

use crate::{process, progress, stamp, toolchain::node_packages, workspace};

/// Applies the migrations that the local database lacks.
pub(super) fn migrate() -> Result<()> {
    let inputs = ["edge/migrations", "wrangler.toml"].map(workspace::path);
    let database = workspace::path(".wrangler/state/v3/d1");
    stamp::when_changed("migrations", &inputs, &[], &database, || {
        progress::step("Applying D1 migrations on this machine", "3 s", || {
            process::run_quietly(wrangler()?.args(["d1", "migrations", "apply", "DB", "--local"]))
                .map(drop)
        })
    })
}

pub(super) fn execute_sql(sql: &str) -> Result<()> {
    let file = workspace::path("build/demo.sql");
    workspace::write(&file, sql)?;
    let mut execute = wrangler()?;
    execute
        .args(["d1", "execute", "DB", "--local", "--yes", "--file"])
        .arg(&file);
    process::run_quietly(&mut execute).map(drop)
}

/// Wrangler, run in the root of the checkout.
pub(crate) fn wrangler() -> Result<Command> {
    node_packages::command("wrangler")
}

/// The file for data that survives a restart of `dev`.
pub(super) fn state_file() -> PathBuf {
    workspace::path(".porchlight/dev.json")
}
