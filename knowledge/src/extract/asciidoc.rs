//! Translates `AsciiDoc` to Markdown line by line: headings, lists, tables, admonitions, code, links. Leaves out what
//! Asciidoctor computes, such as included files and conditionals.

use std::collections::HashMap;

use super::{super::passage::ExtractedDocument, markdown};

/// The labels of admonition paragraphs.
const LABELS: &[&str] = &["NOTE: ", "TIP: ", "IMPORTANT: ", "WARNING: ", "CAUTION: "];
/// Macros that draw, include or decide something.
const MACROS: &[&str] = &[
    "image::",
    "include::",
    "ifdef::",
    "ifndef::",
    "ifeval::",
    "endif::",
    "toc::",
    "video::",
    "audio::",
];
/// The most attributes of a document. Every line is searched for each of them.
const ATTRIBUTES: usize = 50;
/// The longest line that is searched for marks, in bytes. Unclosed marks cause repeated searches.
const LINE_BYTES: usize = 4_096;
/// The delimiters of blocks of text.
const AROUND: &[&str] = &["====", "****", "____", "--"];

pub(super) fn read(text: &str) -> ExtractedDocument {
    markdown::read(&translated(text))
}

/// What the following lines belong to.
#[derive(PartialEq, Eq)]
enum AsciidocPart {
    Text,
    /// Code, until this line.
    Code(String),
    Comment,
    /// A table, with its rows so far.
    Table(Vec<Vec<String>>),
}

fn translated(text: &str) -> String {
    let mut markdown = String::new();
    let mut part = AsciidocPart::Text;
    let mut attributes: HashMap<String, String> = HashMap::new();
    // The author and the version come after the title.
    let mut is_header = false;
    for line in text.trim_start_matches('\u{feff}').lines() {
        let line = line.trim_end();
        let is_title = markdown.is_empty() && line.starts_with("= ");
        is_header = is_title || is_header && !line.is_empty();
        if is_header && !line.starts_with(['=', ':', '/']) {
            continue;
        }
        part = match part {
            AsciidocPart::Code(end) if line == end => {
                markdown.push_str("```\n");
                AsciidocPart::Text
            }
            AsciidocPart::Code(end) => {
                markdown.push_str(line);
                markdown.push('\n');
                AsciidocPart::Code(end)
            }
            AsciidocPart::Comment => {
                if line == "////" {
                    AsciidocPart::Text
                } else {
                    AsciidocPart::Comment
                }
            }
            AsciidocPart::Table(rows) if line == "|===" => {
                push_table(&rows, &mut markdown);
                AsciidocPart::Text
            }
            AsciidocPart::Table(mut rows) => {
                add_row(line, &attributes, &mut rows);
                AsciidocPart::Table(rows)
            }
            AsciidocPart::Text => begin(line, &mut attributes, &mut markdown),
        };
    }
    markdown
}

/// Translates a line of text, and returns what the following lines belong to.
fn begin(
    line: &str,
    attributes: &mut HashMap<String, String>,
    markdown: &mut String,
) -> AsciidocPart {
    if line == "////" {
        return AsciidocPart::Comment;
    }
    if line == "|===" {
        return AsciidocPart::Table(Vec::new());
    }
    if matches!(line, "----" | "....") || line.starts_with("```") {
        markdown.push_str("\n```\n");
        return AsciidocPart::Code(if line.starts_with('`') { "```" } else { line }.to_owned());
    }
    if let Some((name, value)) = line
        .strip_prefix(':')
        .and_then(|rest| rest.split_once(':'))
        .filter(|(name, value)| !name.contains(' ') && (value.is_empty() || value.starts_with(' ')))
    {
        if attributes.len() < ATTRIBUTES {
            attributes.insert(name.to_owned(), value.trim().to_owned());
        }
        return AsciidocPart::Text;
    }
    let is_bracket = line.starts_with('[') && line.ends_with(']');
    if line.starts_with("//")
        || MACROS.iter().any(|name| line.starts_with(name))
        || is_bracket && !line.contains("](")
    {
        return AsciidocPart::Text;
    }
    if AROUND.contains(&line) || line == "+" || line == "<<<" || line == "'''" {
        markdown.push('\n');
        return AsciidocPart::Text;
    }
    markdown.push_str(&translated_line(line, attributes));
    markdown.push('\n');
    AsciidocPart::Text
}

