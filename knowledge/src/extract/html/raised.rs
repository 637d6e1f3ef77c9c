//! Numbers in `<sup>`: exponents, cents and footnote marks.

use scraper::ElementRef;

use super::walk::Walk;

/// The most digits of a raised number. Also how many characters before it are examined.
const DIGITS: usize = 3;
/// How much of it is examined, in characters including white space.
const LOOKED_THROUGH: usize = 50;

impl Walk<'_> {
    pub(super) fn raised(&mut self, element: ElementRef<'_>) {
        let raised: String = (element.text().flat_map(str::chars).take(LOOKED_THROUGH))
            .filter(|c| !c.is_whitespace())
            .take(DIGITS + 1)
            .collect();
        let is_number =
            (1..=DIGITS).contains(&raised.len()) && raised.chars().all(|c| c.is_ascii_digit());
        let before: Vec<char> = self.open.text.chars().rev().take(DIGITS).collect();
        let Some(last) = before.first().filter(|_| is_number) else {
            return self.inside(element);
        };
        if last.is_ascii_digit() {
            let is_ten =
                before.starts_with(&['0', '1']) && !before.get(2).is_some_and(char::is_ascii_digit);
            // "5⁵⁰ €" is a price, and 10¹² is not.
            if raised.len() == 2 && !is_ten {
                self.text(".");
                return self.text(&raised);
            }
            return self.text(&raised.chars().map(power).collect::<String>());
        }
        // A word of three letters is not a unit, so a raised number after it is a footnote mark.
        let is_word = before.len() == DIGITS && before.iter().all(|c| c.is_alphabetic());
        if !is_word && !matches!(last, '.' | ',' | ')') {
            self.inside(element);
        }
    }
}

const fn power(digit: char) -> char {
    match digit {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        other => other,
    }
}
