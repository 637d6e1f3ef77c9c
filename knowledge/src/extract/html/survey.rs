//! Surveys a page in one walk: the contents and the position of each element.
//!
//! Whether an element is a menu, a section or a request for feedback depends on everything in it. Computing that
//! separately for each element would read a page once for every level of nesting.

use std::collections::HashMap;

use ego_tree::{NodeId, iter::Edge};
use scraper::{ElementRef, Html, Node, node::Element};

use super::element::{is_control, is_heading, is_prose, words};

/// The least text of an element with content, in characters.
const LEAST_TOLD: usize = 15;

/// How much of an address is examined, in bytes.
const ADDRESS_BYTES: usize = 500;
/// Parts of addresses that share a page.
const SHARING: &[&str] = &[
    "/sharer",
    "/share?",
    "/share.php",
    "?share=",
    "/intent/post",
    "/intent/tweet",
    "/pin/create",
    "/shareArticle",
    "/share-offsite",
    "reddit.com/submit",
    "t.me/share",
    "telegram.me/share",
    "wa.me/?text",
    "whatsapp.com/send?text",
    "whatsapp://send?text",
    "mailto:?",
];
/// The most classes of an element that are examined.
const MOST_CLASSES: usize = 20;
/// The longest class that is examined, in bytes.
const CLASS_BYTES: usize = 100;
/// Words that accompany "comment" in the classes of comments.
const OF_COMMENTS: &[&str] = &[
    "author", "avatar", "block", "body", "callout", "content", "count", "date", "footer", "form",
    "heading", "item", "list", "meta", "metadata", "overview", "reply", "respond", "text",
    "thread", "threads", "title", "wrap",
];

/// The contents of an element, including itself, and the elements around it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Holding {
    /// Characters, without white space, scripts and styles.
    pub(super) chars: usize,
    /// Bytes of text, including white space.
    pub(super) bytes: usize,
    /// How many of the characters are in links.
    pub(super) linked_chars: usize,
    /// Links, with or without a target.
    pub(super) links: usize,
    pub(super) tables: usize,
    /// Headings, except `<summary>`.
    pub(super) headings: usize,
    pub(super) summaries: usize,
    /// `<main>` and `<h1>`.
    pub(super) beginnings: usize,
    /// Controls in it, not counting itself.
    pub(super) inner_controls: usize,
    /// Form fields and buttons in it.
    pub(super) fields: usize,
    /// Forms, counting itself.
    pub(super) forms: usize,
    /// Paragraphs that end like sentences.
    pub(super) sentences: usize,
    /// Links to a place on the same page.
    pub(super) local_links: usize,
    /// Links to anywhere else.
    pub(super) other_links: usize,
    /// Links that share the page.
    pub(super) share_links: usize,
    /// Headings that are links to other pages.
    pub(super) linked_headings: usize,
    /// Elements whose classes mark them as parts of comments.
    pub(super) comment_parts: usize,
    /// How many characters of the page come before it.
    pub(super) before: usize,
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
    /// Inside `<main>` or `<article>`.
    pub(super) content: bool,
    /// Inside an element with the role `main`.
    pub(super) main_role: bool,
    /// Inside a link to another page.
    pub(super) link: bool,
}

/// The survey of a page.
#[derive(Default)]
pub(super) struct Survey {
    elements: HashMap<NodeId, Holding>,
    /// The number of the page's elements plus its bytes of text.
    pub(super) size: usize,
    /// The characters of the page, without white space, scripts and styles.
    pub(super) chars: usize,
    /// How many of them come before the first `<h1>`.
    pub(super) before_h1: Option<usize>,
    /// How many of them come before the first `<h1>` or `<h2>` that is not a link to another page.
    pub(super) before_title: Option<usize>,
}

impl Survey {
    pub(super) fn of(page: &Html) -> Self {
        let mut survey = Self::default();
        let mut open: Vec<Holding> = Vec::new();
        for edge in page.tree.root().traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Element(element) => {
                        survey.size += 1;
                        if element.name() == "h1" {
                            survey.before_h1.get_or_insert(survey.chars);
                        }
                        let around = node
                            .parent()
                            .and_then(ElementRef::wrap)
                            .zip(open.last())
                            .map(|(parent, holding)| holding.within.and(parent.value()));
                        open.push(Holding {
                            within: around.unwrap_or_default(),
                            before: survey.chars,
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
                            let chars = text.chars().filter(|c| !c.is_whitespace()).count();
                            holding.chars += chars;
                            survey.chars += chars;
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
                    if matches!(element.value().name(), "h1" | "h2")
                        && holding.chars > 0
                        && holding.linked_headings == 0
                    {
                        survey.before_title.get_or_insert(holding.before);
                    }
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

    /// The survey of `element`.
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

    /// Whether it has content of its own: text, sentences or headings outside links, no form, and more text than links.
    pub(super) fn tells(&self) -> bool {
        (self.sentences > 0 || self.headings > 0 || self.links == 0)
            && self.fields == 0
            && self.prose() >= LEAST_TOLD
            && self.linked_chars * 2 <= self.chars
    }

    /// Whether it starts the page's text: headings without links, or with sentences of their own.
    pub(super) fn titles(&self) -> bool {
        self.headings > 0 && self.links == 0 && self.fields == 0
            || self.beginnings > 0 && self.sentences > 0 && self.tells()
    }

    /// Adds the element itself to the counts.
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
            let is_link =
                self.within.link || self.other_links > 0 && self.linked_chars == self.chars;
            self.linked_headings += usize::from(is_link && self.chars > 0);
        }
        if name == "a" {
            self.links += 1;
            // The outer one of nested links contains all characters.
            self.linked_chars = self.chars;
        }
        match element.attr("href") {
            Some(href) if !href.starts_with('#') => {
                self.other_links += 1;
                self.share_links += usize::from(shares(href));
            }
            Some(_) if name == "a" => self.local_links += 1,
            _ => {}
        }
        self.comment_parts += usize::from(is_part_of_comments(element));
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
        self.share_links += inner.share_links;
        self.linked_headings += inner.linked_headings;
        self.comment_parts += inner.comment_parts;
    }
}

impl Within {
    /// The context of a child of `element`.
    fn and(self, element: &Element) -> Self {
        let name = element.name();
        Self {
            form: self.form || name == "form",
            blockquote: self.blockquote || name == "blockquote",
            content: self.content || matches!(name, "main" | "article"),
            main_role: self.main_role || element.attr("role") == Some("main"),
            link: self.link
                || name == "a"
                    && element
                        .attr("href")
                        .is_some_and(|href| !href.starts_with('#')),
        }
    }
}

/// Whether a link shares the page on a network or by e-mail.
fn shares(href: &str) -> bool {
    href.get(..href.floor_char_boundary(ADDRESS_BYTES))
        .is_some_and(|href| SHARING.iter().any(|part| href.contains(part)))
}

/// Whether a class marks `element` as the author, the text or the list of comments.
fn is_part_of_comments(element: &ElementRef<'_>) -> bool {
    let classes = element.value().classes().take(MOST_CLASSES);
    classes
        .filter(|class| class.len() <= CLASS_BYTES && class.contains("comment"))
        .any(|class| {
            let words = words(class);
            words.iter().any(|word| word.starts_with("comment"))
                && words
                    .iter()
                    .any(|word| OF_COMMENTS.contains(&word.as_str()))
        })
}

/// Whether text directly in `element` is never read.
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
