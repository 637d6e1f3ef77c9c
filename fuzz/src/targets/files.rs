//! Files that owners upload.

use porchlight_edge::domain::saved_question;
use porchlight_knowledge::{
    archive::Archive,
    export_folder::ExportFolder,
    extract::{self, Content, Format},
};

use super::{
    pages::halves,
    result::{check, check_table, read_as},
};

/// The limit on unpacked bytes of a file. It is small so that runs stay fast.
const UNPACKED: usize = 1_000_000;
/// The separator between the files of a folder in an input.
const NEXT_FILE: &str = "\n--\n";

pub(super) fn markdown(input: &[u8]) {
    read_as(Format::Markdown, input);
}

pub(super) fn text(input: &[u8]) {
    read_as(Format::Text, input);
    super::result::check_sentences(&String::from_utf8_lossy(input));
}

pub(super) fn asciidoc(input: &[u8]) {
    read_as(Format::Asciidoc, input);
}

pub(super) fn rst(input: &[u8]) {
    read_as(Format::Rst, input);
}

pub(super) fn csv(input: &[u8]) {
    read_as(Format::Csv, input);
    saved_question::csv::questions(&String::from_utf8_lossy(input));
}

pub(super) fn pdf(input: &[u8]) {
    if let Ok(document) = extract::extract(Content::Pdf(input.to_vec())) {
        check(&document);
    }
}

/// The input has the parts of a Word document: its text, then styles, numbering and links.
pub(super) fn docx(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let names = [
        "word/document.xml",
        "word/styles.xml",
        "word/numbering.xml",
        "word/_rels/document.xml.rels",
        "word/footnotes.xml",
    ];
    let files: Vec<(&str, &[u8])> = names
        .into_iter()
        .zip(text.split(NEXT_FILE).map(str::as_bytes))
        .collect();
    if let Ok(document) = extract::extract(Content::Docx(archive(&files))) {
        check(&document);
    }
}

/// The input is a whole archive.
pub(super) fn archives(input: &[u8]) {
    if let Ok(mut archive) = Archive::open(input) {
        for file in archive.files.clone() {
            if let Ok(bytes) = archive.read(&file, UNPACKED) {
                assert!(bytes.len() <= UNPACKED);
            }
        }
    }
    if let Ok(document) = extract::extract(Content::Docx(input.to_vec())) {
        check(&document);
    }
    read_folder(input);
}

/// The input has files, each with its path on the first line.
pub(super) fn folders(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut files = Vec::new();
    for file in text.split(NEXT_FILE) {
        let (path, content) = halves(file.as_bytes());
        files.push((std::str::from_utf8(path).unwrap_or_default(), content));
    }
    read_folder(&archive(&files));
}

fn read_folder(bytes: &[u8]) {
    let Ok(mut folder) = ExportFolder::open(bytes) else {
        return;
    };
    for file in folder.files() {
        if file.left_out.is_none()
            && let Ok(document) = folder.read(&file.path)
        {
            check_table(&document);
        }
    }
}

/// An archive of these files, stored without compression (APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16).
pub(crate) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let short = |number: usize| u16::try_from(number).unwrap_or_default().to_le_bytes();
    let long = |number: usize| u32::try_from(number).unwrap_or_default().to_le_bytes();
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (path, content) in files {
        let path = path
            .get(..path.len().min(usize::from(u16::MAX)))
            .unwrap_or_default();
        let fields = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &long(content.len()),
            &long(content.len()),
            &short(path.len()),
            &[0, 0],
        ]
        .concat();
        let start = long(bytes.len());
        directory.extend(
            [
                b"PK\x01\x02\x14\0",
                &fields[..],
                &[0; 10],
                &start,
                path.as_bytes(),
            ]
            .concat(),
        );
        bytes.extend([b"PK\x03\x04", &fields[..], path.as_bytes(), content].concat());
    }
    let (start, count) = (long(bytes.len()), short(files.len()));
    let length = long(directory.len());
    bytes.extend(directory);
    bytes.extend(
        [
            &b"PK\x05\x06\0\0\0\0"[..],
            &count,
            &count,
            &length,
            &start,
            &[0, 0],
        ]
        .concat(),
    );
    bytes
}
