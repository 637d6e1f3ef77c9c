//! Blocks to passages. Each section becomes a passage under its headings. Tiny sections are joined, and long ones are
//! split at natural breaks.

use std::{collections::HashSet, rc::Rc};

use super::{
    super::{
        passage::{ExtractedDocument, ExtractedPassage},
        source_limits::{HEADING_CHARS, PASSAGES_PER_DOCUMENT},
    },
    block::{Block, is_of_answer},
    front_matter::Alternatives,
    measure::{WORD, length},
    pairs::paired,
};
use crate::questions;

mod lone;
mod repeats;
pub(super) mod split;
#[cfg(test)]
mod tests;

/// A shorter section is tiny, in halves of a word.
const TINY: usize = 25 * WORD;
/// The length at which tiny sections stop joining, in halves of a word.
const JOINED: usize = 80 * WORD;
/// The shortest paragraph that counts as boilerplate when it repeats, in halves of a word.
const BOILERPLATE: usize = 12 * WORD;

/// The most sections of a document. Even fewer fill the limit on passages, unless they are single words.
const MOST_SECTIONS: usize = 20_000;

struct Section {
    path: Vec<Rc<str>>,
    anchor: Option<String>,
    /// The alternatives of its heading.
    alternatives: Vec<String>,
    /// Whether only the end of a PDF page separates it from the previous section.
    continues: bool,
    /// Whether the innermost heading unfolds it, or is a question that the author did not make a heading.
    is_answer: bool,
    blocks: Vec<Block>,
    /// The length of the blocks, in halves of a word.
    length: usize,
}

impl Section {
    fn push(&mut self, block: Block) {
        self.length += length(&block.markdown());
        self.blocks.push(block);
    }

    fn append(&mut self, mut other: Self) {
        self.length += other.length;
        self.blocks.append(&mut other.blocks);
    }

    fn is_tiny(&self) -> bool {
        self.length < TINY
    }

    /// Whether it answers a question. Even a short answer is complete by itself. Tabs with code are not answers.
    fn answers(&self) -> bool {
        let is_code = |block: &Block| matches!(block, Block::Code { .. });
        !self.alternatives.is_empty()
            || self.is_answer && !self.blocks.iter().any(is_code)
            || self
                .path
                .last()
                .is_some_and(|heading| questions::asks(heading))
    }
}

/// Makes a document of `blocks`. Without a title, the first heading of level 1 becomes it.
pub(super) fn build(
    title: String,
    language: Option<String>,
    blocks: Vec<Block>,
) -> ExtractedDocument {
    build_with(title, language, blocks, Alternatives::default())
}

/// Makes a document of `blocks` with alternatives for its sections.
pub(super) fn build_with(
    title: String,
    language: Option<String>,
    blocks: Vec<Block>,
    alternatives: Alternatives,
) -> ExtractedDocument {
    let title = if title.is_empty() {
        first_heading(&blocks)
    } else {
        title
    };
    let title = shortened(&title);
    let blocks = paired(blocks);
    let sections = sections(&title, lone::to_text(blocks), alternatives);
    let sections = joined(without_repeats(sections), usize::from(!title.is_empty()));
    let mut passages = Vec::new();
    for section in sections {
        if passages.len() > PASSAGES_PER_DOCUMENT {
            break;
        }
        for text in split::split(&section.blocks) {
            passages.push(ExtractedPassage {
                headings: section.path.iter().map(ToString::to_string).collect(),
                text,
                anchor: section.anchor.clone(),
                alternatives: section.alternatives.clone(),
            });
        }
    }
    let is_cut = passages.len() > PASSAGES_PER_DOCUMENT;
    passages.truncate(PASSAGES_PER_DOCUMENT);
    ExtractedDocument {
        title,
        language,
        passages,
        is_cut,
        ..ExtractedDocument::default()
    }
}

/// Whether two headings have the same text.
pub(super) fn same_heading(a: &str, b: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    letters(a) == letters(b)
}

/// The first heading of level 1. One of several questions is not a title for the others.
fn first_heading(blocks: &[Block]) -> String {
    let mut headings = blocks.iter().filter_map(|block| match block {
        Block::Heading { level: 1, text, .. } => Some(text),
        _ => None,
    });
    let first = headings.next().cloned().unwrap_or_default();
    if questions::asks(&first) && headings.any(|other| questions::asks(other)) {
        return String::new();
    }
    first
}

fn shortened(heading: &str) -> String {
    heading.chars().take(HEADING_CHARS).collect()
}