fn translated_line(line: &str, attributes: &HashMap<String, String>) -> String {
    let signs = line.len() - line.trim_start_matches('=').len();
    if (1..=6).contains(&signs)
        && let Some(title) = line.get(signs..).and_then(|rest| rest.strip_prefix(' '))
    {
        return format!("\n{} {}\n", "#".repeat(signs), inline(title, attributes));
    }
    if let Some(title) = line.strip_prefix('.')
        && title.starts_with(|c: char| c.is_alphanumeric())
    {
        return format!("\n**{}**\n", inline(title, attributes));
    }
    for (mark, item) in [('*', "- "), ('-', "- "), ('.', "1. ")] {
        let depth = line.len() - line.trim_start_matches(mark).len();
        if (1..=5).contains(&depth)
            && let Some(text) = line.get(depth..).and_then(|rest| rest.strip_prefix(' '))
        {
            let indent = " ".repeat(3 * (depth - 1));
            return format!("{indent}{item}{}", inline(text.trim(), attributes));
        }
    }
    if let Some((term, text)) = line.split_once("::")
        && !term.is_empty()
        && !term.contains("://")
        && (text.is_empty() || text.starts_with(' '))
    {
        let (term, text) = (inline(term, attributes), inline(text.trim(), attributes));
        return if text.is_empty() {
            format!("\n**{term}**\n")
        } else {
            format!("\n{term}\n: {text}\n")
        };
    }
    let text = LABELS
        .iter()
        .find_map(|label| line.strip_prefix(label))
        .unwrap_or(line);
    inline(text, attributes)
}

/// Translates the links, attributes and marks of a line to Markdown.
fn inline(text: &str, attributes: &HashMap<String, String>) -> String {
    if text.len() > LINE_BYTES {
        return text.to_owned();
    }
    let mut text = text.to_owned();
    for (name, value) in attributes {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    let text = links(&cross_references(&text));
    let mut result = String::with_capacity(text.len());
    for (at, part) in text.split('`').enumerate() {
        if at > 0 {
            result.push('`');
        }
        if at % 2 == 1 || part.contains("**") {
            result.push_str(part);
            continue;
        }
        let mut before = ' ';
        let mut chars = part.chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek();
            // `*bold*` becomes `**bold**`. A star between spaces stays a star.
            let opens = !before.is_alphanumeric() && next.is_some_and(|next| !next.is_whitespace());
            let closes = !before.is_whitespace() && next.is_none_or(|next| !next.is_alphanumeric());
            if c == '*' && (opens || closes) {
                result.push_str("**");
            } else {
                result.push(c);
            }
            before = c;
        }
    }
    result
}

/// Replaces `<<target,text>>` by its text.
fn cross_references(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<<") {
        let Some((inner, after)) = after.split_once(">>") else {
            break;
        };
        result.push_str(before);
        result.push_str(inner.split_once(',').map_or(inner, |(_, text)| text).trim());
        rest = after;
    }
    result.push_str(rest);
    result
}

