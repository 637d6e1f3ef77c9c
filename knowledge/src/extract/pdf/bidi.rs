//! Text from right to left. A PDF draws letters from left to right regardless of direction, so Hebrew and Arabic
//! letters arrive in visual order, last letter first.
//!
//! Left-to-right parts of such a line (Latin words and numbers) keep their order. This code inverts the Unicode
//! Bidirectional Algorithm (UAX #9), as far as the visual order allows.

/// Characters that may be part of a number, between its digits or at its ends.
const OF_NUMBERS: &str = ".,:/-+%$€£₪#°";
/// Those of them that belong to the surrounding text when they are at an end of a number.
const BETWEEN_DIGITS: &[char] = &['.', ',', ':', '/', '-', '+'];

/// Whether a character is a right-to-left letter.
pub(super) fn is_rtl(c: char) -> bool {
    matches!(c, '\u{5be}'..='\u{5f4}' | '\u{608}'..='\u{65f}' | '\u{66d}'..='\u{6ef}' | '\u{6fa}'..='\u{8ff}'
        | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Converts glyphs from visual to logical order. The letters within a glyph are in logical order. `stop` separates
/// cells.
pub(super) fn as_read(glyphs: &[String], stop: char) -> String {
    let is_stop = |glyph: &String| glyph.starts_with(stop);
    let cells = glyphs.split(is_stop).map(|cell| {
        if runs_to_the_left(cell) {
            reversed(cell)
        } else {
            with_reversed_parts(cell)
        }
    });
    cells
        .collect::<Vec<_>>()
        .join(stop.encode_utf8(&mut [0; 4]))
}

/// Whether a line as a whole goes from right to left: most of its letters do, or it has closing punctuation at its left
/// end.
fn runs_to_the_left(glyphs: &[String]) -> bool {
    const ENDS: &[char] = &['.', '!', '?', ':', ',', ';', '؟', '،'];
    let is_strong = |glyph: &&String| glyph.contains(is_rtl) || is_ltr(glyph);
    let ends_at_left = glyphs.first().is_some_and(|glyph| glyph.starts_with(ENDS));
    let begins_at_right =
        (glyphs.iter().rev().find(is_strong)).is_some_and(|glyph| glyph.contains(is_rtl));
    ends_at_left && begins_at_right
        || count(glyphs, |glyph| glyph.contains(is_rtl)) > count(glyphs, is_ltr)
}

fn count(glyphs: &[String], is_it: impl Fn(&str) -> bool) -> usize {
    glyphs.iter().filter(|glyph| is_it(glyph)).count()
}

fn is_ltr(glyph: &str) -> bool {
    glyph.contains(|c: char| c.is_alphabetic() && !is_rtl(c))
}

fn is_digit(glyph: &str) -> bool {
    glyph.contains(char::is_numeric)
}

/// A left-to-right line that contains right-to-left words.
fn with_reversed_parts(glyphs: &[String]) -> String {
    let mut text = String::new();
    let mut rest = glyphs;
    while let Some(from) = rest.iter().position(|glyph| glyph.contains(is_rtl)) {
        let (before, part) = rest.split_at_checked(from).unwrap_or((rest, &[]));
        text.extend(before.iter().map(String::as_str));
        let end = part.iter().position(|glyph| is_ltr(glyph));
        let part_to = end.unwrap_or(part.len());
        let last = part
            .iter()
            .take(part_to)
            .rposition(|glyph| glyph.contains(is_rtl));
        let (part, after) = part
            .split_at_checked(last.map_or(1, |last| last + 1))
            .unwrap_or((part, &[]));
        text.push_str(&reversed(part));
        rest = after;
    }
    text.extend(rest.iter().map(String::as_str));
    text
}

/// A right-to-left line.
fn reversed(glyphs: &[String]) -> String {
    let mut text = String::new();
    let mut rest = glyphs;
    while let Some((last, before)) = rest.split_last() {
        let length = length_of_ltr(rest);
        if length == 0 {
            text.extend(last.chars().map(mirrored));
            rest = before;
            continue;
        }
        let (before, part) = rest
            .split_at_checked(rest.len() - length)
            .unwrap_or((&[], rest));
        text.extend(part.iter().map(String::as_str));
        rest = before;
    }
    text
}

/// How many of the last glyphs go from left to right: words with the characters between them, or a single number.
fn length_of_ltr(glyphs: &[String]) -> usize {
    let begins = |glyph: &String| is_ltr(glyph) || is_digit(glyph) || is_sign(glyph);
    if !glyphs.last().is_some_and(begins) {
        return 0;
    }
    let is_other = |glyph: &&String| !glyph.contains(is_rtl);
    let run = glyphs.iter().rev().take_while(is_other).count();
    let run = glyphs.get(glyphs.len() - run..).unwrap_or_default();
    if let Some(first) = run.iter().position(|glyph| is_ltr(glyph)) {
        return run.len() - first;
    }
    let of_number = |glyph: &&String| is_digit(glyph) || is_sign(glyph);
    let length = run.iter().rev().take_while(of_number).count();
    let number = run.get(run.len() - length..).unwrap_or_default();
    let Some(first) = number
        .iter()
        .position(|glyph| !glyph.starts_with(BETWEEN_DIGITS))
    else {
        return 0;
    };
    let ends_apart = number
        .last()
        .is_none_or(|glyph| glyph.starts_with(BETWEEN_DIGITS));
    if ends_apart || count(number, is_digit) == 0 {
        0
    } else {
        number.len() - first
    }
}

fn is_sign(glyph: &str) -> bool {
    glyph.chars().all(|c| OF_NUMBERS.contains(c))
}

/// A bracket in logical order. In right-to-left text it is mirrored.
fn mirrored(c: char) -> char {
    const PAIRS: [(char, char); 5] = [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('«', '»')];
    let other = PAIRS.iter().find_map(|&(open, close)| match c {
        c if c == open => Some(close),
        c if c == close => Some(open),
        _ => None,
    });
    other.unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(seen: &str, read: &str) {
        let glyphs: Vec<String> = seen.chars().map(String::from).collect();
        assert_eq!(as_read(&glyphs, '\t'), read, "{seen}");
    }

    #[test]
    fn letters_from_right_to_left_are_turned_round() {
        check("םלוע םולש", "שלום עולם");
        check(
            ".תע לכב (תרוזחמ תולתל) ריזחהל",
            "להחזיר (לתלות מחזורת) בכל עת.",
        );
    }

    #[test]
    fn numbers_and_latin_words_within_them_stay() {
        check("₪ 12.50 ריחמ", "מחיר 12.50 ₪");
        check("!50% החנה", "הנחה 50%!");
        check("15 - 12 םימי", "ימים 12 - 15");
        check(".Google Play 2 תונחב", "בחנות Google Play 2.");
        check("Play תונחה לכב", "בכל החנות Play");
    }

    #[test]
    fn a_line_from_left_to_right_has_only_its_words_turned() {
        check(
            "The word םולש בוט means hello.",
            "The word טוב שלום means hello.",
        );
        check("Price 12.50", "Price 12.50");
    }

    #[test]
    fn cells_stay_in_their_order_and_glyphs_of_several_letters_as_they_are() {
        check("ריחמ\tםוי", "מחיר\tיום");
        let glyphs = ["ا", "لا", "س"].map(String::from);
        assert_eq!(as_read(&glyphs, '\t'), "سلاا");
    }
}
