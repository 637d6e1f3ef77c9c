//! Link targets of headings.

use scraper::ElementRef;

/// The target for a link to this heading: its own id, the id of an anchor in or before it, or that of the section that
/// it opens.
pub(super) fn anchor(element: ElementRef<'_>) -> Option<String> {
    let name = |element: ElementRef<'_>| {
        element
            .value()
            .id()
            .or_else(|| element.attr("name"))
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
    };
    name(element)
        .or_else(|| {
            element
                .descendent_elements()
                .filter(|inner| inner.value().name() == "a")
                .find_map(name)
        })
        .or_else(|| {
            element
                .prev_siblings()
                .find_map(ElementRef::wrap)
                .filter(|before| before.value().name() == "a" && before.text().next().is_none())
                .and_then(name)
        })
        .or_else(|| {
            let parent = element.parent().and_then(ElementRef::wrap)?;
            let first = parent.child_elements().next()?;
            let holds = matches!(
                parent.value().name(),
                "section" | "div" | "article" | "header"
            );
            (holds && first.id() == element.id())
                .then(|| name(parent))
                .flatten()
        })
}
