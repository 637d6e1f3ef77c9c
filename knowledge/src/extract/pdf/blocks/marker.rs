//! Markers of list items.

use super::super::fonts::UNKNOWN;

/// Bullets. An unknown character at the start of a text counts, too: its font does not identify it.
const BULLETS: &[char] = &[
    '•', '◦', '▪', '▫', '‣', '●', '○', '■', '□', '–', '—', '-', '*', '·', '➢', '✓', UNKNOWN,
];
/// The most digits of an item's number. A year is not a marker.
const DIGITS: usize = 2;

/// The marker of an item in Markdown, if there is one, and the text after it.
pub(super) fn marker(line: &str) -> (Option<String>, &str) {
    let line = line.trim();
    if let Some(rest) = line.strip_prefix(BULLETS) {
        if rest.is_empty() || rest.starts_with(' ') {
            return (Some("-".to_owned()), rest.trim_start());
        }
        return (None, line);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=DIGITS).contains(&digits)
        && let Some((number, rest)) = line.split_at_checked(digits)
        && let Some(rest) = rest.strip_prefix(['.', ')'])
        && rest.starts_with(' ')
    {
        return (Some(format!("{number}.")), rest.trim_start());
    }
    (None, line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<&str>, text: &str) {
        assert_eq!(marker(line), (expected.map(str::to_owned), text));
    }

    #[test]
    fn signs_and_numbers_are_markers() {
        check("• Lamp", Some("-"), "Lamp");
        check("\u{fffd} Lamp", Some("-"), "Lamp");
        check("2) Press", Some("2."), "Press");
        check("12. Press", Some("12."), "Press");
    }

    #[test]
    fn what_is_part_of_the_text_is_none() {
        check("-5 degrees", None, "-5 degrees");
        check("2.5 metres", None, "2.5 metres");
        check("2027. A year", None, "2027. A year");
        check("Lamp", None, "Lamp");
    }
}
