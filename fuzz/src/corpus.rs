//! The kept inputs of a target: one on a line of `corpus/<target>.jsonl`, as a JSON text in which each character stands
//! for one byte. So a text is read by people, and a change of one input is a change of one line.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::Target;

/// The most that is kept of one target, in bytes before they are written as JSON.
pub const MOST_BYTES: usize = 12 * 1024;

/// Where the inputs of `target` are kept.
pub fn file(target: &Target) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target.name)
        .with_extension("jsonl")
}

/// The kept inputs of `target`.
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

/// Writes each kept input of `target` as a file into `folder`, and its words as libFuzzer's dictionary beside that.
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

/// Keeps the inputs in `folder`, as many of the smallest as fit.
pub fn pack(target: &Target, folder: &Path) -> io::Result<()> {
    let file = file(target);
    fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
    let lines = packed(folder)?;
    fs::write(file, lines.join("\n") + "\n")
}

/// The inputs in `folder` as lines, in the order of the alphabet.
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
