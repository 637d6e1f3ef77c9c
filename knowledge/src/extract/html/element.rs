//! Elements of a page: found by name, and those that are never read.

use scraper::{ElementRef, Html};

/// All elements of this name in the page.
pub(super) fn elements<'p>(page: &'p Html, name: &'p str) -> impl Iterator<Item = ElementRef<'p>> {
    page.root_element()
        .descendent_elements()
        .filter(move |element| element.value().name() == name)
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

pub(super) fn is_heading(element: &ElementRef<'_>) -> bool {
    matches!(
        element.value().name(),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary"
    ) || element.attr("role") == Some("heading")
}
