//! PDFs.

use miniz_oxide::deflate::compress_to_vec_zlib;
use porchlight_knowledge::extract::{self, Content, pdf::PdfError};

use super::{MEDIUM, check, numbered, repeated, text};

/// A PDF with these objects, numbered from 1. The first is the catalog.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    for (number, object) in (1..).zip(objects) {
        file.extend(format!("{number} 0 obj\n").into_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    file.extend(b"trailer\n<</Root 1 0 R>>\n");
    file
}

fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{dictionary}/Length {}>>\nstream\n", data.len()).into_bytes();
    object.extend(data);
    object.extend(b"\nendstream");
    object
}

/// A PDF with one page, whose contents are these objects.
fn page(contents: &str, objects: Vec<Vec<u8>>) -> Vec<u8> {
    let mut all = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
        format!("<</Type/Page/Parent 2 0 R/Contents {contents}/Resources<</Font<</T 4 0 R>>>>>>")
            .into_bytes(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
    ];
    all.extend(objects);
    pdf(&all)
}

#[test]
fn pdfs() {
    let read = |bytes: &[u8]| {
        let _ = extract::extract(Content::Pdf(bytes.to_vec()));
    };
    check(
        MEDIUM,
        &[
            ("nothing but a signature", &|bytes| {
                format!("%PDF-1.7\n{}", " ".repeat(bytes)).into_bytes()
            }),
            ("objects", &|bytes| {
                text(&numbered("# 0 obj\n<<>>\nendobj\n")(bytes))
                    .replacen("0 0 obj", "%PDF-1.7\n1 0 obj", 1)
                    .into_bytes()
            }),
            ("dictionaries in dictionaries", &|bytes| {
                pdf(&[repeated("<</A")(bytes)])
            }),
            ("lists in lists", &|bytes| pdf(&[repeated("[")(bytes)])),
            ("texts in texts", &|bytes| pdf(&[repeated("(")(bytes)])),
            ("tables that lead to each other", &|bytes| {
                let table = "xref\n0 1\n0000000000 65535 f\ntrailer\n<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n";
                format!("%PDF-1.7\n{}", table.repeat(bytes / table.len())).into_bytes()
            }),
            ("streams that do not end", &|bytes| {
                format!(
                    "%PDF-1.7\n{}",
                    "1 0 obj<</Type/ObjStm>>stream\n".repeat(bytes / 30)
                )
                .into_bytes()
            }),
            ("texts that do not end", &|bytes| {
                format!("%PDF-1.7\n{}", "1 0 obj (\n".repeat(bytes / 10)).into_bytes()
            }),
            ("texts that do not end with their objects", &|bytes| {
                format!("%PDF-1.7\n{}", "1 0 obj ( endobj\n".repeat(bytes / 17)).into_bytes()
            }),
            ("numbers that do not end", &|bytes| {
                format!("%PDF-1.7\n{}", "1 0 obj < 41 endobj\n".repeat(bytes / 20)).into_bytes()
            }),
            ("lists that do not end", &|bytes| {
                format!("%PDF-1.7\n{}", "1 0 obj [ 1 endobj\n".repeat(bytes / 19)).into_bytes()
            }),
            ("the word stream", &|bytes| {
                format!("%PDF-1.7\n{}", "stream".repeat(bytes / 6)).into_bytes()
            }),
            ("pages that hold themselves", &|bytes| {
                pdf(&[
                    b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
                    format!("<</Type/Pages/Kids[{}]>>", "2 0 R ".repeat(bytes / 6)).into_bytes(),
                ])
            }),
            ("operators", &|bytes| {
                page("5 0 R", vec![stream("", &repeated("q BT ")(bytes))])
            }),
            ("states", &|bytes| {
                page("5 0 R", vec![stream("", &repeated("q ")(bytes))])
            }),
            ("letters", &|bytes| {
                page(
                    "5 0 R",
                    vec![stream("", &repeated("BT /T 9 Tf (a b) Tj ET\n")(bytes))],
                )
            }),
            ("lines", &|bytes| {
                page(
                    "5 0 R",
                    vec![stream(
                        "",
                        &repeated("BT /T 9 Tf 1 0 0 1 9 9 Tm (-) Tj ET\n")(bytes),
                    )],
                )
            }),
        ],
        read,
    );
}

#[test]
fn pdfs_that_unpack_to_more_than_memory_holds_are_refused() {
    let zeros = compress_to_vec_zlib(&vec![b' '; 20_000_000], 9);
    let twice = compress_to_vec_zlib(&compress_to_vec_zlib(&vec![b' '; 50_000_000], 9), 9);
    let packed = |data: &[u8]| stream("/Filter/FlateDecode", data);
    let show = b"BT /T 9 Tf (The lamp has a warranty of five years.) Tj ET";
    let read = |file| extract::extract(Content::Pdf(file)).map(|read| read.passages.len());
    let fine = compress_to_vec_zlib(show, 9);
    assert_eq!(read(page("5 0 R", vec![packed(&fine)])), Ok(1));
    for (name, file) in [
        (
            "one stream often",
            page(&format!("[{}]", "5 0 R ".repeat(100)), vec![packed(&zeros)]),
        ),
        (
            "packed twice",
            page(
                "5 0 R",
                vec![stream("/Filter[/FlateDecode/FlateDecode]", &twice)],
            ),
        ),
        (
            "packed otherwise",
            page(
                "5 0 R",
                vec![stream("/Filter/LZWDecode", &vec![0; 100_000])],
            ),
        ),
        (
            "packed objects",
            page(
                "5 0 R",
                vec![stream(
                    "/Type/ObjStm/N 1/First 0/Filter/FlateDecode",
                    &compress_to_vec_zlib(&vec![b' '; 80_000_000], 9),
                )],
            ),
        ),
    ] {
        assert_eq!(read(file), Err(PdfError::TooLong.into()), "{name}");
    }
}
