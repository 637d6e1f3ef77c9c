//! Elements of a page: found by name, measured by their text.

use scraper::{ElementRef, Html};

/// All elements of this name in the page.
pub(super) fn elements<'p>(page: &'p Html, name: &'p str) -> impl Iterator<Item = ElementRef<'p>> {
    page.root_element()
        .descendent_elements()
        .filter(move |element| element.value().name() == name)
}

/// The number of characters in `element` apart from white space, scripts and styles. Counting stops at `most`.
pub(super) fn text_size(element: ElementRef<'_>, most: usize) -> usize {
    let mut size = 0;
    for node in element.descendants() {
        let Some(text) = node.value().as_text() else {
            continue;
        };
        let unread = node
            .parent()
            .and_then(ElementRef::wrap)
            .is_some_and(|parent| {
                matches!(
                    parent.value().name(),
                    "script" | "style" | "noscript" | "template"
                )
            });
        if !unread {
            size += text.chars().filter(|c| !c.is_whitespace()).count();
        }
        if size >= most {
            break;
        }
    }
    size
}

/// Elements that never hold text to read.
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
            | "input"
            | "select"
            | "textarea"
            | "datalist"
            | "progress"
            | "meter"
            | "dialog"
            | "nav"
            | "rt"
            | "rp"
            | "head"
            | "search"
    )
}
