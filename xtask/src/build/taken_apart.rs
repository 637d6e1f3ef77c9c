//! A program that was taken apart: its first part as any other, and what is loaded later with the names by which it finds
//! the first.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::shrink::{
    Small, digits, emptied, optimize, optimize_with, script, short_names::LOADERS,
};
use crate::workspace;

/// The files of such a program.
#[derive(Clone, Debug)]
pub(crate) struct TakenApart {
    /// The module that starts it.
    pub(crate) script: PathBuf,
    /// Its first part.
    pub(crate) wasm: PathBuf,
    /// The module that loads the other part.
    pub(crate) loaders: PathBuf,
    /// The other part.
    pub(crate) later: PathBuf,
}

impl TakenApart {
    /// What wasm-split and wasm-bindgen write into a folder.
    pub(crate) fn in_folder(folder: &Path, name: &str, later: &str) -> Self {
        Self {
            script: folder.join(format!("{name}.js")),
            wasm: folder.join(format!("{name}_bg.wasm")),
            loaders: folder.join(LOADERS),
            later: folder.join(format!("split_{later}.wasm")),
        }
    }

    /// What [`run`] has written.
    pub(crate) fn small(small: Small) -> Result<Self> {
        let files = workspace::files(&workspace::path(small.folder))?;
        let ending = |end: &str| {
            let found = files
                .iter()
                .find(|file| file.to_string_lossy().ends_with(end));
            found
                .cloned()
                .with_context(|| format!("there is no *{end} in {}", small.folder))
        };
        Ok(Self {
            script: ending("-program.js")?,
            wasm: ending("-program.wasm")?,
            loaders: ending("-loaders.js")?,
            later: ending("-later.wasm")?,
        })
    }
}

/// Writes it small, under names with the hash of what the files hold now.
pub(crate) fn run(built: &TakenApart, small: Small) -> Result<()> {
    let (wasm, names) = optimize(&built.wasm)?;
    let (later, _) = optimize_with(&built.later, &[])?;
    let script = script::with_short_names(&fs::read_to_string(&built.script)?, &names);
    let loaders = fs::read_to_string(&built.loaders)?;
    let loaders = script::loaders_with_short_names(&loaders, &names)?;

    let folder = emptied(small.folder)?;
    let digits = digits(&[script.as_bytes(), loaders.as_bytes(), &wasm, &later])?;
    let name = |end: &str| format!("{}-{digits}-{end}", small.name);
    // They name each other as the tools have called them.
    let linked = |text: &str| {
        [
            (&built.script, "program.js"),
            (&built.loaders, "loaders.js"),
            (&built.later, "later.wasm"),
        ]
        .into_iter()
        .fold(text.to_owned(), |text, (file, end)| {
            let old = file.file_name().unwrap_or_default().to_string_lossy();
            text.replace(&format!("\"./{old}\""), &format!("\"./{}\"", name(end)))
        })
    };
    workspace::write(&folder.join(name("program.js")), linked(&script))?;
    workspace::write(&folder.join(name("program.wasm")), wasm)?;
    workspace::write(&folder.join(name("loaders.js")), linked(&loaders))?;
    workspace::write(&folder.join(name("later.wasm")), later)
}
