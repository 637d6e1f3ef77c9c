//! Tables of questions and answers, archives and Word documents.

use porchlight_knowledge::{
    archive::Archive,
    extract::{Content, Format, extract},
};

use super::{LARGE, MEDIUM, check, repeated, text};

/// An archive with a single, stored file.
fn archive(path: &str, content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len())
        .unwrap_or_default()
        .to_le_bytes();
    let name = u16::try_from(path.len()).unwrap_or_default().to_le_bytes();
    let fields = [
        &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
        &size,
        &size,
        &name,
        &[0, 0],
    ]
    .concat();
    let mut file = [b"PK\x03\x04", &fields[..], path.as_bytes(), content].concat();
    let start = u32::try_from(file.len()).unwrap_or_default().to_le_bytes();
    let directory = [&b"PK\x01\x02\x14\0"[..], &fields, &[0; 14], path.as_bytes()].concat();
    let length = u32::try_from(directory.len())
        .unwrap_or_default()
        .to_le_bytes();
    file.extend(directory);
    file.extend(
        [
            &b"PK\x05\x06\0\0\0\0\x01\0\x01\0"[..],
            &length,
            &start,
            &[0, 0],
        ]
        .concat(),
    );
    file
}

#[test]
fn records() {
    check(
        LARGE,
        &[
            ("separators", &repeated(",")),
            ("quotation marks", &repeated("\"")),
            ("quotations", &repeated("\"a\",")),
            ("a quotation that does not end", &|bytes| {
                format!("\"{}", "a,\n".repeat(bytes / 3)).into_bytes()
            }),
            ("empty lines", &repeated("\n")),
            ("spaces", &repeated(" ")),
            ("faulty rows", &repeated("a?,\n")),
            ("equal rows", &repeated("a?,b\n")),
            ("one cell", &|bytes| {
                format!("Question,Answer\na?,{}", "a".repeat(bytes)).into_bytes()
            }),
            ("an answer of tags", &|bytes| {
                format!("Question,Answer\na?,{}", "<b></b>".repeat(bytes / 7)).into_bytes()
            }),
        ],
        |bytes| {
            let _ = extract(Content::Text(Format::Csv, text(bytes)));
        },
    );
}

#[test]
fn word_documents() {
    let within = |open: &'static str, part: &'static str, close: &'static str| {
        move |bytes: usize| {
            let body = format!(
                "<w:document><w:body>{open}{}{close}</w:body></w:document>",
                part.repeat(bytes / part.len())
            );
            archive("word/document.xml", body.as_bytes())
        }
    };
    check(
        MEDIUM,
        &[
            ("paragraphs", &within("", "<w:p/>", "")),
            (
                "runs",
                &within(
                    "<w:p>",
                    "<w:r><w:rPr><w:b/></w:rPr><w:t>a</w:t></w:r>",
                    "</w:p>",
                ),
            ),
            (
                "items",
                &within(
                    "",
                    "<w:p><w:pPr><w:numPr><w:ilvl w:val='8'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>",
                    "",
                ),
            ),
            (
                "cells",
                &within(
                    "<w:tbl><w:tr>",
                    "<w:tc><w:tcPr><w:gridSpan w:val='200'/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>",
                    "</w:tr></w:tbl>",
                ),
            ),
            (
                "tables",
                &within(
                    "",
                    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
                    "",
                ),
            ),
            (
                "entities",
                &within("<w:p><w:r><w:t>", "&amp;", "</w:t></w:r></w:p>"),
            ),
            ("attributes", &within("<w:p", " a='b'", "/>")),
            ("depth", &within("", "<w:sdt>", "")),
            (
                "links",
                &within("<w:p>", "<w:hyperlink r:id='a'>", "</w:p>"),
            ),
        ],
        |bytes| {
            let _ = extract(Content::Docx(bytes.to_vec()));
        },
    );
}

#[test]
fn archives() {
    check(
        LARGE,
        &[
            ("beginnings", &repeated("PK\x03\x04")),
            ("ends", &repeated("PK\x05\x06")),
            ("directories", &repeated("PK\x01\x02")),
            ("large ends", &repeated("PK\x06\x06PK\x06\x07")),
        ],
        |bytes| {
            if let Ok(mut archive) = Archive::open(bytes) {
                for file in archive.files.clone() {
                    let _ = archive.read(&file, LARGE);
                }
            }
        },
    );
}
