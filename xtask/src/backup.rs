//! `cargo xtask backup` and `cargo xtask restore`. Both run a program of the edge crate, which knows the tables.

use anyhow::Result;

use crate::{process, toolchain::node_packages};

/// Runs the program with the command and its arguments.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    node_packages::ensure()?;
    let mut program = process::command("cargo", &[node_packages::bin()])?;
    program
        .args([
            "run",
            "--quiet",
            "-p",
            "porchlight-edge",
            "--example",
            "backup",
            "--",
        ])
        .args(arguments);
    process::run(&mut program)
}
