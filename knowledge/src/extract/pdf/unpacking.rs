//! Detects streams that unpack to more than the limit, before the library unpacks them.

use std::collections::HashSet;

use hayro_syntax::{
    Filter,
    object::{Array, Dict, Object, ObjectIdentifier, Stream},
};

use super::{
    super::super::{inflate::unpacked_length, source_limits::PDF_UNPACKED_BYTES},
    error::PdfError,
};

/// The highest compression ratio of filters other than Deflate: LZW's longest sequences for its shortest codes.
const OTHER_RATIO: usize = 1_400;
/// The keyword before the data of a stream.
const STREAM: &[u8] = b"stream";
/// How far before its data to look for a stream's dictionary, in bytes.
const DICTIONARY_BYTES: usize = 2_000;

/// The largest form within a page, in bytes. It is not kept, so each use counts as work rather than as memory.
const FORM_BYTES: usize = 16 * 1024 * 1024;

/// How often the library may search a damaged file for missing ends.
const SEARCHES: usize = 16;
/// The most objects with unterminated strings.
const BROKEN_OBJECTS: usize = 64;

/// Whether so much of a file is unterminated that repairing it would mean reading it again and again.
pub(super) fn is_tangled(file: &[u8]) -> bool {
    let mut objects = Begun::default();
    let mut streams = Begun::default();
    let mut broken = 0;
    let mut at = 0;
    while let Some(found) = file
        .get(at..)
        .and_then(|rest| rest.iter().position(|byte| matches!(byte, b'o' | b's')))
    {
        let keyword = at + found;
        let rest = file.get(keyword..).unwrap_or_default();
        let is_end = file
            .get(..keyword)
            .is_some_and(|before| before.ends_with(b"end"));
        if rest.starts_with(b"obj") {
            if is_end {
                objects.end(keyword);
            } else {
                objects.begin(keyword);
                broken += usize::from(is_numbered(file, keyword) && has_open_text(file, keyword));
            }
            at = keyword + 3;
        } else if rest.starts_with(STREAM) {
            if is_end {
                streams.end(keyword);
            } else if is_before_data(file, keyword) {
                streams.begin(keyword);
            }
            at = keyword + STREAM.len();
        } else {
            at = keyword + 1;
        }
    }
    objects.end(file.len());
    streams.end(file.len());
    let most = file.len().saturating_mul(SEARCHES);
    objects.searched > most || streams.searched > most || broken > BROKEN_OBJECTS
}

/// The objects, streams and the like that started since the last end.
#[derive(Default)]
struct Begun {
    count: usize,
    positions: usize,
    /// The total number of bytes between each start so far and the next end.
    searched: usize,
}

impl Begun {
    fn begin(&mut self, at: usize) {
        self.count += 1;
        self.positions = self.positions.saturating_add(at);
    }

    fn end(&mut self, at: usize) {
        let bytes = (self.count.saturating_mul(at)).saturating_sub(self.positions);
        self.searched = self.searched.saturating_add(bytes);
        self.count = 0;
        self.positions = 0;
    }
}

/// Whether the keyword `obj` at `keyword` starts an object: an object number and a generation come before it. A
/// possible comment between them counts as both.
fn is_numbered(file: &[u8], keyword: usize) -> bool {
    let mut before = file.get(..keyword).unwrap_or_default();
    for least in [0, 1] {
        let (rest, spaces) = without_end(before, |byte| is_white_space(*byte));
        let ends_line = |byte: &u8| matches!(byte, b'\n' | b'\r');
        if spaces.iter().any(ends_line) {
            let line = rest.rsplit(ends_line).next().unwrap_or_default();
            if line.contains(&b'%') {
                return true;
            }
        }
        let (rest, digits) = without_end(rest, u8::is_ascii_digit);
        if spaces.len() < least || digits.is_empty() {
            return false;
        }
        before = without_end(rest, |byte| matches!(byte, b'+' | b'-')).0;
    }
    true
}

