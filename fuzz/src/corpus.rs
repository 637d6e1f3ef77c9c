//! The corpus of a target: one input per line of `corpus/<target>.jsonl`, as a JSON string in which each character is
//! one byte (U+0000 to U+00FF). So people can read inputs that are text, and a changed input is one changed line.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::Target;

/// The largest corpus of a target, in bytes of its inputs before they are written as JSON.
pub const MOST_BYTES: usize = 12 * 1024;

/// The path of the corpus of `target`.
pub fn file(target: &Target) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target.name)
        .with_extension("jsonl")
}

/// Reads the corpus of `target`. Fails if a line is not a JSON string of characters up to U+00FF.
pub fn inputs(target: &Target) -> io::Result<Vec<Vec<u8>>> {
    let text = fs::read_to_string(file(target))?;
    let read = |line: &str| {
        let characters: String = serde_json::from_str(line)?;
        let bytes: Option<Vec<u8>> = characters
            .chars()
            .map(|character| u8::try_from(u32::from(character)).ok())
            .collect();
        bytes.ok_or_else(|| io::Error::other("a character that stands for no byte"))
    };
    text.lines().map(read).collect()
}

/// Writes each input of the corpus of `target` to a file in `folder`, and the words of `target` to a libFuzzer
/// dictionary next to `folder`.
pub fn unpack(target: &Target, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let kept = if file(target).exists() {
        inputs(target)?
    } else {
        Vec::new()
    };
    for (number, input) in kept.iter().enumerate() {
        fs::write(folder.join(format!("kept-{number}")), input)?;
    }
    let mut dictionary = String::new();
    for word in target.words {
        dictionary.push('"');
        dictionary.extend(word.bytes().map(|byte| format!("\\x{byte:02x}")));
        dictionary.push_str("\"\n");
    }
    fs::write(folder.with_extension("dictionary"), dictionary)
}

/// Replaces the corpus of `target` by the inputs in `folder`, the smallest first, as many as fit into [`MOST_BYTES`].
pub fn pack(target: &Target, folder: &Path) -> io::Result<()> {
    let file = file(target);
    fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
    let lines = packed(folder)?;
    fs::write(file, lines.join("\n") + "\n")
}

/// The inputs in `folder` as lines of the corpus, sorted.
pub fn packed(folder: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        found.push(fs::read(entry?.path())?);
    }
    found.sort_by_key(Vec::len);
    let mut lines = Vec::new();
    let mut bytes = 0;
    for input in found {
        bytes += input.len();
        if bytes > MOST_BYTES {
            break;
        }
        let characters: String = input.iter().copied().map(char::from).collect();
        lines.push(serde_json::to_string(&characters)?);
    }
    lines.sort();
    Ok(lines)
}
