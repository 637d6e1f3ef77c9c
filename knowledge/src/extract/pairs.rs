//! Questions with their answers, in any layout: one paragraph or two, `Q:` and `A:`, table rows, list items. The
//! question becomes the heading of its answer, so that both end up in one passage.

use self::heading::heading;
use super::block::Block;

mod heading;
mod labelled;
pub(super) mod labels;
mod lines;
mod lists;
mod paragraphs;
mod question;
pub(super) mod tables;

/// `blocks` with a heading for each question.
pub(super) fn paired(blocks: Vec<Block>) -> Vec<Block> {
    let blocks = labelled::labelled(blocks);
    let blocks: Vec<Block> = blocks
        .into_iter()
        .flat_map(tables::pairs)
        .flat_map(lists::pairs)
        .flat_map(lines::parted)
        .map(|block| match block {
            Block::Heading {
                level,
                text,
                anchor,
            } => Block::Heading {
                text: heading(level, text),
                level,
                anchor,
            },
            block => block,
        })
        .collect();
    paragraphs::paired(blocks)
}

#[cfg(test)]
mod tests;
