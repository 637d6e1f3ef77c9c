//! Bytes to text (WHATWG Encoding and HTML, "determining the character encoding").

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// How far into a page to look for `<meta charset>`, in bytes. The standard sets the number.
const META_BYTES: usize = 1024;

/// The name of a charset that no current browser decodes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown charset {0}")]
pub struct UnknownCharset(pub String);

/// Decodes `bytes` by the byte order mark, else by `Content-Type`, else by `<meta>`. Without any of them it is UTF-8
/// if that is valid, and windows-1252 if not.
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> Result<String, UnknownCharset> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(encoding.decode(bytes).0.into_owned());
    }
    let declared = content_type
        .and_then(charset_after)
        .map(str::to_owned)
        .or_else(|| {
            let head = bytes.get(..META_BYTES).unwrap_or(bytes);
            charset_after(&String::from_utf8_lossy(head)).map(str::to_owned)
        });
    let encoding = match &declared {
        Some(label) => Encoding::for_label_no_replacement(label.as_bytes())
            .ok_or_else(|| UnknownCharset(label.clone()))?,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => WINDOWS_1252,
    };
    Ok(encoding.decode_without_bom_handling(bytes).0.into_owned())
}

/// The label after the first `charset=`.
fn charset_after(text: &str) -> Option<&str> {
    const KEY: &str = "charset";
    let at = text.to_ascii_lowercase().find(KEY)? + KEY.len();
    let value = text.get(at..)?.trim_start().strip_prefix('=')?;
    let value = value.trim_start().trim_start_matches(['"', '\'']);
    let end = value
        .find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)))
        .unwrap_or(value.len());
    value.get(..end).filter(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], content_type: Option<&str>, expected: &str) {
        assert_eq!(
            decode(bytes, content_type).as_deref(),
            Ok(expected),
            "{content_type:?}"
        );
    }

    #[test]
    fn the_header_decides_before_the_page() {
        check(b"caf\xe9", Some("text/html; charset=ISO-8859-1"), "café");
        check(
            b"<meta charset=utf-8>\xe9",
            Some("text/html;charset=\"windows-1252\""),
            "<meta charset=utf-8>é",
        );
    }

    #[test]
    fn the_page_decides_where_the_header_is_silent() {
        let page = b"<meta http-equiv=Content-Type content='text/html; charset=shift_jis'>\x83\x65";
        assert!(decode(page, Some("text/html")).unwrap().ends_with("'>テ"));
        check(b"\xef\xbb\xbfhi", Some("text/html; charset=latin1"), "hi");
    }

    #[test]
    fn undeclared_bytes_are_utf_8_or_else_western() {
        check("größer".as_bytes(), None, "größer");
        check(b"gr\xf6\xdfer", None, "größer");
    }

    #[test]
    fn a_charset_of_no_browser_is_refused_by_name() {
        assert_eq!(
            decode(b"x", Some("text/html; charset=klingon")),
            Err(UnknownCharset("klingon".into()))
        );
    }
}
