//! The citation of a passage: the quoted parts, and a link to their place on the page.

use porchlight_knowledge::{
    passage::Passage,
    sentences::{self, BlockKind},
    text_fragment,
};
use porchlight_shared::message::{Citation, QuotedSpan};

/// The longest snippet of a citation, in characters. A snippet with longer quotations is longer.
const SNIPPET_CHARS: usize = 600;

/// Separates words that are not adjacent in the passage.
const BETWEEN: &str = " … ";

/// The citation number `n`. For each mark `[n]` of the answer, in order, `marks` has the parts of the passage that it
/// refers to, as Markdown. `targets` are the texts that a browser looks for on the page, without markup. A browser
/// cannot find a text that spans several elements, so the target of a list is its first line.
pub fn cite(passage: &Passage, n: u32, marks: &[Vec<&str>], targets: &[String]) -> Citation {
    let text: Vec<char> = shown(&passage.text).chars().collect();
    let mut spans = Vec::new();
    for (parts, mark) in marks.iter().zip(1..) {
        let found = parts.iter().filter_map(|part| find(&text, &shown(part)));
        spans.extend(
            joined(found.collect(), &text).map(|(start, end)| QuotedSpan { start, end, mark }),
        );
    }
    let (snippet, quote) = cut(&text, &mut spans);
    let quote = if spans.is_empty() {
        let parts = marks.iter().flatten().map(|part| sentences::plain(part));
        parts.collect::<Vec<_>>().join(BETWEEN)
    } else {
        quote
    };
    Citation {
        n,
        title: passage.title_path.join(" › "),
        url: passage
            .url
            .as_deref()
            .map(|url| text_fragment::link(url, passage.anchor.as_deref(), targets))
            .unwrap_or_default(),
        snippet,
        quote,
        source_version: passage.version,
        spans,
    }
}

/// The text as readers see it: one line for each list item and table row, with ` | ` between cells.
fn shown(markdown: &str) -> String {
    let mut text = String::new();
    let mut before = BlockKind::Paragraph;
    for block in sentences::blocks(markdown) {
        let line = match block.kind {
            BlockKind::Row => row(block.text),
            _ => sentences::plain(block.text),
        };
        if line.is_empty() {
            continue;
        }
        if !text.is_empty() {
            let runs_on = block.kind == BlockKind::Paragraph && before == BlockKind::Paragraph;
            text.push(if runs_on { ' ' } else { '\n' });
        }
        before = block.kind;
        text.push_str(&line);
    }
    text
}

/// The cells of a table row; empty for the line of dashes.
fn row(line: &str) -> String {
    let line = line.trim().trim_matches('|');
    if line.contains('-') && line.chars().all(|mark| " |:-".contains(mark)) {
        return String::new();
    }
    let mut cells = vec![String::new()];
    for character in line.chars() {
        match cells.last_mut() {
            Some(cell) if character != '|' || cell.ends_with('\\') => cell.push(character),
            _ => cells.push(String::new()),
        }
    }
    let cells: Vec<String> = cells.iter().map(|cell| sentences::plain(cell)).collect();
    cells.join(" | ")
}

/// The position of `part` in the text, in characters. White space and the lines of tables are ignored.
fn find(text: &[char], part: &str) -> Option<(usize, usize)> {
    let counts = |character: &char| !character.is_whitespace() && *character != '|';
    let part: Vec<char> = part.chars().filter(counts).collect();
    let first = *part.first()?;
    let begins = |(at, character): (usize, &char)| (*character == first).then_some(at);
    text.iter()
        .enumerate()
        .filter_map(begins)
        .find_map(|start| {
            let rest = text.get(start..)?;
            let mut seen =
                (rest.iter().zip(start + 1..)).filter(|(character, _)| counts(character));
            let mut end = start;
            for wanted in &part {
                let (character, after) = seen.next()?;
                if character != wanted {
                    return None;
                }
                end = after;
            }
            Some((start, end))
        })
}

/// The spans in order. Spans with only white space between them become one.
fn joined(
    mut spans: Vec<(usize, usize)>,
    text: &[char],
) -> impl Iterator<Item = (usize, usize)> + use<> {
    spans.sort_unstable();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (start, end) in spans {
        match joined.last_mut() {
            Some(last)
                if start <= last.1
                    || text
                        .get(last.1..start)
                        .is_some_and(|between| between.iter().all(|one| one.is_whitespace())) =>
            {
                last.1 = last.1.max(end);
            }
            _ => joined.push((start, end)),
        }
    }
    joined.into_iter()
}

