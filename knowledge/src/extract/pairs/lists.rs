//! Lists whose items contain questions and answers.

use super::{
    super::block::Block,
    heading::closed,
    labels::labelled_pair,
    question::{LEAST_QUESTIONS, LEAST_RUN_IN, asks, asks_among_others, run_in},
};

/// Splits a list whose items contain questions and answers into pairs.
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

/// Each item is a pair, on two or more lines.
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

/// The other lines of an item. A single one may be an item of a nested list.
fn answer_of(rest: &str) -> String {
    let lines: Vec<&str> = rest.lines().map(str::trim).collect();
    match lines.as_slice() {
        [only] => only.strip_prefix("- ").unwrap_or(only).to_owned(),
        _ => lines.join("\n"),
    }
}

/// Two items form a pair, recognised by labels.
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

/// Each item is a pair on a single line.
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