/// Splits off the bytes at the end of `bytes` for which `is` holds.
fn without_end(bytes: &[u8], is: impl Fn(&u8) -> bool) -> (&[u8], &[u8]) {
    let end = bytes
        .iter()
        .rposition(|byte| !is(byte))
        .map_or(0, |at| at + 1);
    bytes.split_at_checked(end).unwrap_or_default()
}

/// ISO 32000-1, table 1.
const fn is_white_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// Whether the keyword `stream` at `keyword` starts a stream: its data must start on a new line.
fn is_before_data(file: &[u8], keyword: usize) -> bool {
    (file.get(keyword + STREAM.len())).is_some_and(|byte| matches!(byte, b'\n' | b'\r'))
}

/// Whether the object whose `obj` is at `keyword` has a string in parentheses that does not end before the object does.
fn has_open_text(file: &[u8], keyword: usize) -> bool {
    let (mut round, mut angled) = (0_usize, 0_usize);
    let mut bytes = file.iter().enumerate().skip(keyword + 3);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'(' => round += 1,
            b')' => round = round.saturating_sub(1),
            b'<' if round == 0 => angled += 1,
            b'>' if round == 0 => angled = angled.saturating_sub(1),
            b'o' if starts(file, at, b"obj") => {
                let is_end = file
                    .get(..at)
                    .is_some_and(|before| before.ends_with(b"end"));
                if is_end || is_numbered(file, at) {
                    break;
                }
            }
            b's' if round == 0 && starts(file, at, STREAM) && is_before_data(file, at) => break,
            _ => {}
        }
    }
    round + angled > 0
}

fn starts(file: &[u8], at: usize, word: &[u8]) -> bool {
    file.get(at..).is_some_and(|rest| rest.starts_with(word))
}

/// How many bytes may still be unpacked and kept.
pub(super) struct Unpacking {
    left: usize,
    /// The streams of fonts, which are unpacked once.
    seen: HashSet<ObjectIdentifier>,
}

impl Unpacking {
    pub(super) fn new() -> Self {
        Self {
            left: PDF_UNPACKED_BYTES,
            seen: HashSet::new(),
        }
    }

    /// Counts the streams that the library unpacks to find any object: cross-reference tables and object streams.
    pub(super) fn of_structure(&mut self, file: &[u8]) -> Result<(), PdfError> {
        let mut at = 0;
        while let Some(found) = find(file.get(at..).unwrap_or_default(), STREAM) {
            let keyword = at + found;
            let before = file
                .get(at.max(keyword.saturating_sub(DICTIONARY_BYTES))..keyword)
                .unwrap_or_default();
            at = keyword + STREAM.len();
            if before.ends_with(b"end") {
                continue;
            }
            let from = before
                .windows(4)
                .rposition(|bytes| bytes == b" obj" || bytes == b"\nobj")
                .unwrap_or_default();
            let dictionary = before.get(from..).unwrap_or_default();
            let has = |name: &[u8]| find(dictionary, name).is_some();
            if !(has(b"ObjStm") || has(b"XRef")) {
                continue;
            }
            let data = file.get(at..).unwrap_or_default();
            let data = data.strip_prefix(b"\r").unwrap_or(data);
            let data = data.strip_prefix(b"\n").unwrap_or(data);
            let packings = [&b"/Flate"[..], b"/Fl ", b"/LZW", b"/RunLength", b"/RL"]
                .into_iter()
                .map(|name| count(dictionary, name))
                .sum::<usize>();
            if packings > 1 {
                return Err(PdfError::TooLong);
            }
            self.spend(unpacked_length(data, self.left))?;
        }
        Ok(())
    }

    /// Fails if a form is too large.
    pub(super) fn of_form(form: &Stream<'_>) -> Result<(), PdfError> {
        if length(form, FORM_BYTES)? > FORM_BYTES {
            return Err(PdfError::TooLong);
        }
        Ok(())
    }

