//! Bare web addresses, e-mail addresses and phone numbers in a text, as links.

use super::{
    end::End,
    inline::Inline,
    link::{bare_length, email, safe_url},
    parser,
    reference::References,
    word::is_word,
};

/// The most digits of a phone number (ITU-T E.164).
const PHONE_DIGITS: usize = 15;
/// The fewest digits of a phone number.
const PHONE_DIGITS_LEAST: usize = 7;
/// Parses a text that a person wrote: line breaks, and bare addresses and numbers as links. Nothing else in it is a
/// mark.
pub(crate) fn parse_plain(text: &str) -> Vec<Inline> {
    let mut parts = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            parts.push(Inline::Break);
        }
        link(line, &mut parts);
    }
    parts
}

/// Parses a block's text, including bare links.
pub(crate) fn parse_linked(text: &str, end: End, references: &mut References) -> Vec<Inline> {
    with_links(parser::parse(text, end, references))
}

/// The inlines with bare addresses and numbers in their texts as links. Code and existing links stay as they are.
fn with_links(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut linked = Vec::with_capacity(inlines.len());
    for inline in inlines {
        match inline {
            Inline::Text(text) => link(&text, &mut linked),
            Inline::Strong(content) => linked.push(Inline::Strong(with_links(content))),
            Inline::Emphasis(content) => linked.push(Inline::Emphasis(with_links(content))),
            Inline::Strike(content) => linked.push(Inline::Strike(with_links(content))),
            other => linked.push(other),
        }
    }
    linked
}

/// Appends a text with its bare links.
fn link(text: &str, parts: &mut Vec<Inline>) {
    let mut shown = 0;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let before = text.get(..at).unwrap_or_default();
        let Some((length, url)) = link_at(rest, before) else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let written = rest.get(..length).unwrap_or_default();
        push_text(text.get(shown..at).unwrap_or_default(), parts);
        parts.push(Inline::Link {
            url,
            content: vec![Inline::Text(written.to_owned())],
        });
        at += length.max(1);
        shown = at;
    }
    push_text(text.get(shown..).unwrap_or_default(), parts);
}

fn push_text(text: &str, parts: &mut Vec<Inline>) {
    if !text.is_empty() {
        parts.push(Inline::Text(text.to_owned()));
    }
}

/// The length of a possible link at the beginning of the text, and its address.
fn link_at(text: &str, earlier: &str) -> Option<(usize, String)> {
    let before = earlier.chars().next_back();
    if before.is_some_and(|before| {
        is_word(before) || matches!(before, '@' | '.' | '_' | '-' | '/' | '#' | '&' | '=' | '+')
    }) {
        return None;
    }
    let (length, url) = match text.chars().next()? {
        '0'..='9' | '+' | '(' => phone(text)
            .filter(|_| may_begin_number(earlier))
            .or_else(|| email(text))?,
        _ if starts_with(text, "https://") || starts_with(text, "http://") => {
            let length = bare_length(text)?;
            (length, text.get(..length)?.to_owned())
        }
        _ if starts_with(text, "www.") => {
            let length = bare_length(text)?;
            let host = text.get(4..length)?;
            let (name, rest) = host.split_once('.')?;
            if name.is_empty() || !rest.starts_with(is_word) {
                return None;
            }
            (length, ["https://www.", host].concat())
        }
        first if first.is_ascii_alphabetic() => email(text)?,
        _ => return None,
    };
    safe_url(&url)?;
    Some((length, url))
}

/// Whether a phone number may follow: it must not continue another number.
fn may_begin_number(earlier: &str) -> bool {
    let stands_alone = earlier.chars().next_back().is_none_or(|before| {
        before.is_whitespace() || matches!(before, ':' | '(' | '"' | '“' | '„' | '：')
    });
    stands_alone
        && !earlier
            .trim_end()
            .ends_with(|last: char| last.is_ascii_digit())
}

fn starts_with(text: &str, scheme: &str) -> bool {
    let start = text.get(..scheme.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// A phone number: with `+`, with a leading zero and in groups, or in North American groups. Dates, times, prices and
/// order numbers are not phone numbers.
fn phone(text: &str) -> Option<(usize, String)> {
    let is_international = text.starts_with('+');
    let mut number = String::from(if is_international { "tel:+" } else { "tel:" });
    let mut groups: Vec<usize> = Vec::new();
    let mut rest = text.trim_start_matches(['+', '(']);
    if text.len() > rest.len() + 1 {
        return None;
    }
    let mut end = 0;
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (group, after) = rest.split_at_checked(digits)?;
        if digits == 0 {
            break;
        }
        // In +43 (0)1, the zero is dialled only within the country.
        let is_left_out = is_international && group == "0" && after.starts_with(')');
        if !is_left_out {
            number.push_str(group);
            groups.push(digits);
        }
        end = text.len() - after.len();
        let Some(separator) = separator(after) else {
            break;
        };
        rest = after.get(separator..)?;
    }
    let next = text.get(end..)?.chars().next();
    let digits: usize = groups.iter().sum();
    let leads_on = next.is_some_and(|next| {
        is_word(next) || matches!(next, '%' | '€' | '$' | '£' | '°' | '@' | ':')
    });
    if leads_on || !(PHONE_DIGITS_LEAST..=PHONE_DIGITS).contains(&digits) {
        return None;
    }
    let is_number = match *groups {
        _ if is_international => groups.iter().any(|group| *group > 1),
        [3, 3, 4] => true,
        [1, 3, 3, 4] => number.starts_with("tel:1"),
        [2, 2, 2, 2, 2] => number.starts_with("tel:0"),
        [first, second, ..] => {
            number.starts_with("tel:0") && first > 1 && (first > 2 || second > 2)
        }
        _ => false,
    };
    is_number.then_some((end, number))
}

/// The length of the separator between two groups of digits.
fn separator(text: &str) -> Option<usize> {
    let end = text.find(|character: char| character.is_ascii_digit())?;
    let between = text.get(..end)?;
    let marks = between.trim_matches([' ', '\u{a0}']);
    let fits = match marks {
        "" => between.chars().count() == 1,
        "-" | "." => between.len() == 1,
        "/" | "(" | ")" | ")-" | ")/" => between.len() <= 3,
        _ => false,
    };
    fits.then_some(end)
}
