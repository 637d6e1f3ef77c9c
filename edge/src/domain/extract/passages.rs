//! Blocks to passages: sections under their headings, tiny ones together, long ones split where nothing is cut.

use std::collections::HashSet;

use super::{
    super::{
        passage::{ExtractedDocument, ExtractedPassage},
        source_limits::{HEADING_CHARS, PASSAGES_PER_DOCUMENT},
    },
    block::{BOLD_LEVEL, Block},
    measure::{WORD, length},
};

mod split;

/// A section below this is tiny, in halves of a word.
const TINY: usize = 25 * WORD;
/// Tiny sections stop joining here, in halves of a word.
const JOINED: usize = 80 * WORD;
/// A paragraph from here on is boilerplate when it comes again, in halves of a word.
const BOILERPLATE: usize = 12 * WORD;

struct Section {
    path: Vec<String>,
    anchor: Option<String>,
    blocks: Vec<Block>,
}

impl Section {
    fn length(&self) -> usize {
        self.blocks
            .iter()
            .map(|block| length(&block.markdown()))
            .sum()
    }

    fn is_tiny(&self) -> bool {
        self.length() < TINY
    }

    /// A question with a short answer is complete as it is.
    fn asks(&self) -> bool {
        self.path
            .last()
            .is_some_and(|heading| heading.ends_with(['?', '？']))
    }
}

/// A document of these blocks. Without a title, the first heading of level 1 becomes it.
pub(super) fn build(
    title: String,
    language: Option<String>,
    blocks: Vec<Block>,
) -> ExtractedDocument {
    let title = if title.is_empty() {
        first_heading(&blocks)
    } else {
        title
    };
    let title = shortened(&title);
    let sections = sections(&title, lone_bold_to_paragraphs(blocks));
    let sections = joined(without_repeats(sections), usize::from(!title.is_empty()));
    let mut passages = Vec::new();
    for section in sections {
        for text in split::split(&section.blocks) {
            passages.push(ExtractedPassage {
                headings: section.path.clone(),
                text,
                anchor: section.anchor.clone(),
                alternatives: Vec::new(),
            });
        }
    }
    passages.truncate(PASSAGES_PER_DOCUMENT);
    ExtractedDocument {
        title,
        language,
        passages,
    }
}

/// Whether two headings say the same.
pub(super) fn same_heading(a: &str, b: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    letters(a) == letters(b)
}

fn first_heading(blocks: &[Block]) -> String {
    blocks
        .iter()
        .find_map(|block| match block {
            Block::Heading { level: 1, text, .. } => Some(text.clone()),
            _ => None,
        })
        .unwrap_or_default()
}

fn shortened(heading: &str) -> String {
    heading.chars().take(HEADING_CHARS).collect()
}

/// Bold text with nothing under it is a sentence of its own, not a heading.
fn lone_bold_to_paragraphs(blocks: Vec<Block>) -> Vec<Block> {
    let followed: Vec<bool> = blocks
        .iter()
        .skip(1)
        .map(Block::is_text)
        .chain([false])
        .collect();
    blocks
        .into_iter()
        .zip(followed)
        .map(|(block, followed)| match block {
            Block::Heading {
                level: BOLD_LEVEL,
                text,
                ..
            } if !followed => Block::Paragraph(text),
            block => block,
        })
        .collect()
}

fn sections(title: &str, blocks: Vec<Block>) -> Vec<Section> {
    let mut open: Vec<(u8, String, Option<String>)> = Vec::new();
    let mut sections: Vec<Section> = Vec::new();
    let mut fresh = true;
    for block in blocks {
        match block {
            Block::Heading {
                level,
                text,
                anchor,
            } => {
                open.retain(|(above, ..)| *above < level);
                if !text.is_empty() {
                    open.push((level, shortened(&text), anchor));
                }
                fresh = true;
            }
            Block::Close { level } => {
                open.retain(|(above, ..)| *above < level);
                fresh = true;
            }
            block => {
                if fresh {
                    sections.push(section(title, &open));
                    fresh = false;
                }
                if let Some(section) = sections.last_mut() {
                    section.blocks.push(block);
                }
            }
        }
    }
    sections
}

fn section(title: &str, open: &[(u8, String, Option<String>)]) -> Section {
    let mut path: Vec<String> = Vec::new();
    if !title.is_empty() {
        path.push(title.to_owned());
    }
    for (_, heading, _) in open {
        if !path.last().is_some_and(|last| same_heading(last, heading)) {
            path.push(heading.clone());
        }
    }
    Section {
        path,
        anchor: open.iter().rev().find_map(|(.., anchor)| anchor.clone()),
        blocks: Vec::new(),
    }
}

