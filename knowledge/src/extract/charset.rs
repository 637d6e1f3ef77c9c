//! Decodes bytes to text (WHATWG Encoding; HTML, "determining the character encoding").

use self::{
    declaration::declared,
    detection::{detected, is_nonsense},
    encoding::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED},
};

mod declaration;
mod detection;
pub(super) mod encoding;
mod zeros;

/// Why bytes cannot be decoded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongCharset {
    /// They are not valid in the declared encoding, which is this label.
    #[error("the text is not in the charset {0}")]
    Declared(String),
    /// They declare no encoding, and none was detected.
    #[error("the text is in no known charset")]
    Unknown,
}

/// Decodes `bytes` by the byte order mark, or else by the position of zero bytes, `Content-Type`, the page's own
/// declaration, or detection, in this order. A label that the standard does not list is ignored.
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> Result<String, WrongCharset> {
    if let Some(encoding) = Encoding::for_bom(bytes) {
        return checked(&encoding, bytes);
    }
    if let Some(encoding) = zeros::utf_16(bytes) {
        return checked(&encoding, bytes);
    }
    let by_header = content_type
        .and_then(declaration::charset_after)
        .and_then(Encoding::for_label);
    let encoding = by_header.or_else(|| declared(bytes).and_then(|label| in_page(&label)));
    if let Some(encoding) = encoding {
        let encoding = if is_surely_utf_8(bytes) {
            UTF_8
        } else {
            encoding
        };
        return checked(&encoding, bytes);
    }
    let likeliest = if has_escapes(bytes) {
        Some(ISO_2022_JP)
    } else if std::str::from_utf8(bytes).is_ok() {
        Some(UTF_8)
    } else {
        detected(bytes, declaration::language(bytes).as_deref()).cloned()
    };
    likeliest
        .and_then(|encoding| checked(&encoding, bytes).ok())
        .ok_or(WrongCharset::Unknown)
}

/// Whether bytes have zeros as no text has in any charset.
pub(super) fn has_zeros(bytes: &[u8]) -> bool {
    bytes.contains(&0)
        && Encoding::for_bom(bytes)
            .filter(|encoding| *encoding != UTF_8)
            .or_else(|| zeros::utf_16(bytes))
            .is_none()
}

/// Whether bytes are UTF-8 regardless of what they declare. Text in another encoding is valid UTF-8 only if it is
/// short, and by chance.
fn is_surely_utf_8(bytes: &[u8]) -> bool {
    /// The fewest multi-byte characters for that conclusion.
    const LEAST: usize = 3;
    !bytes.contains(&0x1b)
        && std::str::from_utf8(bytes)
            .is_ok_and(|text| text.chars().filter(|c| !c.is_ascii()).take(LEAST).count() == LEAST)
}

fn checked(encoding: &Encoding, bytes: &[u8]) -> Result<String, WrongCharset> {
    let text = encoding.decode(bytes);
    if is_nonsense(&text, encoding) {
        return Err(WrongCharset::Declared(encoding.name().to_owned()));
    }
    Ok(text)
}

/// The encoding for a label inside the page. A page whose label can be read there is not in UTF-16.
fn in_page(label: &str) -> Option<Encoding> {
    Some(match Encoding::for_label(label)? {
        encoding if encoding == UTF_16BE || encoding == UTF_16LE => UTF_8,
        encoding if encoding == X_USER_DEFINED => WINDOWS_1252,
        encoding => encoding,
    })
}

/// Whether the bytes have the escape sequences of ISO-2022-JP.
fn has_escapes(bytes: &[u8]) -> bool {
    bytes.is_ascii()
        && [b"\x1b$B".as_slice(), b"\x1b$@"]
            .iter()
            .any(|escape| bytes.windows(3).any(|window| window == *escape))
}

#[cfg(test)]
mod tests;
