//! What each element of a page holds and where it stands, found in one walk.
//!
//! Whether an element is a menu, a section or a request for feedback depends on all that is in it. Asked of each element
//! anew, that would read a page once for every level of nesting.

use std::collections::HashMap;

use ego_tree::{NodeId, iter::Edge};
use scraper::{ElementRef, Html, Node, node::Element};

use super::element::{is_control, is_heading, is_prose};

/// The least text of a part that tells something, in characters.
const LEAST_TOLD: usize = 15;

/// What an element holds, itself included, and what it stands in.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Holding {
    /// Characters apart from white space, scripts and styles.
    pub(super) chars: usize,
    /// Bytes of text, white space included.
    pub(super) bytes: usize,
    /// How many of the characters are in links.
    pub(super) linked_chars: usize,
    /// Links, with a target or without.
    pub(super) links: usize,
    pub(super) tables: usize,
    /// Headings, apart from `<summary>`.
    pub(super) headings: usize,
    pub(super) summaries: usize,
    /// `<main>` and `<h1>`.
    pub(super) beginnings: usize,
    /// What can be pressed within it, itself apart.
    pub(super) inner_controls: usize,
    /// Fields and buttons of forms within it.
    pub(super) fields: usize,
    /// Forms, itself included.
    pub(super) forms: usize,
    /// Paragraphs that end as sentences do.
    pub(super) sentences: usize,
    /// Links to a place on the same page.
    pub(super) local_links: usize,
    /// Links to anywhere else.
    pub(super) other_links: usize,
    pub(super) within: Within,
}

/// The elements around an element.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a kind of element, and any may be there with any other"
)]
pub(super) struct Within {
    pub(super) form: bool,
    pub(super) blockquote: bool,
    /// `<main>` or `<article>`.
    pub(super) content: bool,
    /// An element with the role `main`.
    pub(super) main_role: bool,
}

/// The survey of a page.
#[derive(Default)]
pub(super) struct Survey {
    elements: HashMap<NodeId, Holding>,
    /// The elements and the bytes of text of the page, together.
    pub(super) size: usize,
}

impl Survey {
    pub(super) fn of(page: &Html) -> Self {
        let mut survey = Self::default();
        let mut open: Vec<Holding> = Vec::new();
        for edge in page.tree.root().traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Element(_) => {
                        survey.size += 1;
                        let around = node
                            .parent()
                            .and_then(ElementRef::wrap)
                            .zip(open.last())
                            .map(|(parent, holding)| holding.within.and(parent.value()));
                        open.push(Holding {
                            within: around.unwrap_or_default(),
                            ..Holding::default()
                        });
                    }
                    Node::Text(text) => {
                        survey.size += text.len();
                        let unread = node
                            .parent()
                            .and_then(ElementRef::wrap)
                            .is_some_and(|parent| is_unread(parent.value()));
                        if let Some(holding) = open.last_mut()
                            && !unread
                        {
                            holding.bytes += text.len();
                            holding.sentences += usize::from(is_prose(text));
                            holding.chars += text.chars().filter(|c| !c.is_whitespace()).count();
                        }
                    }
                    _ => {}
                },
                Edge::Close(node) => {
                    let Some(element) = ElementRef::wrap(node) else {
                        continue;
                    };
                    let Some(mut holding) = open.pop() else {
                        continue;
                    };
                    holding.count(&element);
                    if let Some(parent) = open.last_mut() {
                        parent.add(&holding);
                        parent.inner_controls += usize::from(is_control(&element));
                    }
                    survey.elements.insert(node.id(), holding);
                }
            }
        }
        survey
    }

    /// What `element` holds.
    pub(super) fn holding(&self, element: &ElementRef<'_>) -> Holding {
        self.elements
            .get(&element.id())
            .copied()
            .unwrap_or_default()
    }
}

impl Holding {
    /// Characters outside links.
    pub(super) fn prose(&self) -> usize {
        self.chars.saturating_sub(self.linked_chars)
    }

    /// Whether it says something of its own, as content does and chrome does not: text, sentences or headings outside
    /// links, no form, and more text than links.
    pub(super) fn tells(&self) -> bool {
        (self.sentences > 0 || self.headings > 0 || self.links == 0)
            && self.fields == 0
            && self.prose() >= LEAST_TOLD
            && self.linked_chars * 2 <= self.chars
    }

    /// Counts the element itself.
    fn count(&mut self, element: &ElementRef<'_>) {
        let name = element.value().name();
        self.tables += usize::from(name == "table");
        self.forms += usize::from(name == "form");
        self.beginnings += usize::from(matches!(name, "main" | "h1"));
        self.fields += usize::from(matches!(name, "input" | "select" | "textarea" | "button"));
        if name == "summary" {
            self.summaries += 1;
        } else if is_heading(element) {
            self.headings += 1;
        }
        if name == "a" {
            self.links += 1;
            // Of links in links, the outer one holds all.
            self.linked_chars = self.chars;
        }
        match element.attr("href") {
            Some(href) if !href.starts_with('#') => self.other_links += 1,
            Some(_) if name == "a" => self.local_links += 1,
            _ => {}
        }
    }

    fn add(&mut self, inner: &Self) {
        self.chars += inner.chars;
        self.bytes += inner.bytes;
        self.linked_chars += inner.linked_chars;
        self.links += inner.links;
        self.tables += inner.tables;
        self.headings += inner.headings;
        self.summaries += inner.summaries;
        self.beginnings += inner.beginnings;
        self.inner_controls += inner.inner_controls;
        self.fields += inner.fields;
        self.forms += inner.forms;
        self.sentences += inner.sentences;
        self.local_links += inner.local_links;
        self.other_links += inner.other_links;
    }
}

impl Within {
    /// This, and `element` around it.
    fn and(self, element: &Element) -> Self {
        let name = element.name();
        Self {
            form: self.form || name == "form",
            blockquote: self.blockquote || name == "blockquote",
            content: self.content || matches!(name, "main" | "article"),
            main_role: self.main_role || element.attr("role") == Some("main"),
        }
    }
}

/// Whether text right in `element` is none to read.
fn is_unread(element: &Element) -> bool {
    matches!(element.name(), "script" | "style" | "noscript" | "template")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_knows_what_is_in_it_and_around_it() {
        let page = Html::parse_document(
            "<main><form><div id=x>ab <a href=/y>cd<b>e</b></a><script>no</script><h2>f</h2></div></form></main>",
        );
        let survey = Survey::of(&page);
        let element = page
            .root_element()
            .descendent_elements()
            .find(|element| element.value().id() == Some("x"))
            .unwrap();
        let holding = survey.holding(&element);
        assert_eq!((holding.chars, holding.linked_chars), (6, 3));
        assert_eq!((holding.links, holding.other_links), (1, 1));
        assert_eq!((holding.headings, holding.beginnings), (1, 0));
        assert!(holding.within.form && holding.within.content && !holding.within.blockquote);
    }
}
