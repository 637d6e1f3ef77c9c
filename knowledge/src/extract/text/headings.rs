//! Headings in plain text: underlined lines, lines after `#`, and lines in capitals.

use super::super::measure::{WORD, length};

/// The longest heading, in words.
const HEADING_WORDS: usize = 20;
/// The longest heading in capitals, in words.
const CAPITAL_WORDS: usize = 8;
/// The fewest letters of a heading in capitals. Shorter texts are abbreviations.
const CAPITALS: usize = 4;
/// The fewest marks of an underline.
const RULER: usize = 3;
/// The characters that people underline with.
const MARKS: &str = "=-~*_^\"'#+—─═";
/// The level of headings in capitals: below all underlined ones.
const CAPITAL_LEVEL: u8 = 7;

/// A heading, and the text right after it without an empty line. If its text is empty, it is only a ruler.
pub(super) struct Heading {
    pub(super) level: u8,
    pub(super) text: String,
    pub(super) below: String,
}

/// The marks under headings so far, outermost heading first.
#[derive(Default)]
pub(super) struct HeadingMarks(Vec<char>);

impl HeadingMarks {
    /// The heading at the start of `paragraph`. `next` is the following paragraph.
    pub(super) fn heading(&mut self, paragraph: &str, next: Option<&str>) -> Option<Heading> {
        let lines: Vec<&str> = paragraph.lines().collect();
        if let Some((mark, text, taken)) = underlined(&lines) {
            return Some(Heading {
                level: self.level(mark),
                text: text.to_owned(),
                below: lines.get(taken..).unwrap_or_default().join("\n"),
            });
        }
        let (first, below) = lines.split_first()?;
        if below.is_empty() && ruler(first).is_some() {
            return Some(Heading {
                level: 0,
                text: String::new(),
                below: String::new(),
            });
        }
        if let Some((signs, text)) = after_signs(first) {
            return Some(Heading {
                level: u8::try_from(signs).unwrap_or(CAPITAL_LEVEL),
                text: text.to_owned(),
                below: below.join("\n"),
            });
        }
        let is_capital = below.is_empty() && is_in_capitals(first);
        let has_text = || next.is_some_and(|next| next.contains(char::is_lowercase));
        (is_capital && has_text()).then(|| Heading {
            level: CAPITAL_LEVEL,
            text: (*first).to_owned(),
            below: String::new(),
        })
    }

    fn level(&mut self, mark: char) -> u8 {
        let known = self.0.iter().position(|known| *known == mark);
        let at = known.unwrap_or_else(|| {
            self.0.push(mark);
            self.0.len() - 1
        });
        u8::try_from(at + 1)
            .unwrap_or(CAPITAL_LEVEL)
            .min(CAPITAL_LEVEL - 1)
    }
}

/// Whether the first paragraph is one of several headings in capitals, so that it is not the title of all.
pub(super) fn is_one_of_many(text: &str, rest: &[String]) -> bool {
    let has_text = rest
        .first()
        .is_some_and(|next| next.contains(char::is_lowercase));
    has_text && is_in_capitals(text) && rest.iter().any(|paragraph| is_in_capitals(paragraph))
}

/// Whether marks make the line a heading, whatever else it may be.
pub(super) fn is_marked(line: &str) -> bool {
    after_signs(line).is_some() || ruler(line).is_some()
}

/// The heading in the first lines with a ruler below it, and possibly one above, and how many lines it takes up.
fn underlined<'l>(lines: &[&'l str]) -> Option<(char, &'l str, usize)> {
    let (first, rest) = lines.split_first()?;
    if let Some(mark) = ruler(first) {
        let [text, below, ..] = rest else {
            return None;
        };
        return (ruler(below) == Some(mark) && is_heading(text)).then_some((mark, *text, 3));
    }
    let mark = ruler(rest.first()?)?;
    is_heading(first).then_some((mark, *first, 2))
}

/// The character that a line consists of.
fn ruler(line: &str) -> Option<char> {
    let mark = line.chars().next().filter(|c| MARKS.contains(*c))?;
    (line.chars().count() >= RULER && line.chars().all(|c| c == mark)).then_some(mark)
}

/// Whether a line may be a heading: it is neither a sentence nor a table row.
fn is_heading(line: &str) -> bool {
    ruler(line).is_none()
        && length(line) <= HEADING_WORDS * WORD
        && line.contains(char::is_alphanumeric)
        && !line.contains(['\t', '|'])
        && !line.contains("  ")
        && !line.ends_with(['.', ',', ';', '。', '、', '；'])
}

/// The number of `#` before a line, and the rest of the line.
fn after_signs(line: &str) -> Option<(usize, &str)> {
    let text = line.trim_start_matches('#');
    let signs = line.len() - text.len();
    let text = text
        .strip_prefix(' ')?
        .trim()
        .trim_end_matches('#')
        .trim_end();
    ((1..=6).contains(&signs) && is_heading(text)).then_some((signs, text))
}

fn is_in_capitals(line: &str) -> bool {
    let capitals = line.chars().filter(|c| c.is_uppercase()).count();
    capitals >= CAPITALS
        && !line.contains(char::is_lowercase)
        && is_heading(line)
        && length(line) <= CAPITAL_WORDS * WORD
        && !line.ends_with(['!', ':', '?'])
}
