//! The parts: features that few visitors need, as ES modules that the loader and the frame's script load on demand.
//!
//! ```text
//!   widget/parts/*.js ──esbuild──┐
//!   languages/*.toml ────────────┴──► dist/widget/parts-HASH/   NAME.js, and the texts of a language in TAG.json
//! ```
//! The folder's name has one hash for all of them, so that parts can import each other by name.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::esbuild;
use crate::{stamp, workspace};

/// The placeholder of the folder's path in the loader and in boot.js.
const PLACE: &str = "{{parts}}";
/// The table of their texts in a language file.
const TEXTS: &str = "widget_parts";
/// The number of hash digits in the folder's name.
const NAME_DIGITS: usize = 16;

#[derive(Debug)]
pub(crate) struct Parts {
    /// The folder's path on the server. It begins and ends with `/`.
    path: String,
    /// The files in the folder, by name.
    files: BTreeMap<String, Vec<u8>>,
}

impl Parts {
    /// Reads and minifies all parts.
    pub(crate) fn build() -> Result<Self> {
        let mut files = BTreeMap::new();
        for path in workspace::files(&workspace::path("widget/parts"))? {
            if let Some(name) = name_with(&path, "js") {
                let script = esbuild::minify_frame_module(&fs::read_to_string(&path)?)?;
                files.insert(format!("{name}.js"), script.into_bytes());
            }
        }
        for path in workspace::files(&workspace::path("languages"))? {
            let Some(tag) = name_with(&path, "toml") else {
                continue;
            };
            let language: toml::Table = fs::read_to_string(&path)?.parse()?;
            if let Some(texts) = language.get(TEXTS) {
                files.insert(format!("{tag}.json"), serde_json::to_vec(texts)?);
            }
        }
        let mut all = String::new();
        for (name, content) in &files {
            all.extend([name, " ", &stamp::hash_bytes(content), "\n"]);
        }
        let hash = stamp::hash_text(&all);
        let digits = hash
            .get(..NAME_DIGITS)
            .context("a hash is longer than its part in a name")?;
        Ok(Self {
            path: format!("/widget/parts-{digits}/"),
            files,
        })
    }

    /// `script` with the folder's path inserted.
    pub(crate) fn named_in(&self, script: &str) -> String {
        script.replace(PLACE, &self.path)
    }

    /// The files to serve, by their path below `dist/`.
    pub(crate) fn served(&self) -> impl Iterator<Item = (PathBuf, Vec<u8>)> {
        let folder = Path::new(self.path.trim_matches('/'));
        self.files
            .iter()
            .map(move |(name, content)| (folder.join(name), content.clone()))
    }
}

/// A file's name without its extension, if that is `extension`.
fn name_with<'p>(path: &'p Path, extension: &str) -> Option<&'p str> {
    let has = path.extension().is_some_and(|found| found == extension);
    has.then(|| path.file_stem()?.to_str()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_the_folder_and_its_files_lie_there() {
        let parts = Parts {
            path: "/widget/parts-1f/".to_owned(),
            files: BTreeMap::from([("doctor.js".to_owned(), b"1".to_vec())]),
        };
        assert_eq!(
            parts.named_in("import(\"{{parts}}\" + name)"),
            "import(\"/widget/parts-1f/\" + name)"
        );
        let served: Vec<PathBuf> = parts.served().map(|(path, _)| path).collect();
        assert_eq!(served, [PathBuf::from("widget/parts-1f/doctor.js")]);
    }

    #[test]
    fn what_everybody_loads_brings_nothing_that_few_need() {
        // Loaded as soon as the widget is ready.
        let source = std::fs::read_to_string(workspace::path("widget/parts/moments.js")).unwrap();
        assert!(!source.contains("import "), "moments.js loads another part");
    }

    #[test]
    fn only_files_of_the_kind_have_a_name() {
        assert_eq!(name_with(Path::new("a/doctor.js"), "js"), Some("doctor"));
        assert_eq!(name_with(Path::new("a/parts.d.ts"), "js"), None);
    }
}
