//! A program split in two. The first part is like any other program. The second, loaded later, refers to the first by
//! name.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::shrink::{
    Small, digits, emptied, optimize, optimize_with, script, short_names::LOADERS,
};
use crate::workspace;

/// The files of a split program.
#[derive(Clone, Debug)]
pub(crate) struct TakenApart {
    /// The module that starts it.
    pub(crate) script: PathBuf,
    pub(crate) wasm: PathBuf,
    /// The module that loads the other part.
    pub(crate) loaders: PathBuf,
    /// The part that is loaded later.
    pub(crate) later: PathBuf,
}

impl TakenApart {
    /// The files that wasm-split and wasm-bindgen have written into a folder.
    pub(crate) fn in_folder(folder: &Path, name: &str, later: &str) -> Self {
        Self {
            script: folder.join(format!("{name}.js")),
            wasm: folder.join(format!("{name}_bg.wasm")),
            loaders: folder.join(LOADERS),
            later: folder.join(format!("split_{later}.wasm")),
        }
    }

    /// The files that [`run`] has written.
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

/// Shrinks the files, and names them by the hash of the new contents.
pub(crate) fn run(built: &TakenApart, small: Small) -> Result<()> {
    let (wasm, names) = optimize(&built.wasm)?;
    let (later, _) = optimize_with(&built.later, &[])?;
    let script = script::with_short_names(&fs::read_to_string(&built.script)?, &names);
    let loaders = fs::read_to_string(&built.loaders)?;
    let loaders = script::loaders_with_short_names(&loaders, &names)?;

    let folder = emptied(small.folder)?;
    let digits = digits(&[script.as_bytes(), loaders.as_bytes(), &wasm, &later])?;
    let name = |end: &str| format!("{}-{digits}-{end}", small.name);
    // The files refer to each other by the names that the tools gave them.
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
