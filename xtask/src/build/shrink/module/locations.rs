//! Where panics happened, in the data section: a record for each of them, and the names of source files.
//!
//! A record is `core::panic::Location` in the memory of wasm32: four words, little-endian: where the file's name stands,
//! how long it is, line, column. Since nothing tells of a panic, nothing reads them. Zeros compress to nothing.

use std::ops::Range;

use anyhow::{Result, ensure};

use super::{Reader, rewrite};

const DATA: u8 = 11;
/// An active segment of the first memory.
const ACTIVE: u8 = 0;
const I32_CONST: u8 = 0x41;
const END: u8 = 0x0b;

const WORD: usize = 4;
const RECORD: usize = 4 * WORD;
/// No file's name is longer, in bytes.
const NAME_BYTES: usize = 300;
/// No file has so many lines, and no line so many columns.
const LINES: usize = 100_000;

/// A part of the memory that the module fills, and where in the section its bytes stand.
struct Segment {
    memory: Range<usize>,
    at: usize,
}

/// The module with zeros in the place of all locations and file names.
pub(in super::super) fn without_locations(wasm: &[u8]) -> Result<Vec<u8>> {
    rewrite(wasm, |id, section| {
        if id == DATA {
            blank(section).map(Some)
        } else {
            Ok(None)
        }
    })
}

fn blank(section: &[u8]) -> Result<Vec<u8>> {
    let segments = segments(section)?;
    let mut records = Vec::new();
    let mut names = Vec::new();
    for segment in &segments {
        let Range { start, end } = segment.memory;
        for address in (start.next_multiple_of(WORD)..end).step_by(WORD) {
            let record = segment.at + (address - start);
            if let Some(name) = file_name(section, &segments, record) {
                records.push(record..record + RECORD);
                names.push(name);
            }
        }
    }
    let mut blanked = section.to_owned();
    for range in records.into_iter().chain(names) {
        if let Some(bytes) = blanked.get_mut(range) {
            bytes.fill(0);
        }
    }
    Ok(blanked)
}

/// Where the name of the file stands that the record at `record` tells of, if it is one.
fn file_name(section: &[u8], segments: &[Segment], record: usize) -> Option<Range<usize>> {
    let word = |index: usize| {
        let start = record + index * WORD;
        let bytes = section.get(start..start + WORD)?;
        usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
    };
    let (address, length, line, column) = (word(0)?, word(1)?, word(2)?, word(3)?);
    let is_place = |number| (1..LINES).contains(&number);
    if length > NAME_BYTES || !is_place(line) || !is_place(column) {
        return None;
    }
    let segment = segments
        .iter()
        .find(|segment| segment.memory.contains(&address))?;
    let start = segment.at + (address - segment.memory.start);
    let name = std::str::from_utf8(section.get(start..start + length)?).ok()?;
    let is_file = name.strip_suffix(".rs").is_some() && !name.contains(char::is_whitespace);
    is_file.then_some(start..start + length)
}

fn segments(section: &[u8]) -> Result<Vec<Segment>> {
    let mut reader = Reader(section);
    let mut segments = Vec::new();
    for _ in 0..reader.number()? {
        let kind = (reader.byte()?, reader.byte()?);
        ensure!(
            kind == (ACTIVE, I32_CONST),
            "a segment of data of another kind"
        );
        // An address has no sign, and so the same bytes with and without one.
        let address = reader.number()?;
        ensure!(reader.byte()? == END, "an address is more than a number");
        let bytes = reader.sized()?;
        segments.push(Segment {
            memory: address..address + bytes.len(),
            at: section.len() - reader.0.len() - bytes.len(),
        });
    }
    Ok(segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A section with one segment that begins at the address 16.
    fn section(bytes: &[u8]) -> Vec<u8> {
        let length = u8::try_from(bytes.len()).unwrap();
        [&[1, ACTIVE, I32_CONST, 16, END, length], bytes].concat()
    }

    fn record(words: [u32; 4]) -> Vec<u8> {
        words.into_iter().flat_map(u32::to_le_bytes).collect()
    }

    fn check(words: [u32; 4], text: &[u8], is_blank: bool) {
        let bytes = [&record(words), text].concat();
        let blanked = blank(&section(&bytes)).unwrap();
        let zeros = vec![0; bytes.len()];
        let expected = if is_blank { &zeros } else { &bytes };
        assert_eq!(blanked, section(expected), "{words:?}");
    }

    #[test]
    fn a_location_and_its_file_are_blanked_and_nothing_else() {
        // The record takes the addresses 16 to 31; the text stands behind it.
        check([32, 9, 12, 5], b"src/a.rs\n", false);
        check([32, 8, 12, 5], b"src/a.rs", true);
        check([32, 8, 12, 5], b"src/a.ts", false);
        check([32, 8, 12, 0], b"src/a.rs", false);
        check([32, 8, 200_000, 5], b"src/a.rs", false);
        check([90, 8, 12, 5], b"src/a.rs", false);
    }
}
