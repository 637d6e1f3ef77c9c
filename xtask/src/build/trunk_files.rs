//! The files that trunk has written for the widget. They are found by type, because their names contain hashes.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

/// A document, the files that it names, and everything else in its folder.
#[derive(Debug)]
pub(crate) struct TrunkFiles {
    pub(crate) document: PathBuf,
    /// The name of the ES module that starts the program.
    pub(crate) script: String,
    /// The name of the WebAssembly file.
    pub(crate) wasm: String,
    /// All files to serve, relative to the folder.
    pub(crate) served: Vec<PathBuf>,
    pub(crate) folder: PathBuf,
}

impl TrunkFiles {
    /// Identifies the files in trunk's output folder.
    pub(crate) fn find(folder: &Path) -> Result<Self> {
        let mut served = Vec::new();
        collect(folder, folder, &mut served)?;
        served.sort();
        served.retain(|file| file != Path::new("index.html"));
        let names: Vec<String> = served
            .iter()
            .filter(|file| file.components().count() == 1)
            .map(|file| file.to_string_lossy().into_owned())
            .collect();
        Ok(Self {
            document: folder.join("index.html"),
            script: only(&names, ".js")?,
            wasm: only(&names, "_bg.wasm")?,
            served,
            folder: folder.to_owned(),
        })
    }
}

/// The single name with this ending. If there is none or several, trunk's document loads files that ours cannot name.
fn only(names: &[String], end: &str) -> Result<String> {
    let matching: Vec<&String> = names.iter().filter(|name| name.ends_with(end)).collect();
    match matching.as_slice() {
        [name] => Ok((*name).clone()),
        others => bail!("trunk must make exactly one *{end}, and made {others:?}"),
    }
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, found)?;
        } else {
            found.push(path.strip_prefix(root)?.to_owned());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn finds_the_one_file_of_a_kind() {
        let names = names(&[
            "porchlight-widget-1f.js",
            "porchlight-widget-1f_bg.wasm",
            "snippet.mjs",
        ]);
        assert_eq!(
            only(&names, "_bg.wasm").unwrap(),
            "porchlight-widget-1f_bg.wasm"
        );
    }

    #[test]
    fn refuses_two_files_of_a_kind_and_none() {
        let names = names(&["a-1.js", "b-2.js"]);
        assert!(
            only(&names, ".js")
                .unwrap_err()
                .to_string()
                .contains("exactly one *.js")
        );
        assert!(only(&names, ".wasm").is_err());
    }
}
