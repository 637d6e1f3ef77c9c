//! The folders of the checkout, and reading its files.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// Folders that tools create, or that are not ours. They never count as sources.
const SKIPPED_FOLDERS: [&str; 7] = [
    "target",
    "dist",
    "node_modules",
    "build",
    ".git",
    ".wrangler",
    ".porchlight",
];

/// The checkout's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
}

/// A path below the root.
pub(crate) fn path(relative: impl AsRef<Path>) -> PathBuf {
    root().join(relative)
}

/// Reads a text file below the root.
pub(crate) fn read(relative: impl AsRef<Path>) -> Result<String> {
    let path = path(relative);
    fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}

/// Writes a file, and creates the folders above it.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

/// Every source file at or below `start`, sorted, except those that tools create. Empty if the path does not exist.
pub(crate) fn files(start: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(start, &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(path: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        found.push(path.to_owned());
        return Ok(());
    }
    if !path.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))? {
        let entry = entry?;
        let name = entry.file_name();
        let made =
            entry.path().is_dir() && is_made_by_tools(&entry.path(), &name.to_string_lossy());
        if !made {
            collect(&entry.path(), found)?;
        }
    }
    Ok(())
}

/// `build` is output at the root and in edge/, and a module of ours elsewhere.
fn is_made_by_tools(path: &Path, name: &str) -> bool {
    let below_src = path.components().any(|part| part.as_os_str() == "src");
    SKIPPED_FOLDERS.contains(&name) && !below_src
}
