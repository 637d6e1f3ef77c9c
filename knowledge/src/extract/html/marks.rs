//! Ticks and crosses in tables that are recognisable only by their class or file name.

use scraper::ElementRef;

use super::element::words;

/// How many elements of a cell are searched.
const LOOKED_THROUGH: usize = 12;
/// How much of a class or an address is examined, in bytes.
const SIGN_BYTES: usize = 200;
/// Words for ticks.
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
/// Words for crosses.
const CROSSES: &[&str] = &[
    "close", "cross", "excluded", "false", "remove", "times", "xmark",
];
/// File extensions of pictures.
const FILES: &[&str] = &["gif", "jpg", "png", "svg", "webp"];
const TICK: &str = "✓";
const CROSS: &str = "✗";
/// The longest text that is a sign, in characters.
const SIGN_CHARS: usize = 2;

/// The sign in `cell`, if it shows nothing else.
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
        // An enabled checkbox asks the visitor, and states nothing.
        part.attr("disabled")?;
        return Some(if part.attr("checked").is_some() {
            TICK
        } else {
            CROSS
        });
    }
    let file = |name| {
        let address = part.attr(name)?;
        address.rsplit(['#', '/']).next()
    };
    let names = [part.attr("class"), file("href"), file("src")];
    names.into_iter().flatten().find_map(|name| {
        let name = name.get(..name.floor_char_boundary(SIGN_BYTES))?;
        let names = name.split_whitespace().map(words);
        let signs: Vec<&str> = names.filter_map(|words| sign_of(&words)).collect();
        let is_cross = signs.contains(&CROSS);
        is_cross.then_some(CROSS).or(signs.first().copied())
    })
}

/// The sign that a class or file is named after. "check-no" and "no-check" are crosses, and "no-wrap" is neither.
fn sign_of(words: &[String]) -> Option<&'static str> {
    let is_one_of = |word: &String, signs: &[&str]| signs.contains(&word.as_str());
    let negates = |at: usize| {
        let next = words.get(at + 1);
        next.is_none_or(|next| is_one_of(next, TICKS) || is_one_of(next, FILES))
    };
    let is_cross = (words.iter().enumerate())
        .any(|(at, word)| is_one_of(word, CROSSES) || word == "no" && negates(at));
    let is_tick = words.iter().any(|word| is_one_of(word, TICKS));
    if is_cross {
        Some(CROSS)
    } else {
        is_tick.then_some(TICK)
    }
}
