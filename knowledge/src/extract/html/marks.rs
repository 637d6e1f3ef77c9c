//! Ticks and crosses in tables that say by their class or their file alone what they are.

use scraper::ElementRef;

use super::element::words;

/// How many elements of a cell are looked through.
const LOOKED_THROUGH: usize = 12;
/// How much of a class or an address is looked at, in bytes.
const SIGN_BYTES: usize = 200;
/// Words for what is so.
const TICKS: &[&str] = &[
    "check",
    "checked",
    "checkmark",
    "included",
    "ok",
    "tick",
    "true",
    "yes",
];
/// Words for what is not so.
const CROSSES: &[&str] = &[
    "close", "cross", "excluded", "false", "no", "remove", "times", "xmark",
];
/// The longest text that is a sign, in characters.
const SIGN_CHARS: usize = 2;

/// The sign that is all that `cell` shows.
pub(super) fn mark_of(cell: ElementRef<'_>) -> Option<String> {
    let text: String = (cell.text().flat_map(str::chars))
        .filter(|c| !c.is_whitespace())
        .take(SIGN_CHARS + 1)
        .collect();
    if !text.is_empty() {
        let is_sign = text.chars().count() <= SIGN_CHARS && !text.contains(char::is_alphanumeric);
        return is_sign.then_some(text);
    }
    let mut inner = cell.descendent_elements().take(LOOKED_THROUGH);
    inner.find_map(|part| sign(&part)).map(str::to_owned)
}

fn sign(part: &ElementRef<'_>) -> Option<&'static str> {
    if !matches!(
        part.value().name(),
        "i" | "img" | "span" | "svg" | "use" | "input"
    ) {
        return None;
    }
    if part.attr("type") == Some("checkbox") {
        return Some(if part.attr("checked").is_some() {
            "✓"
        } else {
            "✗"
        });
    }
    let file = |name| {
        let address = part.attr(name)?;
        address.rsplit(['#', '/']).next()
    };
    let names = [part.attr("class"), file("href"), file("src")];
    names.into_iter().flatten().find_map(|name| {
        let name = name.get(..name.floor_char_boundary(SIGN_BYTES))?;
        let words = words(name);
        let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
        // "check-no" and "no-check" are crosses.
        if has(CROSSES) {
            Some("✗")
        } else {
            has(TICKS).then_some("✓")
        }
    })
}