/// Drops what the document says again: long paragraphs that are not all their section has, and whole sections.
fn without_repeats(sections: Vec<Section>) -> Vec<Section> {
    let mut seen_blocks = HashSet::new();
    let mut seen_sections = HashSet::new();
    let mut kept = Vec::new();
    for mut section in sections {
        let whole: Vec<String> = section.blocks.iter().map(Block::markdown).collect();
        if !seen_sections.insert((section.path.last().cloned(), whole)) {
            continue;
        }
        let fresh: Vec<Block> = section
            .blocks
            .iter()
            .filter(|block| {
                let text = block.markdown();
                length(&text) < BOILERPLATE || seen_blocks.insert(text)
            })
            .cloned()
            .collect();
        if !fresh.is_empty() {
            section.blocks = fresh;
        }
        kept.push(section);
    }
    kept
}

/// Joins tiny sections that follow each other under one heading; their own headings become bold lines.
/// `title` is how many of a path's first entries are the document's title.
fn joined(sections: Vec<Section>, title: usize) -> Vec<Section> {
    let mut result: Vec<Section> = Vec::new();
    let mut tail_is_joined = false;
    for section in sections {
        let parent = section.path.split_last().map(|(_, parent)| parent);
        let fits = section.is_tiny() && !section.asks() && section.path.len() > title;
        let room = result.last().is_some_and(|last| {
            last.length() + section.length() <= JOINED
                && if tail_is_joined {
                    Some(last.path.as_slice()) == parent
                } else {
                    last.is_tiny()
                        && !last.asks()
                        && last.path.len() == section.path.len()
                        && last.path.split_last().map(|(_, parent)| parent) == parent
                }
        });
        match result.last_mut() {
            Some(last) if fits && room => {
                if !tail_is_joined {
                    label(last);
                    tail_is_joined = true;
                }
                let mut section = section;
                label(&mut section);
                last.blocks.append(&mut section.blocks);
            }
            _ => {
                tail_is_joined = false;
                result.push(section);
            }
        }
    }
    result
}

fn label(section: &mut Section) {
    if let Some(heading) = section.path.pop() {
        section
            .blocks
            .insert(0, Block::Paragraph(format!("**{heading}**")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(level: u8, text: &str) -> Block {
        Block::Heading {
            level,
            text: text.into(),
            anchor: Some(text.to_lowercase()),
        }
    }

    fn words(count: usize, word: &str) -> Block {
        Block::Paragraph(format!("{}.", vec![word; count].join(" ")))
    }

    /// The passages of `blocks` under the title "T", as `path/of/headings: first word × words`.
    fn check(blocks: Vec<Block>, expected: &[&str]) {
        let document = build("T".into(), None, blocks);
        let found: Vec<String> = document
            .passages
            .iter()
            .map(|passage| {
                let count = passage.text.split_whitespace().count();
                format!("{}: {count}", passage.headings.join("/"))
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn passages_stand_under_the_headings_that_lead_to_them() {
        check(
            vec![
                heading(1, "T"),
                words(30, "a"),
                heading(2, "B"),
                words(30, "b"),
                heading(3, "C"),
                words(30, "c"),
                heading(2, "D"),
                words(30, "d"),
            ],
            &["T: 30", "T/B: 30", "T/B/C: 30", "T/D: 30"],
        );
    }

    #[test]
    fn tiny_sections_join_under_their_parent_and_questions_stay() {
        check(
            vec![
                heading(2, "A"),
                words(5, "a"),
                heading(2, "B"),
                words(5, "b"),
                heading(2, "C?"),
                words(5, "c"),
                heading(2, "D"),
                words(50, "d"),
            ],
            &["T: 12", "T/C?: 5", "T/D: 50"],
        );
    }

    #[test]
    fn the_anchor_is_that_of_the_nearest_heading_that_has_one() {
        let bare = Block::Heading {
            level: 3,
            text: "Bare".into(),
            anchor: None,
        };
        let document = build(
            String::new(),
            None,
            vec![heading(2, "Up"), bare, words(30, "x")],
        );
        assert_eq!(document.passages[0].anchor.as_deref(), Some("up"));
    }

    #[test]
    fn boilerplate_comes_once_and_a_sections_only_text_stays() {
        check(
            vec![
                heading(2, "A"),
                words(30, "a"),
                words(20, "help"),
                heading(2, "B"),
                words(31, "b"),
                words(20, "help"),
                heading(2, "C"),
                words(20, "help"),
            ],
            &["T/A: 50", "T/B: 31", "T/C: 20"],
        );
    }

    #[test]
    fn bold_text_with_nothing_under_it_is_not_lost() {
        check(
            vec![
                words(30, "a"),
                heading(BOLD_LEVEL, "Never share it"),
                heading(2, "B"),
                words(30, "b"),
            ],
            &["T: 33", "T/B: 30"],
        );
    }

    #[test]
    fn a_folded_section_ends_where_it_is_closed() {
        check(
            vec![
                heading(2, "A"),
                heading(10, "Why?"),
                words(30, "w"),
                Block::Close { level: 10 },
                words(30, "a"),
            ],
            &["T/A/Why?: 30", "T/A: 30"],
        );
    }
}
