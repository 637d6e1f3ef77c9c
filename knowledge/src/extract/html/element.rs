//! Elements of a page: searching them by name, and classifying them.

use scraper::{ElementRef, Html};

/// How much of an attribute is examined, in bytes.
const SIGN_BYTES: usize = 1_000;
/// How much of a class is searched for words, in bytes.
const CLASS_BYTES: usize = 300;
/// The longest text of a control that becomes a heading, in characters.
pub(super) const CONTROL_CHARS: usize = 250;

/// All elements with this name in the page.
pub(super) fn elements<'p>(page: &'p Html, name: &'p str) -> impl Iterator<Item = ElementRef<'p>> {
    page.root_element()
        .descendent_elements()
        .filter(move |element| element.value().name() == name)
}

/// Elements that never have text to read.
pub(super) fn is_never_read(element: &ElementRef<'_>) -> bool {
    matches!(
        element.value().name(),
        "script"
            | "style"
            | "template"
            | "noscript"
            | "svg"
            | "canvas"
            | "iframe"
            | "object"
            | "embed"
            | "video"
            | "audio"
            | "map"
            | "amp-ad"
            | "amp-analytics"
            | "amp-consent"
            | "amp-embed"
            | "amp-sidebar"
            | "amp-social-share"
            | "input"
            | "select"
            | "textarea"
            | "datalist"
            | "progress"
            | "meter"
            | "dialog"
            | "rt"
            | "rp"
            | "head"
            | "search"
    )
}

pub(super) fn is_heading(element: &ElementRef<'_>) -> bool {
    matches!(
        element.value().name(),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary"
    ) || element.attr("role") == Some("heading")
}

/// Elements that start a new line. Custom elements mostly do.
pub(super) fn is_block(element: &ElementRef<'_>) -> bool {
    element.value().name().contains('-')
        || matches!(
            element.value().name(),
            "article"
                | "aside"
                | "blockquote"
                | "dd"
                | "div"
                | "dl"
                | "figure"
                | "li"
                | "ol"
                | "p"
                | "pre"
                | "section"
                | "table"
                | "tbody"
                | "tr"
                | "ul"
        )
}

/// Whether `text` is a sentence: it ends like one, or is as long as one.
pub(super) fn is_prose(text: &str) -> bool {
    text.chars().filter(|c| !c.is_whitespace()).count() >= 8
        && text
            .trim_end()
            .trim_end_matches(['"', '”', '»', ')', '’'])
            .ends_with(['.', '!', '。', '！', '．'])
}

/// Whether `element` can be pressed.
pub(super) fn is_control(element: &ElementRef<'_>) -> bool {
    if element.attr("aria-haspopup").is_some() {
        return false;
    }
    match element.value().name() {
        "button" | "summary" => true,
        "a" => element
            .attr("href")
            .is_none_or(|href| href.starts_with('#') || href.starts_with("javascript:")),
        "input" => matches!(element.attr("type"), Some("checkbox" | "radio")),
        "label" => element.attr("for").is_some(),
        _ => {
            matches!(element.attr("role"), Some("button" | "tab"))
                || element.attr("aria-expanded").is_some()
                || element.attr("onclick").is_some()
        }
    }
}

/// The number of characters in `element` without white space, counted up to `most` and within its first nodes.
pub(super) fn letters(element: &ElementRef<'_>, most: usize) -> usize {
    /// How many nodes are examined.
    const NODES: usize = 100;
    let texts = (element.descendants().take(NODES)).filter_map(|node| node.value().as_text());
    let letters = texts.flat_map(|text| text.chars());
    letters.filter(|c| !c.is_whitespace()).take(most).count()
}

/// The words of a class name: `cookieBanner--open` has cookie, banner, open.
pub(super) fn words(class: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for c in class.chars() {
        if !c.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && lower) {
            words.push(String::new());
        }
        lower = c.is_ascii_lowercase();
        if c.is_ascii_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(c.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether the class of `element` has one of the `wanted` words.
pub(super) fn has_word(element: &ElementRef<'_>, wanted: &[&str]) -> bool {
    element.attr("class").is_some_and(|class| {
        let class = class
            .get(..class.floor_char_boundary(CLASS_BYTES))
            .unwrap_or_default();
        words(class)
            .iter()
            .any(|word| wanted.contains(&word.as_str()))
    })
}

/// The start of an attribute that may show what `element` is.
pub(super) fn sign<'p>(element: &ElementRef<'p>, name: &str) -> Option<&'p str> {
    let value = element.attr(name)?;
    value.get(..value.floor_char_boundary(SIGN_BYTES))
}
