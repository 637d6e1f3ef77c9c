//! Answers that are visible from the start, or that only styles hide, after an element that works as their heading.

use scraper::ElementRef;

use super::super::{
    super::super::questions,
    element::{CONTROL_CHARS, has_word, is_block},
    survey::Survey,
};

/// Whether `element` is a question, or the label of a checkbox, right before its visible answer.
pub(super) fn stands_before_answer(
    element: &ElementRef<'_>,
    is_button: bool,
    survey: &Survey,
) -> bool {
    let Some(next) = element.next_siblings().find_map(ElementRef::wrap) else {
        return false;
    };
    if !is_block(&next) || survey.holding(&next).chars == 0 {
        return false;
    }
    let asks = || {
        let text: String = (element.text().flat_map(str::chars))
            .take(CONTROL_CHARS)
            .collect();
        questions::asks(text.trim())
    };
    let ticks = || {
        let before = element.prev_siblings().find_map(ElementRef::wrap);
        let is_box = |before: &ElementRef<'_>| {
            matches!(before.attr("type"), Some("checkbox" | "radio"))
                && before.value().id() == element.attr("for")
        };
        !survey.holding(element).within.form && before.as_ref().is_some_and(is_box)
    };
    match element.value().name() {
        "label" => ticks(),
        _ if is_button => asks(),
        _ => has_word(element, &["question"]) && has_word(&next, &["answer"]),
    }
}

/// Whether `element` is the rest of a text that "Read more" shows.
pub(super) fn is_rest(element: &ElementRef<'_>) -> bool {
    /// Ids and classes of such elements, in lower case and without punctuation.
    const NAMES: &[&str] = &[
        "more",
        "moretext",
        "readmore",
        "morecontent",
        "fulltext",
        "hiddentext",
    ];
    let id = element.value().id().into_iter();
    id.chain(element.value().classes().take(NAMES.len()))
        .filter(|name| name.len() <= 20)
        .any(|name| {
            let bare = name.trim_end_matches(|c: char| c.is_ascii_digit());
            let bare: String = bare.chars().filter(char::is_ascii_alphabetic).collect();
            NAMES.contains(&bare.to_ascii_lowercase().as_str())
        })
}
