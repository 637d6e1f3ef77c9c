//! Selects the rows of a table that answer.

use std::collections::HashSet;

use super::{
    line::{ITEMS, UnitLine},
    part::Part,
};

/// Bonus for a row whose range contains a number of the question, as a share of the question's total weight.
const RANGE_SHARE: f64 = 0.6;

/// The lines of a table to show for `part`: the lead-in, the header, and the matching rows, or the first rows if none
/// matches.
pub(super) fn rows_for<'l, 'a>(
    lines: &'l [UnitLine<'a>],
    part: &Part,
    header: usize,
) -> Vec<&'l UnitLine<'a>> {
    let has_rule = lines.get(header + 1).is_some_and(|line| is_rule(line.text));
    let first = if has_rule { header + 2 } else { header + 1 };
    let (above, rows) = lines.split_at(first.min(lines.len()));
    let columns = columns_asked(lines.get(header), part);
    let weights: Vec<f64> = rows
        .iter()
        .map(|row| {
            let telling = row.words.iter().map(String::as_str).filter(|word| {
                // A word in the header or in most rows does not distinguish rows.
                let in_header = (lines.get(header)).is_some_and(|line| line.words.contains(*word));
                let rows_with = rows.iter().filter(|other| other.words.contains(*word));
                !in_header && 2 * rows_with.count() <= rows.len().max(2)
            });
            let said = part.weight_of(&telling.collect::<HashSet<&str>>());
            let in_range =
                (part.numbers.iter()).any(|number| has_range(row.text, *number, &columns));
            said + if in_range {
                RANGE_SHARE * part.total
            } else {
                0.0
            }
        })
        .collect();
    let most = weights.iter().copied().fold(0.0, f64::max);
    let best: Vec<&UnitLine<'a>> = rows
        .iter()
        .zip(&weights)
        .filter(|(_, weight)| most > 0.0 && **weight >= 0.99 * most)
        .map(|(row, _)| row)
        .collect();
    let mut shown = if best.is_empty() {
        rows.iter().collect()
    } else {
        best
    };
    shown.truncate(ITEMS);
    above.iter().chain(shown).collect()
}

/// `|---|---|`
fn is_rule(row: &str) -> bool {
    row.contains('-')
        && row
            .chars()
            .all(|character| matches!(character, '|' | '-' | ':' | ' '))
}

/// The indices of the columns whose header has a word of the question, or of all columns if none has.
fn columns_asked(header: Option<&UnitLine<'_>>, part: &Part) -> Vec<usize> {
    let Some(header) = header else {
        return Vec::new();
    };
    cells(header.text)
        .enumerate()
        .filter(|(_, cell)| {
            let cell = cell.to_lowercase();
            let telling = part.words.iter().flat_map(|(stems, _)| stems);
            telling
                .filter(|stem| stem.chars().count() > 2)
                .any(|stem| cell.contains(stem.as_str()))
        })
        .map(|(place, _)| place)
        .collect()
}

fn cells(row: &str) -> impl Iterator<Item = &str> {
    row.trim().trim_matches('|').split('|').map(str::trim)
}

/// Whether a cell of the row has a range, such as `98–105`, that contains `number`.
fn has_range(row: &str, number: u32, columns: &[usize]) -> bool {
    cells(row)
        .enumerate()
        .filter(|(place, _)| columns.is_empty() || columns.contains(place))
        .any(|(_, cell)| range(cell).is_some_and(|(low, high)| (low..=high).contains(&number)))
}

fn range(cell: &str) -> Option<(u32, u32)> {
    let dash = cell.find(['–', '-'])?;
    let (low, high) = cell.split_at(dash);
    let high = high.trim_start_matches(['–', '-', ' ']);
    let low = low
        .trim()
        .rsplit(|character: char| !character.is_ascii_digit())
        .next()?;
    let high = high
        .split(|character: char| !character.is_ascii_digit())
        .next()?;
    Some((low.parse().ok()?, high.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_the_numbers_between_its_ends() {
        let row = "| L | 98–105 | 80-87 | 64 |";
        assert!(has_range(row, 100, &[]) && has_range(row, 80, &[]));
        assert!(!has_range(row, 80, &[1]) && !has_range(row, 64, &[]));
        assert!(has_range("| 110/116 | 5–6 years |", 5, &[]));
    }

    #[test]
    fn the_rule_under_a_header_is_told_from_a_row() {
        assert!(is_rule("|---|:--|") && !is_rule("| a-b |"));
    }
}
