//! Skips a step if its inputs have not changed since it last succeeded.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::workspace;

/// Runs `work`, unless it succeeded for exactly these inputs before and its `output` still exists.
pub(crate) fn when_changed(
    name: &str,
    inputs: &[PathBuf],
    settings: &[&str],
    output: &Path,
    work: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let stamp = workspace::path("build/stamps").join(name);
    let current = hash(inputs, settings)?;
    if output.exists() && fs::read_to_string(&stamp).is_ok_and(|last| last == current) {
        return Ok(());
    }
    work()?;
    workspace::write(&stamp, current)
}

/// SHA-256, in hex, of `settings` and of the paths and contents of all files at or below `inputs`.
pub(crate) fn hash(inputs: &[PathBuf], settings: &[&str]) -> Result<String> {
    let mut hasher = Sha256::new();
    for input in inputs {
        for file in workspace::files(input)? {
            let content =
                fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let name = file.strip_prefix(workspace::root()).unwrap_or(&file);
            hasher.update(name.as_os_str().as_encoded_bytes());
            hasher.update(content.len().to_le_bytes());
            hasher.update(content);
        }
    }
    for setting in settings {
        hasher.update(setting.len().to_le_bytes());
        hasher.update(setting);
    }
    Ok(hex(&hasher.finalize()))
}

/// SHA-256 of a text, in lower-case hex.
pub(crate) fn hash_text(text: &str) -> String {
    hex(&Sha256::digest(text))
}

/// SHA-256 of bytes, in lower-case hex.
pub(crate) fn hash_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _written = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_with_a_files_content_and_with_settings() {
        let folder = std::env::temp_dir().join(format!("porchlight-stamp-{}", std::process::id()));
        let file = folder.join("a.rs");
        workspace::write(&file, "one").unwrap();
        let inputs = [folder.clone()];
        let first = hash(&inputs, &["release"]).unwrap();
        assert_eq!(hash(&inputs, &["release"]).unwrap(), first);
        assert_ne!(hash(&inputs, &["debug"]).unwrap(), first);
        workspace::write(&file, "two").unwrap();
        assert_ne!(hash(&inputs, &["release"]).unwrap(), first);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn hashes_a_text_as_sha_256_in_hex() {
        assert_eq!(
            hash_text("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
