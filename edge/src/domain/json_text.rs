//! JSON compatible with other programs' writers and readers.

use std::borrow::Cow;

/// The byte order mark that some editors and libraries put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Replaces half a surrogate pair: an escape of the same length.
const REPLACEMENT: &[u8; 6] = b"\\ufffd";
/// The length of an escape such as `\ud83d`, in bytes.
const ESCAPE: usize = 6;

/// The characters, in addition to line feed and carriage return, at which readers in other languages end a line, as
/// Python's `splitlines` does, with their escapes.
const LINE_ENDS: [(char, &str); 3] = [
    ('\u{85}', "\\u0085"),
    ('\u{2028}', "\\u2028"),
    ('\u{2029}', "\\u2029"),
];

/// `json` as one line for every reader. These characters occur only within its strings.
pub fn one_line(json: String) -> String {
    if !json.contains(LINE_ENDS.map(|(end, _)| end)) {
        return json;
    }
    (LINE_ENDS.iter()).fold(json, |json, (end, escape)| json.replace(*end, escape))
}

/// `json` without a byte order mark, and with U+FFFD for each half of a surrogate pair. JavaScript and Python write
/// such a half for a text that was cut within an emoji, and Rust strings cannot contain it.
pub fn readable(json: &[u8]) -> Cow<'_, [u8]> {
    let json = json.strip_prefix(BYTE_ORDER_MARK).unwrap_or(json);
    let halves = lone_surrogates(json);
    if halves.is_empty() {
        return Cow::Borrowed(json);
    }
    let mut repaired = json.to_vec();
    for at in halves {
        if let Some(escape) = repaired.get_mut(at..at + ESCAPE) {
            escape.copy_from_slice(REPLACEMENT);
        }
    }
    Cow::Owned(repaired)
}

/// The positions of the escapes of lone surrogates.
fn lone_surrogates(json: &[u8]) -> Vec<usize> {
    let mut lone = Vec::new();
    let mut at = 0;
    while let Some(found) =
        (json.get(at..)).and_then(|rest| rest.iter().position(|&byte| byte == b'\\'))
    {
        at += found;
        let Some(unit) = escaped_unit(json, at) else {
            // An escape of one character, which may be a backslash itself.
            at += 2;
            continue;
        };
        let is_pair = is_high(unit) && escaped_unit(json, at + ESCAPE).is_some_and(is_low);
        if is_pair {
            at += 2 * ESCAPE;
            continue;
        }
        if is_high(unit) || is_low(unit) {
            lone.push(at);
        }
        at += ESCAPE;
    }
    lone
}

/// The code unit of the escape at `at`, if there is one.
fn escaped_unit(json: &[u8], at: usize) -> Option<u16> {
    let digits = json.get(at..at + ESCAPE)?.strip_prefix(b"\\u")?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

const fn is_high(unit: u16) -> bool {
    matches!(unit, 0xd800..=0xdbff)
}

const fn is_low(unit: u16) -> bool {
    matches!(unit, 0xdc00..=0xdfff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_pair_is_the_replacement_character_and_whole_ones_stay() {
        for (json, text) in [
            (r#""plain""#, "plain"),
            (r#""\ud83d\ude00""#, "😀"),
            (r#""\ud83d""#, "\u{fffd}"),
            (r#""\uDE00 \uD83D!""#, "\u{fffd} \u{fffd}!"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
            (r#""\ud83d\n\\ud83d""#, "\u{fffd}\n\\ud83d"),
            (r#""\\\ud83d""#, "\\\u{fffd}"),
            ("\u{feff}\"marked\"", "marked"),
        ] {
            let read: String = serde_json::from_slice(&readable(json.as_bytes())).unwrap();
            assert_eq!(read, text, "{json}");
        }
    }

    #[test]
    fn a_stream_has_one_line_for_every_reader_and_says_the_same() {
        let text = "a\u{2028}b\u{2029}c\u{85}d\ne";
        let line = one_line(serde_json::to_string(text).unwrap());
        assert_eq!(line, r#""a\u2028b\u2029c\u0085d\ne""#);
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }

    #[test]
    fn what_is_no_json_stays_none() {
        for json in ["\"\\ud8", "\"\\uzzzz\"", "\\", "\"\\ud83d", ""] {
            assert!(serde_json::from_slice::<String>(&readable(json.as_bytes())).is_err());
        }
    }
}
