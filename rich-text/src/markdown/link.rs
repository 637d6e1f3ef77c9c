//! The addresses that a text may link to.

use super::word::WORD_JOINER;

/// The longest address, in bytes.
pub(crate) const URL_BYTES: usize = 2_000;

/// The most bytes before the `@` of an e-mail address (RFC 5321, section 4.5.3.1.1).
const LOCAL_BYTES: usize = 64;

const SCHEMES: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];

/// The trimmed address, if a text may link to it: `http`, `https`, `mailto` or `tel`, at most 2,000 bytes, without
/// white space or control characters.
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

/// The address, if a Markdown link may have it.
#[cfg(not(test))]
pub(crate) fn allowed(url: &str) -> Option<&str> {
    safe_url(url)
}

#[cfg(test)]
pub(crate) use super::tests::commonmark::allowed;

/// The length in bytes of the address at the beginning of the text, if it may become a link.
pub(crate) fn bare_url_length(text: &str) -> Option<usize> {
    safe_url(text.get(..bare_length(text)?)?).map(str::len)
}

/// The length in bytes of an address at the beginning of the text, without the punctuation of the sentence around it.
pub(crate) fn bare_length(text: &str) -> Option<usize> {
    let whole = text.len();
    let text = text.get(..text.floor_char_boundary(URL_BYTES + 1))?;
    let end = text
        .find(|character: char| {
            character.is_whitespace()
                || matches!(character, '<' | '>' | '"' | '`' | '|' | WORD_JOINER)
        })
        // A longer address does not become a link.
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

/// The length in bytes of the e-mail address at the beginning of the text, and its `mailto:` address.
pub(crate) fn email(text: &str) -> Option<(usize, String)> {
    let local = text
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte))
        .count();
    let domain = text.get(local..)?.strip_prefix('@')?;
    let end = domain
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b".-".contains(byte))
        .count();
    let domain = domain.get(..end)?.trim_end_matches(['.', '-']);
    let ending = domain
        .bytes()
        .rev()
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let name = domain.get(..domain.len() - ending)?;
    let is_one = (1..=LOCAL_BYTES).contains(&local)
        && ending > 1
        && name.len() > 1
        && name.ends_with('.')
        && !name.starts_with(['.', '-'])
        && !name.as_bytes().windows(2).any(|two| two == b"..");
    let length = local + 1 + domain.len();
    is_one.then(|| Some((length, ["mailto:", text.get(..length)?].concat())))?
}
