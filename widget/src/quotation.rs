//! The contents of the citation card: the passage as lines, with the quoted parts. Plain state: no DOM.

use std::ops::Range;

use porchlight_shared::message::Citation;

/// Separates the sentences of a quote, with a space on both sides.
const BETWEEN: char = '…';

/// Separates the cells of a table row.
const CELLS: &str = " | ";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    Text(Vec<Part<'a>>),
    /// A table row, as cells.
    Row(Vec<Vec<Part<'a>>>),
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    /// Quoted by the answer.
    Quoted(&'a str),
    Plain(&'a str),
}

/// The passage of a citation as lines. Highlights what the answer's mark number `mark` quotes, or what all of its marks
/// quote.
pub(crate) fn lines(citation: &Citation, mark: Option<u32>) -> Vec<Line<'_>> {
    let snippet = citation.snippet.as_str();
    let quoted = quoted(citation, mark);
    let mut lines = Vec::new();
    let mut at = 0;
    for line in snippet.split('\n') {
        let cells: Vec<&str> = line.split(CELLS).collect();
        if cells.len() < 2 {
            lines.push(Line::Text(parts(line, at, &quoted)));
        } else {
            let mut cell_at = at;
            let mut row = Vec::new();
            for cell in cells {
                row.push(parts(cell, cell_at, &quoted));
                cell_at += cell.len() + CELLS.len();
            }
            lines.push(Line::Row(row));
        }
        at += line.len() + 1;
    }
    lines
}

/// Splits `text`, which starts at byte `at` of the snippet, into quoted and other parts.
fn parts<'a>(text: &'a str, at: usize, quoted: &[Range<usize>]) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let mut shown = 0;
    for range in quoted {
        let start = range.start.saturating_sub(at).max(shown);
        let end = range.end.saturating_sub(at).min(text.len());
        if start < end {
            parts.extend(text.get(shown..start).map(Part::Plain));
            parts.extend(text.get(start..end).map(Part::Quoted));
            shown = end;
        }
    }
    parts.extend(text.get(shown..).map(Part::Plain));
    parts.retain(|part| !matches!(part, Part::Plain("") | Part::Quoted("")));
    parts
}

/// The byte ranges of the quoted words in the snippet.
fn quoted(citation: &Citation, mark: Option<u32>) -> Vec<Range<usize>> {
    let snippet = citation.snippet.as_str();
    let of_mark = |mark: Option<u32>| -> Vec<Range<usize>> {
        let spans = citation.spans.iter();
        let own = spans.filter(|span| mark.is_none_or(|mark| mark == span.mark));
        own.map(|span| byte_of(snippet, span.start)..byte_of(snippet, span.end))
            .collect()
    };
    let mut quoted = of_mark(mark);
    if quoted.is_empty() {
        quoted = of_mark(None);
    }
    if quoted.is_empty() {
        // Answers stored before spans were introduced.
        for sentence in citation.quote.split(BETWEEN).map(str::trim) {
            if let Some(start) = find(snippet, sentence) {
                quoted.push(start..start + sentence.len());
            }
        }
    }
    // There are few ranges, and the standard library's sort costs 1 kB compressed.
    let mut sorted: Vec<Range<usize>> = Vec::new();
    for range in quoted {
        let later = sorted.iter().position(|one| one.start > range.start);
        sorted.insert(later.unwrap_or(sorted.len()), range);
    }
    sorted
}

/// The byte offset of a character.
fn byte_of(text: &str, character: usize) -> usize {
    let found = text.char_indices().nth(character);
    found.map_or(text.len(), |(byte, _)| byte)
}

/// The byte offset of `sentence` in `text`. The standard library's search costs 2 kB, and this text is short.
fn find(text: &str, sentence: &str) -> Option<usize> {
    if sentence.is_empty() {
        return None;
    }
    let mut begins = text.char_indices().map(|(at, _)| at);
    begins.find(|at| {
        let rest = text.get(*at..);
        rest.is_some_and(|rest| rest.starts_with(sentence))
    })
}

#[cfg(test)]
mod tests {
    use Part::{Plain, Quoted};
    use porchlight_shared::message::QuotedSpan;

    use super::*;

    fn citation(snippet: &str, quote: &str, spans: &[(usize, usize, u32)]) -> Citation {
        let spans = spans.iter();
        Citation {
            n: 1,
            title: String::new(),
            url: String::new(),
            snippet: snippet.into(),
            quote: quote.into(),
            source_version: 1,
            spans: spans
                .map(|&(start, end, mark)| QuotedSpan { start, end, mark })
                .collect(),
        }
    }

    #[test]
    fn each_mark_shows_its_own_sentence() {
        let citation = citation(
            "Größe: 30. Keep it. Bulbs stay.",
            "",
            &[(20, 31, 1), (0, 10, 2)],
        );
        let show = |mark| lines(&citation, mark);
        assert_eq!(
            show(Some(2)),
            [Line::Text(vec![
                Quoted("Größe: 30."),
                Plain(" Keep it. Bulbs stay.")
            ])]
        );
        let all = [Line::Text(vec![
            Quoted("Größe: 30."),
            Plain(" Keep it. "),
            Quoted("Bulbs stay."),
        ])];
        assert_eq!(show(None), all, "a source shows all of its marks");
        assert_eq!(
            show(Some(7)),
            all,
            "a mark that says nothing of its own, too"
        );
    }

    #[test]
    fn a_table_is_shown_by_rows_and_cells() {
        let citation = citation("Prices\nCut | 30 €\nColour | 60 €", "", &[(18, 31, 1)]);
        assert_eq!(
            lines(&citation, Some(1)),
            [
                Line::Text(vec![Plain("Prices")]),
                Line::Row(vec![vec![Plain("Cut")], vec![Plain("30 €")]]),
                Line::Row(vec![vec![Quoted("Colour")], vec![Quoted("60 €")]]),
            ]
        );
    }

    #[test]
    fn answers_without_spans_are_marked_by_their_quote() {
        let snippet = "You have thirty days. Keep the box. Bulbs stay.";
        for (quote, expected) in [
            (
                "Bulbs stay. … You have thirty days.",
                vec![
                    Quoted("You have thirty days."),
                    Plain(" Keep the box. "),
                    Quoted("Bulbs stay."),
                ],
            ),
            ("sixty", vec![Plain(snippet)]),
            ("", vec![Plain(snippet)]),
        ] {
            let citation = citation(snippet, quote, &[]);
            assert_eq!(lines(&citation, None), [Line::Text(expected)], "{quote}");
        }
    }

    #[test]
    fn spans_that_do_not_fit_do_no_harm() {
        let citation = citation("Ä b", "", &[(0, 99, 1), (1, 0, 1), (5, 7, 1)]);
        assert_eq!(lines(&citation, None), [Line::Text(vec![Quoted("Ä b")])]);
    }
}
