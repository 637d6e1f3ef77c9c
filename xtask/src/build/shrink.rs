//! Makes what trunk has built as small as it goes: the WebAssembly and the module that starts it, read together.
//!
//! ```text
//!   build/widget/ ──► exports that the module never calls: away
//!                     bodies of panics: a bare trap; where they happened: zeros
//!                     ──► wasm-opt ──► imports and exports renamed to a letter or two, in both files
//!                     imports that are left over: away from the module  ──► build/small/
//! ```
//! A panic ends the widget either way, since release builds install no hook that could say why: what would only format
//! its message is code that nobody has anything from.

mod module;
mod script;

use std::fs;

use anyhow::{Context, Result};

use super::trunk_files::TrunkFiles;
use crate::{process, stamp, toolchain::node_packages, workspace};

/// Where small files are written, and what their names begin with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Small {
    /// The folder.
    pub(crate) folder: &'static str,
    /// How names begin.
    pub(crate) name: &'static str,
}

/// What wasm-opt is told. Only small functions go into the one that calls them: beside others they repeat what those
/// say, and that compresses.
const OPTIMIZATIONS: [&str; 6] = [
    "--one-caller-inline-max-function-size",
    "20",
    "-Oz",
    "--converge",
    "--strip-producers",
    "--strip-target-features",
];

/// Digits of the hash in the names.
const NAME_DIGITS: usize = 16;

/// Writes trunk's output small, under names with the hash of what the files hold now.
pub(crate) fn run(built: &TrunkFiles, small: Small) -> Result<()> {
    let script = fs::read_to_string(built.folder.join(&built.script))?;
    let wasm = fs::read(built.folder.join(&built.wasm))?;
    let called = script::called_exports(&script);
    let wasm = module::without_unused_exports(&wasm, &called)?;
    let wasm = module::with_bare_panics(&wasm)?;
    let wasm = module::without_locations(&wasm)?;
    let wasm = optimize(&wasm)?;
    let (wasm, names) = module::with_short_names(&wasm)?;
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

fn optimize(wasm: &[u8]) -> Result<Vec<u8>> {
    let input = workspace::path("build/shrink/in.wasm");
    let output = workspace::path("build/shrink/out.wasm");
    workspace::write(&input, wasm)?;
    let mut wasm_opt = node_packages::command("wasm-opt")?;
    wasm_opt
        .arg(&input)
        .args(OPTIMIZATIONS)
        .arg("-o")
        .arg(&output);
    process::run_quietly(&mut wasm_opt)?;
    fs::read(&output).context("wasm-opt has written nothing")
}
