//! Inline elements that only styles separate: `<span>Espresso</span><span>2.40</span>`.

use scraper::ElementRef;

use super::{
    super::measure::is_cjk,
    element::{is_block, letters},
    walk::Walk,
};

/// How many nodes are searched for the first letter of an element.
const NODES: usize = 20;
/// The fewest letters of an element that is not a piece of a word.
const LETTERS: usize = 2;

impl Walk<'_> {
    /// Inserts a space before `element` if nothing else separates it from the text before.
    pub(super) fn set_apart(&mut self, element: &ElementRef<'_>) {
        if self.in_code || !is_part(element) {
            return;
        }
        let mut back = self.open.text.chars().rev();
        let (Some(last), before) = (back.next(), back.next()) else {
            return;
        };
        let Some(first) = first_of(element) else {
            return;
        };
        let can_end = last.is_alphanumeric() || last == ')';
        let can_begin = first.is_alphanumeric() || matches!(first, '(' | '€' | '£' | '$' | '¥');
        if !can_end || !can_begin || is_cjk(last) || is_cjk(first) {
            return;
        }
        // A single letter may be the start or the end of a word that styles split.
        let is_short = last.is_alphabetic()
            && first.is_alphabetic()
            && (!before.is_some_and(char::is_alphanumeric) || letters(element, LETTERS) < LETTERS);
        if is_short {
            return;
        }
        let turns = last.is_lowercase() && first.is_uppercase()
            || last.is_alphabetic() != first.is_alphabetic();
        let is_apart = match beside(element) {
            Beside::Element => turns || is_of_parts(element),
            // "B<b>12</b>" is one word, but "Riesling<span>5.50 €</span>" is not.
            Beside::Text => last.is_alphabetic() && first.is_numeric() && letters(element, 3) == 3,
            Beside::Nothing => false,
        };
        if is_apart {
            self.text(" ");
        }
    }
}

/// What comes right before an element.
enum Beside {
    Element,
    Text,
    Nothing,
}

fn beside(element: &ElementRef<'_>) -> Beside {
    let before = element
        .prev_siblings()
        .find(|node| !node.value().is_comment());
    match before {
        Some(node) if node.value().is_element() => Beside::Element,
        Some(node) if node.value().is_text() => Beside::Text,
        _ => Beside::Nothing,
    }
}

/// Whether `element` is an inline part of a line.
fn is_part(element: &ElementRef<'_>) -> bool {
    matches!(
        element.value().name(),
        "a" | "b" | "bdi" | "data" | "em" | "i" | "label" | "small" | "span" | "strong" | "time"
    )
}

/// Whether the parent of `element` has no text of its own and is not running text.
fn is_of_parts(element: &ElementRef<'_>) -> bool {
    let Some(around) = element.parent().and_then(ElementRef::wrap) else {
        return false;
    };
    let is_container = is_block(&around) && around.value().name() != "p"
        || matches!(
            around.value().name(),
            "a" | "button" | "fieldset" | "label" | "td" | "th"
        );
    is_container
        && !around.children().take(NODES).any(|child| {
            child
                .value()
                .as_text()
                .is_some_and(|text| !text.trim().is_empty())
        })
}

fn first_of(element: &ElementRef<'_>) -> Option<char> {
    let mut texts = (element.descendants().take(NODES)).filter_map(|node| node.value().as_text());
    texts.find_map(|text| text.chars().next())
}
