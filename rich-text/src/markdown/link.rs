//! The addresses that a text may link to.

use super::word::WORD_JOINER;

/// The longest address, in bytes.
pub(crate) const URL_BYTES: usize = 2_000;

const SCHEMES: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];

/// The address, trimmed, if a text may link to it: `http`, `https`, `mailto` or `tel`, at most 2,000 bytes, without white
/// space or control characters.
pub fn safe_url(url: &str) -> Option<&str> {
    let url = url.trim();
    let scheme = SCHEMES.into_iter().find(|scheme| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })?;
    let allowed = url.len() > scheme.len()
        && url.len() <= URL_BYTES
        && !url.contains(|character: char| character.is_whitespace() || character.is_control());
    allowed.then_some(url)
}

/// The length in bytes of the address at the beginning of the text, if a text may link to it.
pub(crate) fn bare_url_length(text: &str) -> Option<usize> {
    safe_url(text.get(..bare_length(text)?)?).map(str::len)
}

/// The length in bytes of an address at the beginning of the text, without the punctuation of its sentence.
pub(crate) fn bare_length(text: &str) -> Option<usize> {
    let whole = text.len();
    let text = text.get(..text.floor_char_boundary(URL_BYTES + 1))?;
    let end = text
        .find(|character: char| {
            character.is_whitespace()
                || matches!(character, '<' | '>' | '"' | '`' | '|' | WORD_JOINER)
        })
        // An address that goes on past the longest is none.
        .or_else(|| (text.len() == whole).then_some(whole))?;
    let mut url = text.get(..end)?;
    let (opened, mut closed) = (url.matches('(').count(), url.matches(')').count());
    loop {
        let trimmed =
            url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~', ']']);
        let trimmed = match trimmed.strip_suffix(')') {
            Some(inner) if opened < closed => {
                closed -= 1;
                inner
            }
            _ => trimmed,
        };
        if trimmed.len() == url.len() {
            break;
        }
        url = trimmed;
    }
    Some(url.len())
}
