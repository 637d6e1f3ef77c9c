//! Positioned letters to lines of text.

use hayro_font::kurbo::{Point, Vec2};
use icu_normalizer::ComposingNormalizerBorrowed;

use super::{bidi, fonts::UNKNOWN};

/// Letters farther apart than this belong to different words, in letter heights. Gaps between words are usually at
/// least a quarter of a height, gaps between letters at most a tenth.
const WORD_GAP: f64 = 0.18;
/// Letters farther apart than this may be in different columns, in letter heights. In justified text, gaps are at most
/// one height.
const CELL_GAP: f64 = 1.5;
/// Separates columns in the text of a line.
pub(super) const STOP: char = '\t';
/// Letters higher or lower than this belong to another line, in letter heights. Within it they are superscripts or
/// subscripts.
const LINE_GAP: f64 = 0.5;
/// Letters farther back than this start another line, in letter heights.
const BACK_GAP: f64 = 1.0;
/// A letter repeated within this distance is drawn twice to look bold, in letter heights.
const DOUBLE_GAP: f64 = 0.08;
/// Directions that differ by more than this belong to different lines. 1 is about 57 degrees.
const TURN: f64 = 0.1;

/// A letter, or the drawing of one code, on the page as displayed.
pub(super) struct Placed<'t> {
    pub(super) text: &'t str,
    /// Where it starts, on the baseline.
    pub(super) start: Point,
    /// Where the next letter is expected.
    pub(super) end: Point,
    /// Its height, in points.
    pub(super) size: f64,
    pub(super) is_bold: bool,
}

/// Letters in a row. Lengths are in points, along and across the writing direction.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) start: f64,
    pub(super) end: f64,
    /// The position across the writing direction. Greater is higher on the page.
    pub(super) height: f64,
    /// The mean height of its letters.
    pub(super) size: f64,
    pub(super) is_bold: bool,
    pub(super) direction: Vec2,
    /// The gaps at its [`STOP`]s: the end of the text before, and the start of the text after.
    pub(super) stops: Vec<(f64, f64)>,
    /// The number of the table on the page that this row belongs to.
    pub(super) table: Option<usize>,
}

impl Line {
    pub(super) fn width(&self) -> f64 {
        self.end - self.start
    }

    pub(super) fn has_direction_of(&self, other: &Self) -> bool {
        (self.direction - other.direction).hypot() < TURN
    }
}

/// Collects lines as letters arrive.
#[derive(Default)]
pub(super) struct Lines {
    done: Vec<Line>,
    open: Option<OpenLine>,
}

struct OpenLine {
    line: Line,
    letters: f64,
    bold: f64,
    sizes: f64,
    last: (String, f64),
    /// The glyphs' text, and the gaps between them, in drawing order.
    glyphs: Vec<String>,
    /// The number of letters drawn to the left of the letter before them.
    backwards: f64,
    /// Where the last visible letter ends.
    letter_end: f64,
}

impl Lines {
    pub(super) fn add(&mut self, placed: &Placed<'_>) {
        let text = cleaned(placed.text);
        let way = placed.end - placed.start;
        if text.is_empty()
            || !placed.start.is_finite()
            || !placed.end.is_finite()
            || way.hypot() == 0.0
        {
            return;
        }
        let direction = way.normalize();
        let along = |point: Point| point.to_vec2().dot(direction);
        let (start, end) = (along(placed.start), along(placed.end));
        let height = placed
            .start
            .to_vec2()
            .dot(Vec2::new(-direction.y, direction.x));
        let is_space = text.trim().is_empty();
        if let Some(open) = &mut self.open {
            let line = &mut open.line;
            let em = placed.size.max(line.size);
            let gap = start - line.end;
            // Some programs draw right-to-left text in logical order.
            let gap_before = open.last.1 - end;
            let goes_back = gap < 0.0
                && gap_before > -WORD_GAP * em
                && gap_before < CELL_GAP * em
                && (text.contains(bidi::is_rtl) || open.last.0.contains(bidi::is_rtl) || is_space);
            let fits = (direction - line.direction).hypot() < TURN
                && (height - line.height).abs() < LINE_GAP * em
                && (gap > -BACK_GAP * em || goes_back);
            if fits {
                if is_space {
                    line.end = end.max(line.end);
                    open.last = (text, start);
                    return;
                }
                let (last, at) = &open.last;
                if *last == text && (start - at).abs() < DOUBLE_GAP * em {
                    return;
                }
                // White space may be drawn as wide as a gap, so the previous visible letter counts.
                if start - open.letter_end > CELL_GAP * em {
                    line.stops.push((open.letter_end, start));
                    open.glyphs.push(STOP.to_string());
                } else if last.trim().is_empty()
                    || gap > WORD_GAP * em
                    || goes_back && gap_before > WORD_GAP * em
                {
                    open.glyphs.push(" ".to_owned());
                }
                open.backwards += f64::from(u8::from(start < open.last.1));
                open.add(&text, start, end, placed);
                return;
            }
        }
        self.close();
        if is_space {
            return;
        }
        let line = Line {
            text: String::new(),
            start,
            end,
            height,
            size: placed.size,
            is_bold: false,
            direction,
            stops: Vec::new(),
            table: None,
        };
        let mut open = OpenLine {
            line,
            letters: 0.0,
            bold: 0.0,
            sizes: 0.0,
            last: (String::from("\0"), start),
            glyphs: Vec::new(),
            backwards: 0.0,
            letter_end: end,
        };
        open.add(&text, start, end, placed);
        self.open = Some(open);
    }

