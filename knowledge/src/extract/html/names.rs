//! What signs and pictures say to those who do not see them (WAI-ARIA, accessible names).

use scraper::ElementRef;

/// Classes of text that only screen readers read.
const FOR_READERS: &[&str] = &[
    "a11y-hidden",
    "assistive-text",
    "hidden-visually",
    "screen-reader",
    "screen-reader-only",
    "screen-reader-text",
    "screenreader-only",
    "sr-only",
    "sronly",
    "u-hidden-visually",
    "u-visually-hidden",
    "usa-sr-only",
    "visually-hidden",
    "visuallyHidden",
    "visuallyhidden",
    "vh",
];
/// Words of names that say what a sign does, not what the text means. In lower case.
const SERVICE: &[&str] = &[
    "anchor",
    "arrow",
    "bullet",
    "chevron",
    "close",
    "copy",
    "expand",
    "external",
    "icon",
    "link to",
    "logo",
    "new tab",
    "new window",
    "open menu",
    "opens in",
    "permalink",
    "read more",
    "search",
    "skip to",
    "toggle",
];
/// The longest name, in characters.
const NAME_CHARS: usize = 80;

/// What `element` is called, if it is a sign, a picture or a text for screen readers. None if that says nothing about the
/// text around it.
pub(super) fn accessible_name(element: &ElementRef<'_>) -> Option<String> {
    if element.attr("aria-hidden") == Some("true") {
        return None;
    }
    let given = || element.attr("aria-label").or_else(|| element.attr("title"));
    let name = match element.value().name() {
        "svg" => element
            .attr("aria-label")
            .map(str::to_owned)
            .or_else(|| title_of(element))?,
        "img" => element.attr("alt")?.to_owned(),
        "i" | "span" | "em" | "div" | "abbr" if is_for_readers(element) => element.text().collect(),
        "i" | "span" if element.text().all(|text| text.trim().is_empty()) => given()?.to_owned(),
        _ if element.attr("role") == Some("img") => given()?.to_owned(),
        _ => return None,
    };
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = name.to_lowercase();
    let is_file = [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"]
        .iter()
        .any(|ending| lower.ends_with(ending));
    let says_nothing = name.is_empty()
        || name.chars().count() > NAME_CHARS
        || is_file
        || SERVICE.iter().any(|word| lower.contains(word));
    (!says_nothing).then_some(name)
}

fn title_of(picture: &ElementRef<'_>) -> Option<String> {
    let title = picture
        .descendent_elements()
        .find(|inner| inner.value().name() == "title")?;
    Some(title.text().collect())
}

fn is_for_readers(element: &ElementRef<'_>) -> bool {
    element
        .value()
        .classes()
        .any(|class| FOR_READERS.contains(&class))
}
