//! `knowledge` decodes with `TextDecoder` in the Worker and with `encoding_rs` natively.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use encoding_rs::Encoding;
use serde_json::{Value, json};

const ONE_BYTE: [&str; 30] = [
    "ascii",
    "ibm866",
    "iso-8859-2",
    "iso-8859-3",
    "iso-8859-4",
    "iso-8859-5",
    "iso-8859-6",
    "iso-8859-7",
    "iso-8859-8",
    "iso-8859-8-i",
    "iso-8859-10",
    "iso-8859-13",
    "iso-8859-14",
    "iso-8859-15",
    "iso-8859-16",
    "koi8-r",
    "koi8-u",
    "latin1",
    "macintosh",
    "windows-874",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "x-mac-cyrillic",
];
const MORE_BYTES: [&str; 11] = [
    "big5",
    "euc-jp",
    "euc-kr",
    "gb18030",
    "gb2312",
    "gbk",
    "iso-2022-jp",
    "shift_jis",
    "utf-8",
    "utf-16be",
    "utf-16le",
];
/// Labels that are not encodings, or that browsers refuse.
const REFUSED: [&str; 5] = ["", "hz-gb-2312", "iso-2022-kr", "klingon", "utf8mb4"];

#[test]
fn text_decoder_of_the_runtime_decodes_as_the_double_does() -> Result<()> {
    let every_byte: Vec<u8> = (0..=u8::MAX).collect();
    let calls: Vec<(&str, Vec<u8>)> = ONE_BYTE
        .into_iter()
        .chain(REFUSED)
        .map(|label| (label, every_byte.clone()))
        .chain(
            MORE_BYTES
                .into_iter()
                .map(|label| (label, longer_sequences())),
        )
        .collect();
    let answers = decoded_by_workerd(&calls)?;
    anyhow::ensure!(answers.len() == calls.len(), "an answer is missing");
    for ((label, bytes), answer) in calls.iter().zip(answers) {
        let encoding = Encoding::for_label_no_replacement(label.as_bytes());
        let expected = encoding.map_or(Value::Null, |encoding| {
            json!({
                "name": encoding.name().to_ascii_lowercase(),
                "text": encoding.decode_with_bom_removal(bytes).0,
            })
        });
        // Not `assert_eq`, because the texts have thousands of lines.
        assert!(answer == expected, "{label} is decoded differently");
    }
    Ok(())
}

/// All pairs of bytes whose first is not ASCII, one pair a line, followed by sequences of three and four bytes.
fn longer_sequences() -> Vec<u8> {
    let mut bytes = Vec::new();
    for first in 0x80..=u8::MAX {
        for second in 0x30..=u8::MAX {
            bytes.extend([first, second, b'\n']);
        }
    }
    let longer: [&[u8]; 7] = [
        b"\x81\x30\x81\x30",
        b"\x84\x31\xa4\x37",
        b"\x90\x30\x81\x30",
        b"\x8f\xb0\xa1",
        b"\xe2\x82\xac",
        b"\xf0\x9f\x98\x80",
        b"\x1b$BF|K\\\x1b(B",
    ];
    for sequence in longer {
        bytes.extend_from_slice(sequence);
        bytes.push(b'\n');
    }
    bytes
}

fn decoded_by_workerd(calls: &[(&str, Vec<u8>)]) -> Result<Vec<Value>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let configuration: toml::Table =
        std::fs::read_to_string(root.join("../wrangler.toml"))?.parse()?;
    let date = configuration
        .get("compatibility_date")
        .and_then(toml::Value::as_str)
        .context("wrangler.toml has no compatibility date")?;
    let mut process = Command::new("node")
        .arg(root.join("tests/doubles/decoder.mjs"))
        .arg(date)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("node does not start")?;
    let calls: Vec<Value> = calls
        .iter()
        .map(|(label, bytes)| json!({ "label": label, "bytes": STANDARD.encode(bytes) }))
        .collect();
    process
        .stdin
        .take()
        .context("no standard input")?
        .write_all(&serde_json::to_vec(&calls)?)?;
    let output = process.wait_with_output()?;
    anyhow::ensure!(output.status.success(), "node has failed");
    let printed = String::from_utf8(output.stdout)?;
    let answers = printed.lines().last().context("node says nothing")?;
    Ok(serde_json::from_str(answers)?)
}