    fn close(&mut self) {
        if let Some(mut open) = self.open.take() {
            open.line.is_bold = open.bold > open.letters / 2.0;
            let is_rtl = open.glyphs.iter().any(|glyph| glyph.contains(bidi::is_rtl));
            open.line.text = if is_rtl && open.backwards < open.letters / 2.0 {
                bidi::as_read(&open.glyphs, STOP)
            } else {
                open.glyphs.concat()
            };
            self.done.push(open.line);
        }
    }

    pub(super) fn finish(mut self) -> Vec<Line> {
        self.close();
        self.done
    }
}

impl OpenLine {
    fn add(&mut self, text: &str, start: f64, end: f64, placed: &Placed<'_>) {
        self.letters += 1.0;
        self.sizes += placed.size;
        self.bold += f64::from(u8::from(placed.is_bold));
        self.line.size = self.sizes / self.letters;
        self.glyphs.push(text.to_owned());
        self.line.start = self.line.start.min(start);
        self.line.end = end.max(self.line.end);
        self.letter_end = end;
        self.last = (text.to_owned(), start);
    }
}

/// Replaces ligatures by letters and all kinds of spaces by a space. Private-use characters become unknown.
fn cleaned(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{fb00}' => cleaned.push_str("ff"),
            '\u{fb01}' => cleaned.push_str("fi"),
            '\u{fb02}' => cleaned.push_str("fl"),
            '\u{fb03}' => cleaned.push_str("ffi"),
            '\u{fb04}' => cleaned.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => cleaned.push_str("st"),
            '\u{e000}'..='\u{f8ff}' => cleaned.push(UNKNOWN),
            '\u{200b}' | '\u{feff}' => {}
            // Presentation forms of Hebrew and Arabic letters.
            '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => {
                let form = c.encode_utf8(&mut [0; 4]).to_owned();
                cleaned.push_str(&ComposingNormalizerBorrowed::new_nfkc().normalize(&form));
            }
            c if c.is_whitespace() => cleaned.push(' '),
            c if c.is_control() => {}
            c => cleaned.push(c),
        }
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the lines of letters with height 10 and width 5, given as `(text, x, y)`.
    fn check(letters: &[(&str, f64, f64)], expected: &[&str]) {
        let mut lines = Lines::default();
        for &(text, x, y) in letters {
            lines.add(&Placed {
                text,
                start: Point::new(x, y),
                end: Point::new(x + 5.0, y),
                size: 10.0,
                is_bold: false,
            });
        }
        let found: Vec<String> = lines.finish().into_iter().map(|line| line.text).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn letters_that_stand_apart_are_words() {
        check(
            &[
                ("I", 0.0, 0.0),
                ("t", 5.3, 0.0),
                ("i", 13.0, 0.0),
                ("s", 18.0, 0.0),
            ],
            &["It is"],
        );
        check(
            &[("a", 0.0, 0.0), (" ", 5.0, 0.0), ("b", 10.0, 0.0)],
            &["a b"],
        );
    }

    #[test]
    fn letters_that_stand_lower_or_go_back_are_another_line() {
        check(
            &[("a", 0.0, 20.0), ("2", 5.0, 24.0), ("b", 0.0, 8.0)],
            &["a2", "b"],
        );
        check(&[("a", 100.0, 0.0), ("b", 0.0, 0.0)], &["a", "b"]);
    }

    #[test]
    fn a_letter_that_is_drawn_twice_is_read_once() {
        check(
            &[("B", 0.0, 0.0), ("B", 0.3, 0.0), ("B", 5.0, 0.0)],
            &["BB"],
        );
    }

    #[test]
    fn writing_from_right_to_left_is_read_so_however_it_is_drawn() {
        check(
            &[
                ("ם", 0.0, 0.0),
                ("ו", 5.0, 0.0),
                ("ל", 10.0, 0.0),
                ("ש", 15.0, 0.0),
            ],
            &["שלום"],
        );
        check(
            &[
                ("ש", 15.0, 0.0),
                ("ל", 10.0, 0.0),
                ("ו", 5.0, 0.0),
                ("ם", 0.0, 0.0),
            ],
            &["שלום"],
        );
        check(&[("\u{fefb}", 0.0, 0.0), ("\u{fe8b}", 5.0, 0.0)], &["ئلا"]);
    }

    #[test]
    fn ligatures_are_letters() {
        check(&[("\u{fb01}", 0.0, 0.0), ("t", 5.0, 0.0)], &["fit"]);
    }
}
