//! Headings, including unclosed ones and what they swallow.

use ego_tree::NodeId;
use scraper::{ElementRef, Node};

use super::{
    super::block::{Block, FOLDED_LEVEL},
    anchor::anchor,
    element::{has_word, is_block, is_control, is_prose},
    walk::Walk,
};

/// How many elements of a heading are searched for its control.
const CONTROLS: usize = 10;

impl Walk<'_> {
    /// Reads a heading. Browsers put everything up to the next heading into an unclosed one.
    pub(super) fn heading(&mut self, element: ElementRef<'_>) {
        if !self.in_flow() {
            // In a list item or table cell, a heading is just the first line.
            let text = self.line(element);
            self.close_paragraph();
            self.text(&text);
            return self.close_paragraph();
        }
        if ends_another(element) {
            self.close_paragraph();
            self.inside(element);
            return self.close_paragraph();
        }
        let below = below(element, |part| self.chrome.holding(part).sentences > 0);
        let level = element
            .attr("aria-level")
            .or_else(|| element.value().name().strip_prefix('h'))
            .and_then(|level| level.parse().ok())
            .unwrap_or(2)
            .clamp(1, FOLDED_LEVEL - 1);
        let text = self.line_before(element, below);
        self.push(Block::Heading {
            level,
            text,
            anchor: anchor(element),
        });
        if let Some(part) = self.folded_by(element) {
            self.closing.push((part, level));
        }
        if let Some(below) = below {
            self.children(element.children().skip_while(|child| child.id() != below));
            self.close_paragraph();
        }
    }
    /// The part that a heading unfolds, if the heading does nothing else.
    fn folded_by(&self, heading: ElementRef<'_>) -> Option<NodeId> {
        let chars = self.chrome.holding(&heading).chars;
        let is_all = |control: &ElementRef<'_>| self.chrome.holding(control).chars == chars;
        let control = std::iter::once(heading)
            .chain(heading.descendent_elements())
            .take(CONTROLS)
            .find(|control| is_control(control) && is_all(control))
            .or_else(|| has_word(&heading, &["toggle", "accordion"]).then_some(heading))?;
        (self.chrome.part_of(&control)).filter(|part| *part != heading.id())
    }
}

/// The first child of `heading` that belongs below it: a block with content, after the heading's text.
pub(super) fn below(
    heading: ElementRef<'_>,
    has_sentences: impl Fn(&ElementRef<'_>) -> bool,
) -> Option<NodeId> {
    let mut is_named = false;
    for child in heading.children() {
        if let Some(part) = ElementRef::wrap(child)
            && is_named
            && is_block(&part)
            && (holds_parts(&part) || has_sentences(&part))
        {
            return Some(child.id());
        }
        is_named |= !is_blank(child.value());
    }
    None
}

/// Whether a heading tag was meant to close the one before it: `<h3>Returns<h3><p>Within 30 days.</p>`.
fn ends_another(heading: ElementRef<'_>) -> bool {
    let begun = (heading
        .prev_siblings()
        .find(|before| !is_blank(before.value())))
    .and_then(ElementRef::wrap)
    .filter(|begun| begun.value().name() == heading.value().name());
    let is_open = |begun: ElementRef<'_>| {
        let text: String = begun.text().collect();
        !text.trim().is_empty()
            && !is_prose(&text)
            && !begun.child_elements().any(|inner| is_block(&inner))
    };
    begun.is_some_and(is_open)
        && heading
            .children()
            .find(|child| !is_blank(child.value()))
            .and_then(ElementRef::wrap)
            .is_some_and(|first| first.value().name() == "p" || holds_parts(&first))
}

/// Whether `element` has list items or rows, which nobody writes in a heading.
fn holds_parts(element: &ElementRef<'_>) -> bool {
    matches!(element.value().name(), "ul" | "ol" | "dl" | "table" | "pre")
}

fn is_text(node: &Node) -> bool {
    node.as_text().is_some_and(|text| !text.trim().is_empty())
}

fn is_blank(node: &Node) -> bool {
    !node.is_element() && !is_text(node)
}
