//! Accessible names of icons and pictures (WAI-ARIA, accessible names).

use scraper::ElementRef;

use super::{
    chrome::{Chrome, words::FOR_READERS},
    element::{is_block, letters},
};

/// Words in names that describe what an icon does rather than the text, in lower case.
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
/// File extensions of pictures, in lower case.
const PICTURES: &[&str] = &[".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"];

/// The name of `element`, if it is an icon, a picture or a text for screen readers. None if it says nothing about the
/// text around it.
pub(super) fn accessible_name(element: &ElementRef<'_>, chrome: &Chrome) -> Option<String> {
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
        "i" | "span" | "em" | "div" | "abbr" if is_for_readers(element) => {
            let holding = chrome.holding(element);
            if holding.chars > NAME_CHARS || !chrome.effort.spend(holding.bytes) {
                return None;
            }
            element.text().collect()
        }
        "i" | "span" if chrome.holding(element).chars == 0 => given()?.to_owned(),
        _ if element.attr("role") == Some("img") => given()?.to_owned(),
        _ => return None,
    };
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let says_nothing = name.is_empty()
        || name.chars().count() > NAME_CHARS
        || is_picture_file(&name)
        || is_of_service(&name);
    (!says_nothing).then_some(name)
}

/// Whether `element` is a text for screen readers that labels what follows, such as "Season:", or replaces its visible
/// neighbour: `<ins aria-hidden=true>119 €</ins>`.
pub(super) fn stands_for_hidden(element: &ElementRef<'_>) -> bool {
    let is_for_eyes = |beside: ElementRef<'_>| {
        beside.attr("aria-hidden") == Some("true") && !is_block(&beside) && letters(&beside, 1) > 0
    };
    let names_rest = || {
        let text: String = (element.text().flat_map(str::chars))
            .take(NAME_CHARS + 1)
            .collect();
        text.trim_end().ends_with([':', '：'])
    };
    is_for_readers(element)
        && (names_rest()
            || [
                element.prev_siblings().find_map(ElementRef::wrap),
                element.next_siblings().find_map(ElementRef::wrap),
            ]
            .into_iter()
            .flatten()
            .any(is_for_eyes))
}

/// Whether `text` is the file name of a picture.
pub(super) fn is_picture_file(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    PICTURES.iter().any(|ending| lower.ends_with(ending))
}

/// Whether one of the words describes what an icon does. "Closed" and "Research" do not.
fn is_of_service(name: &str) -> bool {
    let mut words = String::from(" ");
    for word in name.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
        if !word.is_empty() {
            words.extend([word, " "]);
        }
    }
    SERVICE
        .iter()
        .any(|service| words.contains(&format!(" {service} ")))
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
