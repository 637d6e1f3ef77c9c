//! Makes what trunk has built as small as it goes: the WebAssembly and the module that starts it, read together.
//!
//! ```text
//!   build/widget/ ──► bodies of panics become bare traps ──► wasm-opt, which also shortens the names of imports and
//!                     exports ──► the same names in the module, without imports that are gone  ──► build/small/
//! ```

mod panics;
mod script;
mod short_names;

use std::{fs, path::Path};

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
const OPTIMIZATIONS: [&str; 9] = [
    "--one-caller-inline-max-function-size",
    "20",
    "--flatten",
    "--rereloop",
    "-Oz",
    "--converge",
    "--minify-imports-and-exports-and-modules",
    "--strip-producers",
    "--strip-target-features",
];

/// Digits of the hash in the names.
const NAME_DIGITS: usize = 16;

/// Writes trunk's output small, under names with the hash of what the files hold now.
pub(crate) fn run(built: &TrunkFiles, small: Small) -> Result<()> {
    let script = fs::read_to_string(built.folder.join(&built.script))?;
    let (wasm, names) = optimize(&built.folder.join(&built.wasm))?;
    let script = script::with_short_names(&script, &names);

    let folder = workspace::path(small.folder);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let hash = stamp::hash_text(&format!("{script}{}", stamp::hash_bytes(&wasm)));
    let digits = hash
        .get(..NAME_DIGITS)
        .context("a hash is longer than its part in a name")?;
    let name = small.name;
    workspace::write(&folder.join(format!("{name}-{digits}.js")), script)?;
    workspace::write(&folder.join(format!("{name}-{digits}_bg.wasm")), wasm)?;
    fs::copy(&built.document, folder.join("index.html"))?;
    Ok(())
}

/// The module, small, and the names that it now has for what it imports and exports.
fn optimize(wasm: &Path) -> Result<(Vec<u8>, ShortNames)> {
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
        .arg("-o")
        .arg(&output);
    let names = ShortNames::read(&process::run_quietly(&mut wasm_opt)?)?;
    let wasm = fs::read(&output).context("wasm-opt has written nothing")?;
    Ok((wasm, names))
}
