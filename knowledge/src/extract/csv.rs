//! Records of questions and answers (RFC 4180, with any common separator). Each record becomes a passage.
//!
//! If the first record has column names, in any of many languages, these identify the columns. Otherwise their contents
//! do.

use std::collections::HashSet;

use self::{
    columns::Columns,
    row::{Row, rows, separator},
};
use super::{
    super::{
        passage::{ExtractedDocument, ExtractedPassage, LeftOut},
        source_limits::{
            ALTERNATIVES, HEADING_CHARS, LEFT_OUT_PER_SOURCE, PASSAGES_PER_DOCUMENT, QUESTION_CHARS,
        },
    },
    block::Block,
    html, markdown,
    passages::split::split,
};

mod columns;
mod row;

pub(super) fn read(text: &str) -> ExtractedDocument {
    let text = text.trim_start_matches('\u{feff}');
    let (separator, text, skipped) = separator(text);
    let (mut rows, unreadable) = rows(text, separator, skipped);
    let columns = Columns::of(&rows);
    let mut document = ExtractedDocument::default();
    let Some(columns) = columns else {
        document.left_out.extend(rows.first().map(|row| LeftOut {
            line: row.line,
            place: place(row.line),
            reason: "a table of questions and answers has two columns or more",
        }));
        return document;
    };
    if columns.is_named {
        rows.remove(0);
    }
    let mut seen: HashSet<(String, String)> = HashSet::new();
    let mut faults = 0;
    for mut row in rows {
        let read = columns
            .put_together(&mut row, separator)
            .and_then(|()| passages_of(&row, &columns, &mut seen));
        match read {
            Ok(passages) => document.passages.extend(passages),
            Err(reason) => {
                faults += 1;
                if faults <= LEFT_OUT_PER_SOURCE {
                    document.left_out.push(LeftOut {
                        line: row.line,
                        place: place(row.line),
                        reason,
                    });
                }
            }
        }
        if document.passages.len() > PASSAGES_PER_DOCUMENT {
            document.is_cut = true;
            document.left_out.push(LeftOut {
                line: row.line,
                place: format!("{} and what follows", place(row.line)),
                reason: "there are more rows than a document may have passages",
            });
            break;
        }
    }
    if faults > LEFT_OUT_PER_SOURCE {
        document.left_out.push(LeftOut {
            line: u64::MAX,
            place: format!("{} further rows", faults - LEFT_OUT_PER_SOURCE),
            reason: "they have faults like these",
        });
    }
    document.left_out.extend(unreadable.map(|line| LeftOut {
        line,
        place: format!("{} and what follows", place(line)),
        reason: "it has more than 10,000 cells",
    }));
    document.passages.truncate(PASSAGES_PER_DOCUMENT);
    document
}

fn place(line: u64) -> String {
    format!("line {line}")
}

/// The passages of a row, or why the row is skipped.
fn passages_of(
    row: &Row,
    columns: &Columns,
    seen: &mut HashSet<(String, String)>,
) -> Result<Vec<ExtractedPassage>, &'static str> {
    let cell = |at: usize| row.cells.get(at).map_or("", |cell| cell.trim());
    let (question, answer) = (cell(columns.question), cell(columns.answer));
    if question.is_empty() && answer.is_empty() {
        return Err("it has neither a question nor an answer");
    }
    if question.is_empty() {
        return Err("the question is missing");
    }
    if answer.is_empty() {
        return Err("the answer is missing");
    }
    if question.chars().count() > QUESTION_CHARS {
        return Err("the question is longer than 500 characters");
    }
    let question = one_line(question);
    if !seen.insert((question.clone(), answer.to_owned())) {
        return Err("it is the same as an earlier one");
    }
    let texts = split(&answer_blocks(answer));
    if texts.is_empty() {
        return Err("the answer has no text");
    }
    let category = columns.category.map(cell).filter(|name| !name.is_empty());
    let headings: Vec<String> = category
        .map(|name| one_line(name).chars().take(HEADING_CHARS).collect())
        .into_iter()
        .chain([question])
        .collect();
    let alternatives: Vec<String> = columns
        .alternatives
        .map(cell)
        .unwrap_or_default()
        .split(['\n', '|', ';'])
        .map(str::trim)
        .filter(|phrasing| !phrasing.is_empty() && phrasing.chars().count() <= QUESTION_CHARS)
        .take(ALTERNATIVES)
        .map(str::to_owned)
        .collect();
    Ok(texts
        .into_iter()
        .map(|text| ExtractedPassage {
            headings: headings.clone(),
            text,
            anchor: None,
            alternatives: alternatives.clone(),
        })
        .collect())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An answer as blocks: HTML if it has tags, otherwise Markdown. Its headings become bold lines.
fn answer_blocks(answer: &str) -> Vec<Block> {
    let is_html = ["</", "<br", "<p>", "<li>"]
        .iter()
        .any(|tag| answer.contains(tag));
    let blocks = if is_html {
        html::blocks_of(answer)
    } else {
        markdown::blocks_of(answer)
    };
    blocks
        .into_iter()
        .filter_map(|block| match block {
            Block::Heading { text, .. } => Some(Block::Paragraph(format!("**{text}**"))),
            block if block.is_text() => Some(block),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests;
