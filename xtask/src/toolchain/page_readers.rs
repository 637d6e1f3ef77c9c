//! Other page readers to compare ours with: trafilatura from the Python Package Index, Mozilla Readability from npm.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::{
    cargo_tools::cache,
    node_packages,
    versions::{JSDOM, LXML_HTML_CLEAN, READABILITY, TRAFILATURA},
};
use crate::{process, progress};

/// The paths of the readers.
pub(crate) struct PageReaders {
    /// A Python that has trafilatura.
    pub(crate) python: PathBuf,
    /// The folder in which npm has installed Readability.
    pub(crate) packages: PathBuf,
}

/// The readers. Installs them if they are missing.
pub(crate) fn ensure() -> Result<PageReaders> {
    let folder = cache()?.join(format!(
        "trafilatura-{TRAFILATURA}-readability-{READABILITY}-jsdom-{JSDOM}"
    ));
    let readers = PageReaders {
        python: folder.join("python/bin/python"),
        packages: folder.join("npm"),
    };
    let installed = folder.join("installed");
    if installed.is_file() {
        return Ok(readers);
    }
    node_packages::ensure()?;
    fs::create_dir_all(&readers.packages)
        .with_context(|| format!("cannot make {}", readers.packages.display()))?;
    progress::step(
        "Installing trafilatura from PyPI and Readability from npm",
        "about 30 s",
        || install(&folder, &readers),
    )?;
    fs::write(installed, "").context("cannot record what is installed")?;
    Ok(readers)
}

fn install(folder: &Path, readers: &PageReaders) -> Result<()> {
    process::run_quietly(
        process::command("python3", &[])?
            .args(["-m", "venv"])
            .arg(folder.join("python")),
    )
    .context("`python3 -m venv` failed; on Debian: sudo apt-get install python3-venv")?;
    let mut pip = process::command(&readers.python, &[])?;
    pip.args(["-m", "pip", "install", "--quiet"]);
    pip.args([
        "--disable-pip-version-check",
        &format!("trafilatura=={TRAFILATURA}"),
        &format!("lxml_html_clean=={LXML_HTML_CLEAN}"),
    ]);
    process::run_quietly(&mut pip)?;
    fs::write(
        readers.packages.join("package.json"),
        "{\"private\":true,\"type\":\"module\"}",
    )?;
    let mut npm = process::command("npm", &[node_packages::bin()])?;
    npm.current_dir(&readers.packages).args([
        "install",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        &format!("@mozilla/readability@{READABILITY}"),
        &format!("jsdom@{JSDOM}"),
    ]);
    process::run_quietly(&mut npm).map(drop)
}
