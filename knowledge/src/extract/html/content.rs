//! Finds the content of a page: `<main>`, or else `<article>`, or else the part of the body with most of the text.

use scraper::{ElementRef, Html};

use super::{
    chrome::{landmark::is_bare_landmark, purpose::asks_for_consent},
    element::{elements, is_never_read},
    survey::{Holding, Survey},
};

/// A `<main>` or `<article>` is the content if it has at least 1 / this of the body's text.
const LEAST_PART: usize = 8;
/// A larger part of the page that starts with the heading may have this many tenths of the marked content's text.
const WITH_HEADING: usize = 14;
/// How many of its elements are searched for the heading.
const LOOKED_THROUGH: usize = 200;
/// How many levels deep to search for the content of the body.
const DEEPEST: usize = 30;

/// The elements with the content, in reading order.
pub(super) struct PageContent<'p> {
    pub(super) roots: Vec<ElementRef<'p>>,
    /// Whether the page does not mark its content, so that unmarked menus may be in it.
    pub(super) unmarked: bool,
}

impl<'p> PageContent<'p> {
    pub(super) fn of(page: &'p Html, survey: &Survey) -> Self {
        let Some(body) = elements(page, "body").next() else {
            return Self {
                roots: Vec::new(),
                unmarked: false,
            };
        };
        let all = survey.holding(&body).chars;
        let mains = outermost(page, |element| {
            element.value().name() == "main" || element.attr("role") == Some("main")
        });
        let articles = outermost(page, |element| {
            element.value().name() == "article" || element.attr("itemprop") == Some("articleBody")
        });
        for roots in [mains, articles] {
            let size: usize = roots.iter().map(|root| survey.holding(root).chars).sum();
            if size > 0 && size >= all / LEAST_PART {
                return Self::around(roots, survey);
            }
        }
        Self {
            roots: vec![densest(body, survey)],
            unmarked: true,
        }
    }
}

impl<'p> PageContent<'p> {
    /// The marked elements. If there is a single one without the page's heading, the content starts at the heading,
    /// provided that hardly more text lies between.
    fn around(roots: Vec<ElementRef<'p>>, survey: &Survey) -> Self {
        if let [root] = roots.as_slice()
            && survey.holding(root).beginnings <= usize::from(root.value().name() == "main")
            && survey
                .before_h1
                .is_some_and(|before| before < survey.holding(root).before)
        {
            let most = survey.holding(root).chars * WITH_HEADING / 10;
            let around = (root.ancestors())
                .take(DEEPEST)
                .map_while(ElementRef::wrap)
                .take_while(|around| survey.holding(around).chars <= most)
                .find(|around| has_heading(*around));
            if let Some(around) = around {
                return Self {
                    roots: vec![around],
                    unmarked: true,
                };
            }
        }
        Self {
            roots,
            unmarked: false,
        }
    }
}

fn has_heading(element: ElementRef<'_>) -> bool {
    element
        .descendent_elements()
        .take(LOOKED_THROUGH)
        .any(|inner| inner.value().name() == "h1")
}

/// The matching elements that are not inside another matching element.
fn outermost<'p>(page: &'p Html, matches: impl Fn(&ElementRef<'p>) -> bool) -> Vec<ElementRef<'p>> {
    let mut found = Vec::new();
    let mut inside = None;
    for edge in page.root_element().traverse() {
        match edge {
            ego_tree::iter::Edge::Open(node) => {
                if inside.is_none()
                    && let Some(element) = ElementRef::wrap(node)
                    && matches(&element)
                    && !is_never_read(&element)
                {
                    inside = Some(node.id());
                    found.push(element);
                }
            }
            ego_tree::iter::Edge::Close(node) => {
                if inside == Some(node.id()) {
                    inside = None;
                }
            }
        }
    }
    found
}

/// Descends from `body` while a single child has four fifths of the text outside links.
fn densest<'p>(body: ElementRef<'p>, survey: &Survey) -> ElementRef<'p> {
    let mut current = body;
    for _ in 0..DEEPEST {
        let own = survey.holding(&current).prose();
        let best = current
            .child_elements()
            .filter(|child| !is_never_read(child) && !is_around(*child, survey))
            .map(|child| (survey.holding(&child).prose(), child))
            .max_by_key(|(size, _)| *size);
        match best {
            Some((size, child))
                if own > 0
                    && size * 5 >= own * 4
                    && !is_flow(child)
                    && !has_more(current, child, survey) =>
            {
                current = child;
            }
            _ => break,
        }
    }
    current
}

/// Whether `element` is not content, although it may have all the text of a page: a landmark without sentences, or a
/// consent banner with nothing around it.
fn is_around(element: ElementRef<'_>, survey: &Survey) -> bool {
    let asks = |element: ElementRef<'_>| {
        asks_for_consent(&element, &survey.holding(&element), survey.chars)
    };
    is_bare_landmark(&element, &survey.holding(&element))
        || asks(element) && !element.child_elements().any(asks)
}

/// Whether a child of `element` other than `best` has whole sentences, the heading, or a table.
fn has_more(element: ElementRef<'_>, best: ElementRef<'_>, survey: &Survey) -> bool {
    element.child_elements().any(|child| {
        let holding = survey.holding(&child);
        child.id() != best.id()
            && !is_never_read(&child)
            && child.value().name() != "footer"
            && (holding.sentences > 0
                && holding.tells()
                && holding.linked_chars * 3 <= holding.chars
                || holding.headings > 0 && unfolds_only(&holding)
                || holding.tables > 0 && holding.links == 0 && holding.tells())
    })
}

/// Whether all its links lead to places on the page, as headings that unfold something do.
const fn unfolds_only(holding: &Holding) -> bool {
    holding.local_links > 0 && holding.other_links == 0 && holding.local_links == holding.links
}

/// Whether `element` is text itself, rather than a container of text.
fn is_flow(element: ElementRef<'_>) -> bool {
    matches!(
        element.value().name(),
        "p" | "ul" | "ol" | "dl" | "table" | "pre" | "blockquote" | "details" | "span" | "a"
    )
}
