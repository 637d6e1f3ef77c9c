//! Headings with nothing under them.

use super::super::{
    block::{BOLD_LEVEL, Block},
    measure::{WORD, length},
};

/// This many consecutive empty headings are a list. One or two may belong to content that was left out.
const LEAST_IN_ROW: usize = 3;

/// Turns empty headings into text: those made from bold text, those that are sentences, and several in a row.
pub(super) fn to_text(blocks: Vec<Block>) -> Vec<Block> {
    to_paragraphs(to_lists(blocks))
}

/// Turns consecutive empty headings into a list, as for cards that only have a name.
fn to_lists(blocks: Vec<Block>) -> Vec<Block> {
    let mut listed: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut rest = blocks.into_iter().peekable();
    while let Some(block) = rest.next() {
        let Block::Heading { level, .. } = block else {
            listed.push(block);
            continue;
        };
        let mut run = vec![block];
        while let Some(next) = rest.next_if(|next| level_of(next) == Some(level)) {
            run.push(next);
        }
        let is_lone = match rest.peek() {
            Some(Block::Heading { level: next, .. } | Block::Close { level: next }) => {
                *next <= level
            }
            Some(_) => false,
            None => true,
        };
        let named = if is_lone { None } else { run.pop() };
        let are_names = !run.iter().filter_map(text_of).any(says_something);
        if is_lone && are_names && level < BOLD_LEVEL && run.len() >= LEAST_IN_ROW {
            listed.push(Block::Close { level });
            let items = run
                .iter()
                .filter_map(text_of)
                .map(|text| format!("- {text}"));
            listed.push(Block::List {
                items: items.collect(),
                links_only: false,
            });
        } else {
            listed.append(&mut run);
        }
        listed.extend(named);
    }
    listed
}

fn level_of(block: &Block) -> Option<u8> {
    match block {
        Block::Heading { level, .. } => Some(*level),
        _ => None,
    }
}

fn text_of(block: &Block) -> Option<&str> {
    match block {
        Block::Heading { text, .. } => Some(text),
        _ => None,
    }
}

fn to_paragraphs(blocks: Vec<Block>) -> Vec<Block> {
    let mut next: Option<u8> = Some(0);
    let mut turned: Vec<Block> = Vec::with_capacity(blocks.len());
    // Goes backwards. `next` is the level of the heading or section end after a block. Text counts as deeper than any
    // heading.
    let mut blocks = blocks.into_iter().rev().peekable();
    while let Some(block) = blocks.next() {
        match block {
            Block::Heading { level, text, .. } if next.is_some_and(|next| next <= level) => {
                if level == BOLD_LEVEL {
                    next = None;
                    turned.push(Block::Paragraph(text));
                    continue;
                }
                if says_something(&text) {
                    turned.push(Block::Paragraph(text));
                    if blocks.peek().is_some_and(|before| is_named(before, level)) {
                        next = None;
                        continue;
                    }
                    next = Some(level);
                }
                // None of the headings that this one ends applies to the following blocks.
                turned.push(Block::Close { level });
            }
            block => {
                next = match &block {
                    Block::Heading { level, .. } | Block::Close { level } => Some(*level),
                    Block::Page(_) => next,
                    _ => None,
                };
                turned.push(block);
            }
        }
    }
    turned.reverse();
    turned
}

/// Whether `block` is a heading of the same `level` that is not informative itself, and so labels the next one.
fn is_named(block: &Block, level: u8) -> bool {
    matches!(block, Block::Heading { level: own, text, .. } if *own == level && !says_something(text))
}

/// Whether a heading is informative by itself.
fn says_something(heading: &str) -> bool {
    is_sentence(heading) || is_fact(heading)
}

/// Whether a heading is a sentence.
fn is_sentence(heading: &str) -> bool {
    const LEAST: usize = 4 * WORD;
    let ends = heading.ends_with(['.', '!', '。', '！']);
    length(heading) >= LEAST && ends
        || length(heading) >= 10 * WORD && !heading.ends_with(['?', '？'])
}

/// Whether a heading has an address, a telephone number or a time.
fn is_fact(heading: &str) -> bool {
    const DIGITS: usize = 2;
    let digits = heading.chars().filter(char::is_ascii_digit).count();
    let words = || length(heading) >= 3 * WORD;
    heading.contains('@')
        || (digits >= DIGITS || digits > 0 && heading.contains([':', '–'])) && words()
}
