//! Links that scroll to quoted words: `#:~:text=…`, <https://wicg.github.io/scroll-to-text-fragment/>.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The longest quotation that a link contains whole, in characters. For a longer one, it contains the first and the
/// last words.
const WHOLE_CHARS: usize = 80;
/// The characters to encode in a quotation. A hyphen, a comma or an ampersand would be part of the directive.
const TEXT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'_').remove(b'~');
/// The characters to encode in an anchor: those that a fragment must not contain (RFC 3986, section 3.5), and `&`, `,`
/// and `?`.
const ANCHOR: &AsciiSet = &TEXT
    .remove(b'-')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b';')
    .remove(b':')
    .remove(b'@')
    .remove(b'/')
    .remove(b'=');
/// How many words of the start and of the end a link contains.
const EDGE_WORDS: usize = 4;
/// How many characters of the start and of the end, in scripts without spaces.
const EDGE_CHARS: usize = 12;

/// `url` with `anchor`, and with the plain words of `quotes` to scroll to.
///
/// Addresses outside the web are returned unchanged. A link to a page of a PDF (`page=3`) has no words, because viewers
/// take them for part of the number.
pub fn link(url: &str, anchor: Option<&str>, quotes: &[String]) -> String {
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return url.to_owned();
    }
    let (page, own_anchor) = match url.split_once('#') {
        Some((page, fragment)) => (page, Some(fragment)),
        None => (url, None),
    };
    let mut link = page.to_owned();
    link.push('#');
    match anchor {
        Some(anchor) => link.extend(utf8_percent_encode(anchor, ANCHOR)),
        // The anchor is encoded already.
        None => link.push_str(own_anchor.unwrap_or_default()),
    }
    if anchor.is_some_and(|anchor| anchor.starts_with("page=")) {
        return link;
    }
    let mut separator = ":~:";
    for quote in quotes.iter().filter(|quote| !quote.trim().is_empty()) {
        link.push_str(separator);
        separator = "&";
        link.push_str("text=");
        directive(quote, &mut link);
    }
    if link.ends_with('#') {
        link.pop();
    }
    link
}

fn directive(quote: &str, link: &mut String) {
    let quote = quote.trim();
    if quote.chars().count() <= WHOLE_CHARS {
        link.extend(utf8_percent_encode(quote, TEXT));
        return;
    }
    let words: Vec<&str> = quote.split_whitespace().collect();
    let (start, end) = if words.len() > 2 * EDGE_WORDS {
        let (start, _) = words.split_at(EDGE_WORDS);
        let (_, end) = words.split_at(words.len() - EDGE_WORDS);
        (start.join(" "), end.join(" "))
    } else {
        let count = quote.chars().count();
        (
            quote.chars().take(EDGE_CHARS).collect(),
            quote.chars().skip(count - EDGE_CHARS).collect(),
        )
    };
    link.extend(utf8_percent_encode(&start, TEXT));
    link.push(',');
    link.extend(utf8_percent_encode(&end, TEXT));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, anchor: Option<&str>, quote: &str, expected: &str) {
        assert_eq!(link(url, anchor, &[quote.to_owned()]), expected);
    }

    #[test]
    fn what_the_syntax_uses_itself_is_encoded() {
        check(
            "https://x.example/a",
            None,
            "Wi-Fi, A & B: 5 €",
            "https://x.example/a#:~:text=Wi%2DFi%2C%20A%20%26%20B%3A%205%20%E2%82%AC",
        );
    }

    #[test]
    fn the_anchor_stays_before_it() {
        check(
            "https://x.example/a",
            Some("how long"),
            "b",
            "https://x.example/a#how%20long:~:text=b",
        );
        check(
            "https://x.example/a#s",
            None,
            "b",
            "https://x.example/a#s:~:text=b",
        );
    }

    #[test]
    fn a_page_of_a_pdf_is_named_alone() {
        check(
            "https://x.example/a.pdf",
            Some("page=3"),
            "b",
            "https://x.example/a.pdf#page=3",
        );
    }

    #[test]
    fn a_long_quotation_is_named_by_its_ends() {
        let quote = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen";
        check(
            "https://x.example/",
            None,
            quote,
            "https://x.example/#:~:text=one%20two%20three%20four,thirteen%20fourteen%20fifteen%20sixteen",
        );
    }

    #[test]
    fn two_quotations_and_none() {
        let link_to = |quotes: &[&str]| {
            link(
                "https://x.example/",
                None,
                &quotes
                    .iter()
                    .map(|quote| (*quote).to_owned())
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(link_to(&["a", "b"]), "https://x.example/#:~:text=a&text=b");
        assert_eq!(link_to(&[]), "https://x.example/");
    }

    #[test]
    fn other_addresses_are_left_alone() {
        check("file:handbook.md", Some("x"), "a", "file:handbook.md");
        check("", None, "a", "");
    }
}