/// Cuts the text around the spans, whose positions become relative to the cut. Returns it and the quoted text, in
/// order.
fn cut(text: &[char], spans: &mut [QuotedSpan]) -> (String, String) {
    let first = spans
        .iter()
        .map(|span| span.start)
        .min()
        .unwrap_or_default();
    let last = spans.iter().map(|span| span.end).max().unwrap_or_default();
    // The passage's beginning says what it is about, so it stays if there is room.
    let from = if last <= SNIPPET_CHARS { 0 } else { first };
    let mut to = text.len().min(last.max(from + SNIPPET_CHARS));
    if to < text.len() && to > last {
        // A word is not cut, unless there is no other.
        let words = text.get(last.max(from)..to).unwrap_or_default();
        let space = words
            .iter()
            .rposition(|character| character.is_whitespace());
        to = space.map_or(to, |space| last.max(from) + space);
    }
    let mut quoted: Vec<(usize, usize)> = spans.iter().map(|one| (one.start, one.end)).collect();
    quoted.sort_unstable();
    quoted.dedup();
    let of = |start: usize, end: usize| -> String {
        text.get(start..end).unwrap_or_default().iter().collect()
    };
    let words: Vec<String> = quoted.iter().map(|(start, end)| of(*start, *end)).collect();
    let before = if from > 0 { "… " } else { "" };
    let after = if to < text.len() { "…" } else { "" };
    for span in spans {
        span.start = span.start - from + before.chars().count();
        span.end = span.end - from + before.chars().count();
    }
    ([before, &of(from, to), after].concat(), words.join(BETWEEN))
}

#[cfg(test)]
mod tests {
    use porchlight_shared::ids::{DocumentId, PassageId};

    use super::*;

    /// Checks that every part is marked, and with its own mark.
    #[track_caller]
    fn check(text: &str, marks: &[Vec<&str>], expected: &[(&str, u32)]) -> Citation {
        let passage = Passage {
            id: PassageId::new(0, [0; 10]),
            document_id: DocumentId::new(0, [0; 10]),
            version: 1,
            title_path: vec!["Help".into()],
            text: text.into(),
            url: None,
            anchor: None,
            language: "en".into(),
        };
        let citation = cite(&passage, 1, marks, &[]);
        let snippet: Vec<char> = citation.snippet.chars().collect();
        let marked: Vec<(String, u32)> = citation
            .spans
            .iter()
            .map(|span| (snippet[span.start..span.end].iter().collect(), span.mark))
            .collect();
        let marked: Vec<(&str, u32)> = marked.iter().map(|(text, mark)| (&**text, *mark)).collect();
        assert_eq!(marked, expected, "{}", citation.snippet);
        for quote in citation.quote.split(BETWEEN) {
            assert!(citation.snippet.contains(quote), "{quote}");
        }
        citation
    }

    #[test]
    fn each_mark_has_its_own_sentences() {
        let text = "You have **30 days**. Keep the box. Bulbs\nstay with you.";
        check(
            text,
            &[vec!["Bulbs\nstay with you."], vec!["You have **30 days**."]],
            &[("Bulbs stay with you.", 1), ("You have 30 days.", 2)],
        );
        check(
            text,
            &[vec!["You have **30 days**.", "Keep the box."]],
            &[("You have 30 days. Keep the box.", 1)],
        );
    }

    #[test]
    fn items_of_a_list_are_marked_though_others_stand_between_them() {
        check(
            "We ship to:\n\n- Austria\n- Germany\n- [France](https://shop.example/fr)",
            &[vec!["We ship to:", "- [France](https://shop.example/fr)"]],
            &[("We ship to:", 1), ("France", 1)],
        );
    }

    #[test]
    fn a_table_keeps_its_rows_and_cells() {
        let citation = check(
            "Prices:\n\n| Service | Price |\n| --- | ---: |\n| Cut | 30 € |\n| Colour | 60 € |",
            &[vec!["| Colour | 60 € |"]],
            &[("Colour | 60 €", 1)],
        );
        assert_eq!(
            citation.snippet,
            "Prices:\nService | Price\nCut | 30 €\nColour | 60 €"
        );
    }

    #[test]
    fn what_is_quoted_is_in_the_snippet_however_long_the_passage() {
        let long = "Nothing to see here. ".repeat(60);
        let text = format!("{long}You have 30 days. {long}Keep the box. {long}");
        let citation = check(
            &text,
            &[vec!["You have 30 days."], vec!["Keep the box."]],
            &[("You have 30 days.", 1), ("Keep the box.", 2)],
        );
        assert!(citation.snippet.starts_with("… You have"));
        let citation = check(
            &text,
            &[vec!["Nothing to see here."]],
            &[("Nothing to see here.", 1)],
        );
        assert!(citation.snippet.chars().count() <= SNIPPET_CHARS + 1);
        assert!(citation.snippet.ends_with("here.…") || citation.snippet.ends_with("…"));
    }
}
