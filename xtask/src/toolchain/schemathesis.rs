//! Schemathesis from the Python Package Index, in its own Python environment in the cache.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, bail};

use super::{cargo_tools::cache, versions::SCHEMATHESIS};
use crate::{process, progress};

/// The path of the program. Installs it if it is missing.
pub(crate) fn ensure() -> Result<PathBuf> {
    let root = cache()?.join(format!("schemathesis-{SCHEMATHESIS}"));
    let program = root.join("bin/schemathesis");
    if program.is_file() {
        return Ok(program);
    }
    let Some(python) = process::find("python3") else {
        bail!("the API's documents are tested with schemathesis, which needs Python 3.10 or newer");
    };
    fs::create_dir_all(&root).with_context(|| format!("cannot make {}", root.display()))?;
    progress::step("Installing schemathesis from PyPI", "about 30 s", || {
        process::run_quietly(
            process::command(python, &[])?
                .args(["-m", "venv"])
                .arg(&root),
        )
        .context("`python3 -m venv` failed; on Debian: sudo apt-get install python3-venv")?;
        let mut install = process::command(root.join("bin/pip"), &[])?;
        install.args(["install", "--quiet", "--disable-pip-version-check"]);
        process::run_quietly(install.arg(format!("schemathesis=={SCHEMATHESIS}")))
    })?;
    Ok(program)
}
