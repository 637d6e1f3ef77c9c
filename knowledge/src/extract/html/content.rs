//! Finds the content of a page: `<main>`, else `<article>`, else the part of the body that holds the text.

use scraper::{ElementRef, Html};

use super::{
    element::{elements, is_never_read},
    survey::Survey,
};

/// A `<main>` or `<article>` is the content if it holds at least 1 / this of the body's text.
const LEAST_PART: usize = 8;
/// How many elements deep to look for the content of the body.
const DEEPEST: usize = 30;

/// The elements that hold the content, in reading order.
pub(super) struct PageContent<'p> {
    pub(super) roots: Vec<ElementRef<'p>>,
    /// The page does not mark its content, so menus may stand among it unmarked.
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
                return Self {
                    roots,
                    unmarked: false,
                };
            }
        }
        Self {
            roots: vec![densest(body, survey)],
            unmarked: true,
        }
    }
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

/// Descends from `body` while a single child holds four fifths of the text that is not links.
fn densest<'p>(body: ElementRef<'p>, survey: &Survey) -> ElementRef<'p> {
    let mut current = body;
    for _ in 0..DEEPEST {
        let own = survey.holding(&current).prose();
        let best = current
            .child_elements()
            .filter(|child| !is_never_read(child))
            .map(|child| (survey.holding(&child).prose(), child))
            .max_by_key(|(size, _)| *size);
        match best {
            Some((size, child)) if own > 0 && size * 5 >= own * 4 && !is_flow(child) => {
                current = child;
            }
            _ => break,
        }
    }
    current
}

/// Whether `element` is text itself, rather than a container of text.
fn is_flow(element: ElementRef<'_>) -> bool {
    matches!(
        element.value().name(),
        "p" | "ul" | "ol" | "dl" | "table" | "pre" | "blockquote" | "details" | "span" | "a"
    )
}
