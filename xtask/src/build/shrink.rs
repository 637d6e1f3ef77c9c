//! Makes trunk's output as small as possible. The WebAssembly and the module that starts it are processed together.
//!
//! ```text
//!   build/widget/ ──► bodies of panics become bare traps ──► wasm-opt, which also shortens the names of imports and
//!                     exports ──► the same names in the module, without removed imports  ──► build/small/
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

/// The output folder, and the start of the file names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Small {
    pub(crate) folder: &'static str,
    /// The start of the file names.
    pub(crate) name: &'static str,
}

/// The options of wasm-opt. Only small functions are inlined: an inlined copy resembles its surroundings, and that
/// compresses well. Flattening and restructuring control flow beats LLVM's output by 0.6 KB in the widget.
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

/// An additional option for modules whose names occur only in the script processed with them.
const SHORT_NAMES: &str = "--minify-imports-and-exports-and-modules";

/// The number of hash digits in the names.
const NAME_DIGITS: usize = 16;

/// Writes trunk's output, shrunk, under names with the hash of the new contents.
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

/// A folder without files of the last build.
pub(super) fn emptied(folder: &str) -> Result<PathBuf> {
    let folder = workspace::path(folder);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    Ok(folder)
}

/// The hash digits for the names of these files.
pub(super) fn digits(files: &[&[u8]]) -> Result<String> {
    let hashes: String = files.iter().map(|file| stamp::hash_bytes(file)).collect();
    let hash = stamp::hash_text(&hashes);
    let digits = hash
        .get(..NAME_DIGITS)
        .context("a hash is longer than its part in a name")?;
    Ok(digits.to_owned())
}

/// The shrunk module, and the new names of its imports and exports.
pub(super) fn optimize(wasm: &Path) -> Result<(Vec<u8>, ShortNames)> {
    let (wasm, printed) = optimize_with(wasm, &[SHORT_NAMES])?;
    Ok((wasm, ShortNames::read(&printed)?))
}

/// The shrunk module, and the output of wasm-opt.
pub(super) fn optimize_with(wasm: &Path, more: &[&str]) -> Result<(Vec<u8>, String)> {
    let text = workspace::path("build/shrink/module.wat");
    let output = workspace::path("build/shrink/module.wasm");
    workspace::write(&text, "")?;
    // The text form keeps the names of functions, but not the list of features.
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
