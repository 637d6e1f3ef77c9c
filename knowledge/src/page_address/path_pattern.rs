//! Patterns for page addresses, as in robots.txt (RFC 9309, section 2.2.3). A pattern matches an address whose path and
//! query start with it. `*` stands for any characters, and `$` at the end for the end of the address.

use percent_encoding::percent_encode_byte;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::source_limits::PATTERN_CHARS;

/// A pattern written by an owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PathPattern {
    written: String,
    encoded: String,
}

/// The error for a text that is not a pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not a pattern. A pattern begins with / or *, and has at most {PATTERN_CHARS} characters and no spaces, as /help/* or *.pdf$."
)]
pub struct NoPattern(String);

impl PathPattern {
    /// Whether the path and the query of `url` match.
    pub fn matches(&self, url: &Url) -> bool {
        fits(&self.encoded, &encoded_path(url))
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.written
    }
}

impl TryFrom<String> for PathPattern {
    type Error = NoPattern;

    fn try_from(text: String) -> Result<Self, NoPattern> {
        let written = text.trim();
        let is_pattern = written.starts_with(['/', '*'])
            && written.chars().count() <= PATTERN_CHARS
            && !written.contains(|c: char| c.is_whitespace() || c.is_control());
        if !is_pattern {
            let shown = text.chars().take(PATTERN_CHARS).collect();
            return Err(NoPattern(shown));
        }
        Ok(Self {
            encoded: encoded(written),
            written: written.to_owned(),
        })
    }
}

impl From<PathPattern> for String {
    fn from(pattern: PathPattern) -> Self {
        pattern.written
    }
}

/// The path and the query of `url`, in the form of [`encoded`].
pub(crate) fn encoded_path(url: &Url) -> String {
    let mut path = url.path().to_owned();
    if let Some(query) = url.query() {
        path.push('?');
        path.push_str(query);
    }
    encoded(&path)
}

/// Percent-encodes bytes outside printable ASCII, and decodes percent-encoded bytes that need no encoding.
pub(crate) fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let escaped = match rest {
            [high, low, after @ ..] if byte == b'%' => {
                octet(*high, *low).map(|octet| (octet, after))
            }
            _ => None,
        };
        if let Some((octet, after)) = escaped {
            rest = after;
            if octet.is_ascii_alphanumeric() || b"-._~".contains(&octet) {
                encoded.push(char::from(octet));
            } else {
                encoded.push_str(percent_encode_byte(octet));
            }
        } else if byte.is_ascii_graphic() {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(percent_encode_byte(byte));
        }
    }
    encoded
}

/// The byte for two hexadecimal digits.
fn octet(high: u8, low: u8) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// Whether `path` starts with a match of `pattern`. Taking the earliest match for each part between stars leaves the
/// most for the rest.
pub(crate) fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, to_the_end) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else {
        return !to_the_end || rest.is_empty();
    };
    for part in between {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    if to_the_end {
        rest.ends_with(last)
    } else {
        rest.contains(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Result<PathPattern, NoPattern> {
        PathPattern::try_from(text.to_owned())
    }

    #[test]
    fn a_pattern_fits_the_beginning_of_a_path_with_its_query() {
        let fits = |text: &str, path: &str| {
            let url = Url::parse("https://a.example").unwrap().join(path).unwrap();
            pattern(text).unwrap().matches(&url)
        };
        for (text, path) in [
            ("/help", "/help"),
            ("/help", "/helpdesk"),
            ("/help/*", "/help/a/b"),
            ("/help/**", "/help/a"),
            ("*/archive/*", "/2020/archive/x"),
            ("*.pdf$", "/files/a.pdf"),
            ("/*?*", "/list?page=2"),
            ("*?sort=", "/list?sort=price"),
            ("/über/", "/%C3%BCber/x"),
        ] {
            assert!(fits(text, path), "{text} {path}");
        }
        for (text, path) in [
            ("/help/*", "/help"),
            ("/help$", "/help/"),
            ("*.pdf$", "/a.pdf?x"),
            ("/a", "/b/a"),
            ("/A", "/a"),
        ] {
            assert!(!fits(text, path), "{text} {path}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused_with_its_text() {
        let long = format!("/{}", "a".repeat(PATTERN_CHARS));
        for text in [
            "",
            " ",
            "help",
            "https://a.example/x",
            "/a b",
            "/a\nb",
            &long,
        ] {
            let refused = pattern(text).unwrap_err().to_string();
            assert!(refused.contains("begins with /"), "{refused}");
        }
        assert_eq!(pattern(" /a ").unwrap().as_str(), "/a");
    }
}
