//! What development keeps on this machine: wrangler's local database, and a file of its own.

use std::{path::PathBuf, process::Command};

use anyhow::Result;

use crate::{process, progress, stamp, toolchain::node_packages, workspace};

/// Applies the migrations that the local database has not got.
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

/// Runs SQL in the local database.
pub(super) fn execute_sql(sql: &str) -> Result<()> {
    let file = workspace::path("build/demo.sql");
    workspace::write(&file, sql)?;
    let mut execute = wrangler()?;
    execute
        .args(["d1", "execute", "DB", "--local", "--yes", "--file"])
        .arg(&file);
    process::run_quietly(&mut execute).map(drop)
}

/// Wrangler, in the checkout's root.
pub(crate) fn wrangler() -> Result<Command> {
    node_packages::command("wrangler")
}

/// What development keeps between two starts.
pub(super) fn state_file() -> PathBuf {
    workspace::path(".porchlight/dev.json")
}
