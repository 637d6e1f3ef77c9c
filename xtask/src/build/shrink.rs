//! Makes what trunk has built as small as it goes: the WebAssembly and the module that starts it, read together.
//!
//! ```text
//!   build/widget/ ──► bodies of panics become bare traps ──► wasm-opt, which also shortens the names of imports and
//!                     exports ──► the same names in the module, without imports that are gone  ──► build/small/
//! ```

mod panics;
pub(super) mod script;
pub(super) mod short_names;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::trunk_files::TrunkFiles;
use crate::{process, stamp, toolchain::node_packages, workspace};
use short_names::ShortNames;

/// Where small files are written, and what their names begin with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Small {
    /// The folder.
    pub(crate) folder: &'static str,
    /// How names begin.
    pub(crate) name: &'static str,
}

/// What wasm-opt is told. Only small functions go into the one that calls them: beside others they repeat what those
/// say, and that compresses. Control flow that is taken apart and put together again is smaller than LLVM's, by 0.6 KB
/// in the widget.
const OPTIMIZATIONS: [&str; 8] = [
    "--one-caller-inline-max-function-size",
    "20",
    "--flatten",
    "--rereloop",
    "-Oz",
    "--converge",
    "--strip-producers",
    "--strip-target-features",
];

/// What it is told where the module's names are only in a script that is read with it.
const SHORT_NAMES: &str = "--minify-imports-and-exports-and-modules";

/// Digits of the hash in the names.
const NAME_DIGITS: usize = 16;

/// Writes trunk's output small, under names with the hash of what the files hold now.
pub(crate) fn run(built: &TrunkFiles, small: Small) -> Result<()> {
    let script = fs::read_to_string(built.folder.join(&built.script))?;
    let (wasm, names) = optimize(&built.folder.join(&built.wasm))?;
    let script = script::with_short_names(&script, &names);

    let folder = emptied(small.folder)?;
    let digits = digits(&[script.as_bytes(), &wasm])?;
    let name = small.name;
    workspace::write(&folder.join(format!("{name}-{digits}.js")), script)?;
    workspace::write(&folder.join(format!("{name}-{digits}_bg.wasm")), wasm)?;
    fs::copy(&built.document, folder.join("index.html"))?;
    Ok(())
}

/// A folder in which nothing is left of the last build.
pub(super) fn emptied(folder: &str) -> Result<PathBuf> {
    let folder = workspace::path(folder);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    Ok(folder)
}

/// What stands in names of these files.
pub(super) fn digits(files: &[&[u8]]) -> Result<String> {
    let hashes: String = files.iter().map(|file| stamp::hash_bytes(file)).collect();
    let hash = stamp::hash_text(&hashes);
    let digits = hash
        .get(..NAME_DIGITS)
        .context("a hash is longer than its part in a name")?;
    Ok(digits.to_owned())
}

/// The module, small, and the names that it now has for what it imports and exports.
pub(super) fn optimize(wasm: &Path) -> Result<(Vec<u8>, ShortNames)> {
    let (wasm, printed) = optimize_with(wasm, &[SHORT_NAMES])?;
    Ok((wasm, ShortNames::read(&printed)?))
}

/// The module, small, and what wasm-opt has printed.
pub(super) fn optimize_with(wasm: &Path, more: &[&str]) -> Result<(Vec<u8>, String)> {
    let text = workspace::path("build/shrink/module.wat");
    let output = workspace::path("build/shrink/module.wasm");
    workspace::write(&text, "")?;
    // Functions are known by their names, and what the module may use is not in its text.
    let mut disassemble = node_packages::command("wasm-opt")?;
    disassemble
        .arg(wasm)
        .args(["--print-features", "--debuginfo", "--emit-text", "-o"]);
    let features = process::run_quietly(disassemble.arg(&text))?;
    workspace::write(&text, panics::with_bare_panics(&fs::read_to_string(&text)?))?;
    let mut wasm_opt = node_packages::command("wasm-opt")?;
    wasm_opt
        .arg(&text)
        .args(features.split_whitespace())
        .args(OPTIMIZATIONS)
        .args(more)
        .arg("-o")
        .arg(&output);
    let printed = process::run_quietly(&mut wasm_opt)?;
    let wasm = fs::read(&output).context("wasm-opt has written nothing")?;
    Ok((wasm, printed))
}