/// A heading that applies to the next block.
struct OpenHeading {
    level: u8,
    text: Rc<str>,
    anchor: Option<String>,
    alternatives: Vec<String>,
}

fn sections(title: &str, blocks: Vec<Block>, mut alternatives: Alternatives) -> Vec<Section> {
    let title: Rc<str> = title.into();
    let mut open: Vec<OpenHeading> = Vec::new();
    let mut sections: Vec<Section> = Vec::new();
    let mut fresh = true;
    let mut page = None;
    let mut continues = false;
    for block in blocks {
        match block {
            Block::Page(number) => {
                page = Some(format!("page={number}"));
                continues = !fresh;
                fresh = true;
            }
            Block::Heading {
                level,
                text,
                anchor,
            } => {
                open.retain(|above| above.level < level);
                if !text.is_empty() {
                    open.push(OpenHeading {
                        level,
                        alternatives: alternatives.of_next(&text, anchor.as_deref()),
                        text: shortened(&text).into(),
                        anchor,
                    });
                }
                fresh = true;
                continues = false;
            }
            Block::Close { level } => {
                let before = open.len();
                open.retain(|above| above.level < level);
                if open.len() < before {
                    fresh = true;
                    continues = false;
                }
            }
            block => {
                if fresh {
                    if sections.len() >= MOST_SECTIONS {
                        break;
                    }
                    let mut section = section(&title, &open);
                    section.anchor = page.clone().or(section.anchor);
                    section.continues = continues;
                    sections.push(section);
                    fresh = false;
                    continues = false;
                }
                if let Some(section) = sections.last_mut() {
                    section.push(block);
                }
            }
        }
    }
    sections
}

fn section(title: &Rc<str>, open: &[OpenHeading]) -> Section {
    let mut path: Vec<Rc<str>> = Vec::new();
    if !title.is_empty() {
        path.push(Rc::clone(title));
    }
    for heading in open {
        if !path
            .last()
            .is_some_and(|last| same_heading(last, &heading.text))
        {
            path.push(Rc::clone(&heading.text));
        }
    }
    Section {
        path,
        anchor: open.iter().rev().find_map(|heading| heading.anchor.clone()),
        alternatives: open
            .last()
            .map(|heading| heading.alternatives.clone())
            .unwrap_or_default(),
        continues: false,
        is_answer: open
            .last()
            .is_some_and(|heading| is_of_answer(heading.level)),
        blocks: Vec::new(),
        length: 0,
    }
}

/// Removes repetitions: long paragraphs that are not their whole section, and whole sections.
fn without_repeats(sections: Vec<Section>) -> Vec<Section> {
    let mut seen_blocks = HashSet::new();
    let mut seen_sections = HashSet::new();
    let mut kept = Vec::new();
    for mut section in sections {
        let whole: Vec<String> = section.blocks.iter().map(Block::markdown).collect();
        if !seen_sections.insert((section.path.last().cloned(), whole)) {
            continue;
        }
        let once = repeats::without_second_copies(&section.blocks);
        let fresh: Vec<Block> = once
            .into_iter()
            .filter(|block| {
                let text = block.markdown();
                length(&text) < BOILERPLATE || seen_blocks.insert(text)
            })
            .collect();
        if !fresh.is_empty() && fresh.len() < section.blocks.len() {
            section.blocks.clear();
            section.length = 0;
            for block in fresh {
                section.push(block);
            }
        }
        kept.push(section);
    }
    kept
}

/// Joins tiny neighbouring sections under a common heading. Their own headings become bold lines. `title` is the number
/// of path entries that are the document's title.
fn joined(sections: Vec<Section>, title: usize) -> Vec<Section> {
    let mut result: Vec<Section> = Vec::new();
    let mut tail_is_joined = false;
    for section in sections {
        let parent = section.path.split_last().map(|(_, parent)| parent);
        let goes_on = section.continues
            && result.last().is_some_and(|last| {
                last.path == section.path
                    && (last.is_tiny() || section.is_tiny())
                    && last.length + section.length <= JOINED
            });
        if let Some(last) = result.last_mut()
            && goes_on
        {
            last.append(section);
            continue;
        }
        let fits = section.is_tiny() && !section.answers() && section.path.len() > title;
        let room = result.last().is_some_and(|last| {
            last.length + section.length <= JOINED
                && if tail_is_joined {
                    Some(last.path.as_slice()) == parent
                } else {
                    last.is_tiny()
                        && !last.answers()
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
                last.append(section);
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
        let label = format!("**{heading}**");
        section.length += length(&label);
        section.blocks.insert(0, Block::Paragraph(label));
    }
}
