//! Lists whose items are questions with their answers.

use super::{
    super::block::Block,
    heading::closed,
    labels::labelled_pair,
    question::{LEAST_QUESTIONS, LEAST_RUN_IN, asks, asks_among_others, run_in},
};

/// A list whose items are a question and its answer, as these.
pub(super) fn pairs(block: Block) -> Vec<Block> {
    let Block::List { items, .. } = &block else {
        return vec![block];
    };
    let found = pairs_in_items(items)
        .or_else(|| pairs_of_neighbours(items))
        .or_else(|| pairs_in_lines(items));
    match found {
        Some(pairs) => closed(pairs),
        None => vec![block],
    }
}

/// The text of an item without its marker.
pub(super) fn text_of(item: &str) -> Option<&str> {
    Some(item.split_once(' ')?.1)
}

/// Pairs of which each item has one on two lines or more.
fn pairs_in_items(items: &[String]) -> Option<Vec<(String, String)>> {
    let mut certain = 0;
    let mut pairs = Vec::with_capacity(items.len());
    for item in items {
        let (first, rest) = item.split_once('\n')?;
        let asked = text_of(first)?;
        let answer = answer_of(rest);
        if let Some((asked, answer)) = labelled_pair(asked, &answer) {
            pairs.push((asked.to_owned(), answer.to_owned()));
            certain += 1;
        } else if asks_among_others(asked) {
            certain += usize::from(asks(asked));
            pairs.push((asked.to_owned(), answer));
        } else {
            return None;
        }
    }
    (certain >= LEAST_QUESTIONS).then_some(pairs)
}

/// The further lines of an item. A single one may be an item of a list within.
fn answer_of(rest: &str) -> String {
    let lines: Vec<&str> = rest.lines().map(str::trim).collect();
    match lines.as_slice() {
        [only] => only.strip_prefix("- ").unwrap_or(only).to_owned(),
        _ => lines.join("\n"),
    }
}

/// Pairs of two items each, which labels tell.
fn pairs_of_neighbours(items: &[String]) -> Option<Vec<(String, String)>> {
    let (pairs, rest) = items.as_chunks::<2>();
    if pairs.is_empty() || !rest.is_empty() {
        return None;
    }
    pairs
        .iter()
        .map(|[asked, answer]| {
            let (asked, answer) = labelled_pair(text_of(asked)?, text_of(answer)?)?;
            Some((asked.to_owned(), answer.to_owned()))
        })
        .collect()
}

/// Pairs of which each item has one on a line.
fn pairs_in_lines(items: &[String]) -> Option<Vec<(String, String)>> {
    if items.len() < LEAST_RUN_IN {
        return None;
    }
    items
        .iter()
        .map(|item| {
            let (asked, answer) = run_in(text_of(item)?)?;
            Some((asked.to_owned(), answer.to_owned()))
        })
        .collect()
}
