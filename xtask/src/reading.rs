//! `cargo xtask reading`: how well pages are read, compared with other readers on the same pages.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::{
    process,
    toolchain::{node_packages, page_readers},
    workspace,
};

/// The pages, each with the text to be read from it.
const PAGES: &str = "tests/pages/markup";

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let readers = page_readers::ensure()?;
    let pages = workspace::path(PAGES);
    let texts = workspace::path("target/reading");
    let trafilatura = &texts.join("trafilatura");
    let readability = &texts.join("readability");
    make_anew(trafilatura)?;
    make_anew(readability)?;
    let mut python = process::command(&readers.python, &[])?;
    python
        .arg(workspace::path(
            "xtask/src/reading/read_with_trafilatura.py",
        ))
        .args([&pages, trafilatura]);
    process::run_quietly(&mut python)?;
    let mut node = process::command("node", &[node_packages::bin()])?;
    node.current_dir(&readers.packages)
        .arg(workspace::path(
            "xtask/src/reading/read_with_readability.mjs",
        ))
        .args([&pages, readability]);
    process::run_quietly(&mut node)?;
    let mut ours = process::command("cargo", &[node_packages::bin()])?;
    ours.args(["run", "--quiet", "-p", "porchlight-knowledge"])
        .args(["--example", "reading", "--"])
        .arg(format!("trafilatura={}", trafilatura.display()))
        .arg(format!("readability={}", readability.display()))
        .args(arguments);
    process::run(&mut ours)
}

/// Empties and creates a folder.
fn make_anew(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}
