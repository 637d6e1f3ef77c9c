//! Removes running heads and page numbers, which are on nearly every page and answer nothing.

use std::collections::HashMap;

use super::line::Line;

/// How many lines at the top and at the bottom of a page may be running heads.
const EDGE_LINES: usize = 2;
/// A running head is on at least this many pages, and on more than half of all pages. The first page often has none.
const REPEATS: usize = 2;

/// Removes lines that repeat at the edges of pages.
pub(super) fn remove(pages: &mut [Vec<Line>]) {
    if pages.len() < 2 {
        return;
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    for page in pages.iter() {
        let mut keys: Vec<String> = edges(page)
            .into_iter()
            .filter_map(|index| page.get(index))
            .map(|line| key(&line.text))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            *counts.entry(key).or_default() += 1;
        }
    }
    let enough = REPEATS.max(pages.len() / 2 + 1);
    for page in pages.iter_mut() {
        let mut edges = edges(page);
        edges.sort_unstable();
        for index in edges.into_iter().rev() {
            let runs = page.get(index).is_some_and(|line| {
                let key = key(&line.text);
                key == "#" || counts.get(&key).is_some_and(|&count| count >= enough)
            });
            if runs {
                page.remove(index);
            }
        }
    }
}

/// The indices of the highest and lowest lines of a page.
fn edges(page: &[Line]) -> Vec<usize> {
    let mut order: Vec<(usize, f64)> = page.iter().map(|line| line.height).enumerate().collect();
    order.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let lowest = order.len().saturating_sub(EDGE_LINES).max(EDGE_LINES);
    order
        .iter()
        .enumerate()
        .filter(|&(rank, _)| rank < EDGE_LINES || rank >= lowest)
        .map(|(_, &(index, _))| index)
        .collect()
}

/// The text with all numbers replaced by `#`.
fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_numeric() {
            key.extend(c.to_lowercase());
        } else if !key.ends_with('#') {
            key.push('#');
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use hayro_font::kurbo::Vec2;

    use super::*;

    fn page(lines: &[&str]) -> Vec<Line> {
        let line = |(index, text): (usize, &&str)| Line {
            text: (*text).to_owned(),
            start: 0.0,
            end: 100.0,
            height: -20.0 * f64::from(u32::try_from(index).unwrap()),
            size: 10.0,
            is_bold: false,
            direction: Vec2::new(1.0, 0.0),
            stops: Vec::new(),
            table: None,
        };
        lines.iter().enumerate().map(line).collect()
    }

    fn check(pages: &[&[&str]], expected: &[&[&str]]) {
        let mut pages: Vec<Vec<Line>> = pages.iter().map(|lines| page(lines)).collect();
        remove(&mut pages);
        let left: Vec<Vec<String>> = pages
            .into_iter()
            .map(|lines| lines.into_iter().map(|line| line.text).collect())
            .collect();
        assert_eq!(left, expected);
    }

    #[test]
    fn what_stands_at_the_edge_of_most_pages_goes() {
        check(
            &[
                &["Title", "One", "a", "of One", "Page 1 of 3"],
                &["Care guide", "Two", "a", "of Two", "Page 2 of 3"],
                &["Care guide", "Three", "a", "of Three", "Page 3 of 3"],
            ],
            &[
                &["Title", "One", "a", "of One"],
                &["Two", "a", "of Two"],
                &["Three", "a", "of Three"],
            ],
        );
    }

    #[test]
    fn a_number_alone_at_the_edge_goes() {
        check(
            &[&["Title", "a", "1"], &["Two", "b", "2"]],
            &[&["Title", "a"], &["Two", "b"]],
        );
    }

    #[test]
    fn a_single_page_keeps_all() {
        check(&[&["7"]], &[&["7"]]);
    }
}
