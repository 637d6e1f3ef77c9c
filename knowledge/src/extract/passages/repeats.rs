//! Parts that are on the page twice, for wide and narrow screens.

use super::super::{
    block::Block,
    measure::{WORD, length},
};

/// The most blocks of such a part.
const BLOCKS: usize = 12;
/// The shortest such part, in halves of a word.
const LEAST: usize = 4 * WORD;

/// `blocks` without parts that repeat the blocks right before them.
pub(super) fn without_second_copies(blocks: &[Block]) -> Vec<Block> {
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut rest = blocks;
    while let Some((first, after)) = rest.split_first() {
        let copied = (1..=BLOCKS.min(kept.len())).find(|size| {
            let said = kept.get(kept.len() - size..).unwrap_or_default();
            rest.get(..*size) == Some(said)
                && said
                    .iter()
                    .map(|block| length(&block.markdown()))
                    .sum::<usize>()
                    >= LEAST
        });
        if let Some(size) = copied {
            rest = rest.get(size..).unwrap_or_default();
        } else {
            kept.push(first.clone());
            rest = after;
        }
    }
    kept
}
