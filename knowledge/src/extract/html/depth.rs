//! A guard against deep nesting. Parsing takes time with the square of the depth, because the standard has the parser
//! look through all open elements at every tag.

/// The deepest nesting that is parsed. Browsers stop at 512.
const MOST_OPEN: usize = 2_000;

/// Elements that have no end tag, or are often written without it.
const OFTEN_OPEN: &[&[u8]] = &[
    b"area",
    b"base",
    b"br",
    b"col",
    b"colgroup",
    b"dd",
    b"dt",
    b"embed",
    b"hr",
    b"img",
    b"input",
    b"li",
    b"link",
    b"meta",
    b"optgroup",
    b"option",
    b"p",
    b"param",
    b"path",
    b"rp",
    b"rt",
    b"source",
    b"tbody",
    b"td",
    b"tfoot",
    b"th",
    b"thead",
    b"tr",
    b"track",
    b"use",
    b"wbr",
];

/// Whether elements nest deeper than on any page written for people. An estimate from the tags alone.
pub(super) fn is_absurd(html: &str) -> bool {
    let mut open: usize = 0;
    for tag in html.as_bytes().split(|&byte| byte == b'<').skip(1) {
        let (closes, name) = match tag {
            [b'/', name @ ..] => (true, name),
            name => (false, name),
        };
        let end = name
            .iter()
            .position(|byte| !byte.is_ascii_alphanumeric())
            .unwrap_or(name.len());
        let name = name.get(..end).unwrap_or_default().to_ascii_lowercase();
        if !name.first().is_some_and(u8::is_ascii_alphabetic)
            || OFTEN_OPEN.contains(&name.as_slice())
        {
            continue;
        }
        if closes {
            open = open.saturating_sub(1);
        } else {
            open += 1;
            if open > MOST_OPEN {
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_nesting_is_absurd_not_length() {
        assert!(is_absurd(&"<div>".repeat(2_001)));
        assert!(is_absurd(&"<TABLE><tr><td>".repeat(2_001)));
        assert!(!is_absurd(&"<div>x</div>".repeat(10_000)));
        assert!(!is_absurd(&"<p>x<br><img src=x>1 < 2".repeat(10_000)));
    }
}
