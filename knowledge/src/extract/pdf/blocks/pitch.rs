//! Measures how close together the lines of a paragraph are.

use std::collections::BTreeMap;

use super::super::line::Line;

/// A gap that exceeds the line spacing by this factor separates two paragraphs.
const WIDER: f64 = 1.2;
/// A gap counts as the line spacing if at least one in this many gaps has its size. Lists of short lines have few such
/// gaps.
const SHARE: usize = 7;
/// The limit for a document that is too short to measure, in letter heights.
const USUAL: f64 = 1.75;
/// The possible gaps between lines of one text, in tenths of a letter height. Other gaps separate texts.
const TENTHS: std::ops::RangeInclusive<i64> = 9..=30;

/// Lines farther apart than this belong to different paragraphs, in letter heights.
pub(super) fn of_paragraphs(pages: &[Vec<Line>]) -> f64 {
    let mut gaps: BTreeMap<i64, usize> = BTreeMap::new();
    for lines in pages {
        for (above, below) in lines.iter().zip(lines.iter().skip(1)) {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a float that is too large becomes the largest number"
            )]
            let tenths = ((above.height - below.height) / below.size * 10.0).round() as i64;
            if TENTHS.contains(&tenths) {
                *gaps.entry(tenths).or_default() += 1;
            }
        }
    }
    let all: usize = gaps.values().sum();
    let closest = gaps.iter().find(|&(_, &count)| count * SHARE >= all);
    #[expect(clippy::cast_precision_loss, reason = "at most 30")]
    closest.map_or(USUAL, |(&tenths, _)| (tenths as f64 + 0.5) / 10.0 * WIDER)
}

#[cfg(test)]
mod tests {
    use hayro_font::kurbo::Vec2;

    use super::*;

    fn check(heights: &[f64], expected: f64) {
        let line = |&height: &f64| Line {
            text: "a".into(),
            start: 0.0,
            end: 1.0,
            height,
            size: 10.0,
            is_bold: false,
            direction: Vec2::new(1.0, 0.0),
            stops: Vec::new(),
            table: None,
        };
        let found = of_paragraphs(&[heights.iter().map(line).collect()]);
        assert!((found - expected).abs() < 1e-9, "{found}");
    }

    #[test]
    fn the_closest_common_gap_is_the_one_between_lines() {
        check(&[100.0, 88.0, 76.0, 60.0, 48.0], 1.5);
        check(&[100.0, 76.0, 52.0, 16.0, -8.0], 2.94);
    }

    #[test]
    fn a_document_of_single_lines_has_the_usual_one() {
        check(&[100.0, 40.0], USUAL);
    }
}
