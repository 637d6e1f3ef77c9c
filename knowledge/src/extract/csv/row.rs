//! Splits text into records: finds the separator between cells, and where each record starts.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// The most columns that are used.
const MOST_COLUMNS: usize = 50;
/// The most fields of a record. A record with more makes the rest of the text unreadable.
const MOST_FIELDS: usize = 10_000;
/// The possible separators, the likeliest first.
const SEPARATORS: [u8; 4] = *b",;\t|";
/// How many lines are used to find the separator.
const LINES: usize = 20;

/// A record, and the line on which it starts, counted from 1.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
}

/// The separator of `text`, its records, and how many lines come before them. Excel names the separator in a first line
/// `sep=;`.
pub(super) fn separator(text: &str) -> (u8, &str, u64) {
    if let Some((first, rest)) = text.split_once('\n')
        && let Some(named) = first.trim().strip_prefix("sep=")
        && let [separator] = named.as_bytes()
    {
        return (*separator, rest, 1);
    }
    let fewest = |separator: u8| {
        let mut counts = [0_usize; LINES];
        let mut line = 0;
        let mut is_quoted = false;
        for byte in text.bytes() {
            match byte {
                b'"' => is_quoted = !is_quoted,
                b'\n' if !is_quoted => line += 1,
                byte if byte == separator && !is_quoted => {
                    if let Some(count) = counts.get_mut(line) {
                        *count += 1;
                    }
                }
                _ => {}
            }
            if line >= LINES {
                break;
            }
        }
        // Commas also occur in sentences, so the number of lines that contain a separator counts.
        counts.iter().filter(|count| **count > 0).count()
    };
    let mut best = (b',', 0);
    for separator in SEPARATORS {
        let lines = fewest(separator);
        if lines > best.1 {
            best = (separator, lines);
        }
    }
    (best.0, text, 0)
}

/// The records of `text`. Also returns the line of a record with too many fields. That record and everything after it
/// are not read.
pub(super) fn rows(text: &str, separator: u8, skipped: u64) -> (Vec<Row>, Option<u64>) {
    let mut reader = ReaderBuilder::new().delimiter(separator).build();
    let mut rows = Vec::new();
    let mut input = text.as_bytes();
    // Unquoted data is never longer than its quoted form.
    let mut record = vec![0; text.len()];
    let mut ends = vec![0; MOST_FIELDS];
    let mut line = 1 + skipped;
    loop {
        let rest = input.trim_ascii_start();
        // The separator itself may be white space, so only completely empty lines are skipped.
        let empty = input.len() - rest.len();
        let blank = input.get(..empty).unwrap_or_default();
        let blank = blank
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        line += lines(input.get(..blank).unwrap_or_default());
        input = input.get(blank..).unwrap_or_default();
        let before = input;
        match one_row(&mut reader, &mut input, &mut record, &mut ends) {
            RowRead::Cells(cells) => {
                if cells.iter().any(|cell| !cell.trim().is_empty()) {
                    rows.push(Row { line, cells });
                }
            }
            RowRead::TooManyFields => return (rows, Some(line)),
            RowRead::End => return (rows, None),
        }
        line += lines(before.get(..before.len() - input.len()).unwrap_or_default());
    }
}

fn lines(text: &[u8]) -> u64 {
    text.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

enum RowRead {
    Cells(Vec<String>),
    TooManyFields,
    End,
}

fn one_row(
    reader: &mut Reader,
    input: &mut &[u8],
    record: &mut [u8],
    ends: &mut [usize],
) -> RowRead {
    let (mut written, mut fields) = (0, 0);
    loop {
        let (result, taken, given, ended) = reader.read_record(
            input,
            record.get_mut(written..).unwrap_or_default(),
            ends.get_mut(fields..).unwrap_or_default(),
        );
        *input = input.get(taken..).unwrap_or_default();
        written += given;
        fields += ended;
        match result {
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::Record => break,
            ReadRecordResult::OutputEndsFull | ReadRecordResult::OutputFull => {
                return RowRead::TooManyFields;
            }
            ReadRecordResult::End => return RowRead::End,
        }
    }
    let mut start = 0;
    let ends = ends.iter().take(fields.min(MOST_COLUMNS));
    let cells = ends.map(|end| {
        let cell = record.get(start..*end).unwrap_or_default();
        start = *end;
        String::from_utf8_lossy(cell).into_owned()
    });
    RowRead::Cells(cells.collect())
}