    fn of_stream(&mut self, stream: &Stream<'_>) -> Result<(), PdfError> {
        self.spend(length(stream, self.left)?)
    }

    /// Counts the content of a page: one stream or several.
    pub(super) fn of_page(&mut self, page: &Dict<'_>) -> Result<(), PdfError> {
        if let Some(stream) = page.get::<Stream<'_>>("Contents") {
            return self.of_stream(&stream);
        }
        let parts = page.get::<Array<'_>>("Contents");
        for part in parts.iter().flat_map(Array::iter::<Stream<'_>>) {
            self.of_stream(&part)?;
        }
        Ok(())
    }

    /// Counts the streams of a font.
    pub(super) fn of_font(&mut self, font: &Dict<'_>) -> Result<(), PdfError> {
        let descendant = font
            .get::<Array<'_>>("DescendantFonts")
            .and_then(|fonts| fonts.iter::<Dict<'_>>().next());
        for dict in descendant.iter().chain([font]) {
            for key in ["ToUnicode", "Encoding", "CIDToGIDMap"] {
                if let Some(Object::Stream(stream)) = dict.get::<Object<'_>>(key) {
                    self.of_part(&stream)?;
                }
            }
            let descriptor = dict.get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
            for key in ["FontFile", "FontFile2", "FontFile3"] {
                if let Some(stream) = descriptor.get::<Stream<'_>>(key) {
                    self.of_part(&stream)?;
                }
            }
        }
        Ok(())
    }

    fn of_part(&mut self, stream: &Stream<'_>) -> Result<(), PdfError> {
        if self.seen.insert(stream.obj_id()) {
            self.of_stream(stream)?;
        }
        Ok(())
    }

    fn spend(&mut self, bytes: usize) -> Result<(), PdfError> {
        self.left = self.left.checked_sub(bytes).ok_or(PdfError::TooLong)?;
        Ok(())
    }
}

/// The unpacked size of a stream, up to `most`.
fn length(stream: &Stream<'_>, most: usize) -> Result<usize, PdfError> {
    let filters = stream.filters();
    let packings = filters
        .iter()
        .filter(|filter| {
            matches!(
                filter,
                Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode
            )
        })
        .count();
    let data = stream.raw_data();
    match (filters.first(), packings) {
        (_, 0) => Ok(data.len()),
        (Some(Filter::FlateDecode), 1) => Ok(unpacked_length(&data, most)),
        (_, 1) => Ok(data.len().saturating_mul(OTHER_RATIO)),
        _ => Err(PdfError::TooLong),
    }
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    let first = part.first()?;
    let mut at = 0;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| byte == first)?;
        if bytes.get(at..)?.starts_with(part) {
            return Some(at);
        }
        at += 1;
    }
}

fn count(bytes: &[u8], part: &[u8]) -> usize {
    bytes
        .windows(part.len())
        .filter(|window| *window == part)
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(object: &str) -> Vec<u8> {
        let objects: Vec<String> = (1..=BROKEN_OBJECTS + 1)
            .map(|number| format!("{number} 0 obj\n{object}\nendobj\n"))
            .collect();
        let objects = objects.concat();
        format!("%PDF-1.7\n{objects}").into_bytes()
    }

    #[test]
    fn texts_that_end_are_not_tangled_whatever_they_say() {
        for object in [
            "<</Title (Learning objectives)>>",
            "<</Title (The stream of 3 objects)>>",
            "<</Title (a < b, and <<)>>",
            "<</Title (a > b \\) \\( (nested < too))>>",
            "<</A <4142>/B [(obj) (stream)]>>",
            "<</Length 5>>\nstream\n((<<(\nendstream",
        ] {
            assert!(!is_tangled(&file(object)), "{object}");
        }
    }

    #[test]
    fn texts_that_do_not_end_are_tangled() {
        for object in [
            "(",
            "(Learning objectives",
            "<4142",
            "<</Title (stream) /A (b>>",
        ] {
            assert!(is_tangled(&file(object)), "{object}");
        }
    }
}