/// Translates `https://a.example[text]`, `link:a[text]`, `xref:a[text]`, `kbd:[text]`.
fn links(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let Some((label, after)) = from.get(1..).and_then(|inner| inner.split_once(']')) else {
            break;
        };
        let start = before
            .rfind(|c: char| c.is_whitespace() || matches!(c, '(' | '"'))
            .map_or(0, |at| at + 1);
        let (kept, target) = before.split_at_checked(start).unwrap_or((before, ""));
        let label = label
            .trim_end_matches('^')
            .split(",window")
            .next()
            .unwrap_or(label);
        result.push_str(kept);
        match target.split_once(':') {
            Some(("http" | "https", _)) => result.push_str(&link(label, target)),
            Some(("link", address)) if address.contains("://") => {
                result.push_str(&link(label, address));
            }
            Some(("link" | "xref" | "kbd" | "btn" | "mailto", _)) => result.push_str(label),
            Some(("menu", name)) => result.extend([name, " › ", label]),
            Some(("image" | "icon" | "footnote", _)) => {}
            _ => {
                result.push_str(target);
                result.push('[');
                rest = from.get(1..).unwrap_or_default();
                continue;
            }
        }
        rest = after;
    }
    result.push_str(rest);
    result
}

fn link(label: &str, address: &str) -> String {
    format!("[{label}]({address})")
}

fn add_row(line: &str, attributes: &HashMap<String, String>, rows: &mut Vec<Vec<String>>) {
    let Some((_, cells)) = line.split_once('|') else {
        // The line continues a cell.
        if let Some(cell) = rows.last_mut().and_then(|row| row.last_mut())
            && !line.is_empty()
        {
            cell.push(' ');
            cell.push_str(&inline(line.trim(), attributes));
        }
        return;
    };
    let mut cells: Vec<String> = cells
        .split('|')
        .map(|cell| inline(cell.trim(), attributes))
        .collect();
    let width = rows.first().map_or(0, Vec::len);
    match rows.last_mut() {
        // Each cell is on a line of its own.
        Some(row) if row.len() < width && cells.len() < width => row.append(&mut cells),
        _ => rows.push(cells),
    }
}

fn push_table(rows: &[Vec<String>], markdown: &mut String) {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    markdown.push('\n');
    for (at, row) in rows.iter().enumerate() {
        let cells = (0..width).map(|column| row.get(column).map_or("", String::as_str));
        let cells: Vec<&str> = cells.collect();
        markdown.extend(["| ", &cells.join(" | "), " |\n"]);
        if at == 0 {
            markdown.extend(["|", &" --- |".repeat(width), "\n"]);
        }
    }
    markdown.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::passage_check::check_passages;

    fn check(text: &str, expected: &[(&str, &str)]) {
        check_passages(&read(text).passages, expected);
    }

    #[test]
    fn a_document_is_read_with_its_title_and_sections() {
        check(
            "= Returns\nAna <ana@shop.example>\n:days: 45\n:toc:\n\n== How long?\n\nParcels go back within {days} days. See <<costs,the costs>>.\n\n\
             [[costs]]\n== What does it cost?\n\nIt is *free* with link:https://shop.example/label[our label^].\n",
            &[
                (
                    "Returns > How long?",
                    "Parcels go back within 45 days. See the costs.",
                ),
                (
                    "Returns > What does it cost?",
                    "It is free with [our label](https://shop.example/label).",
                ),
            ],
        );
    }

    #[test]
    fn admonitions_are_their_text() {
        for text in [
            "NOTE: Keep the box.",
            "[NOTE]\n====\nKeep the box.\n====",
            "[TIP]\nKeep the box.",
            "****\nKeep the box.\n****",
            "// a comment\n////\nmore of it\n////\nKeep the box.",
        ] {
            check(&format!("= A\n\n{text}\n"), &[("A", "Keep the box.")]);
        }
    }

    #[test]
    fn lists_tables_and_code_stay() {
        check(
            "= A\n\n. Pack\n.. in the box\n. Send\n\n|===\n|Plan |Price\n\n|Small\n|5 euros\n\n|Large |9 euros\n|===\n\n[source,sh]\n----\nsend box\n----\n",
            &[(
                "A",
                "1. Pack\n   1. in the box\n2. Send\n\n| Plan | Price |\n| --- | --- |\n| Small | 5 euros |\n| Large | 9 euros |\n\n```\nsend box\n```",
            )],
        );
    }
}
