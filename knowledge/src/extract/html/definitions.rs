//! Definition lists: questions and long answers become sections, terms and short definitions become a list.

use scraper::ElementRef;

use super::{
    super::{
        super::questions,
        block::Block,
        measure::{WORD, length},
    },
    anchor::anchor,
    walk::Walk,
};

/// A definition longer than this makes its term a heading. In halves of a word.
const SHORT_DEFINITION: usize = 25 * WORD;
/// A definition of this many characters is certainly longer.
const LONG_CHARS: usize = 1_000;

impl Walk<'_> {
    pub(super) fn definitions(&mut self, element: ElementRef<'_>) {
        let pairs = pairs(element);
        let line = |elements: &[ElementRef<'_>], joint: &str| {
            let lines: Vec<String> = elements.iter().map(|part| self.line(*part)).collect();
            lines.join(joint)
        };
        let terms: Vec<String> = pairs.iter().map(|(terms, _)| line(terms, ", ")).collect();
        let is_long = |definitions: &[ElementRef<'_>]| {
            let chars: usize = definitions
                .iter()
                .map(|part| self.chrome.holding(part).chars)
                .sum();
            chars >= LONG_CHARS || length(&line(definitions, "; ")) > SHORT_DEFINITION
        };
        let as_sections = self.in_flow()
            && (terms.iter().any(|term| questions::asks(term))
                || pairs.iter().any(|(_, definitions)| is_long(definitions)));
        if !as_sections {
            let items: Vec<String> = terms
                .into_iter()
                .zip(&pairs)
                .map(|(term, (_, definitions))| (term, line(definitions, "; ")))
                .filter(|(term, definition)| !(term.is_empty() && definition.is_empty()))
                .map(|(term, definition)| {
                    let joint = if term.is_empty() || term.ends_with([':', '：']) {
                        " "
                    } else {
                        ": "
                    };
                    format!("- {}", format!("{term}{joint}{definition}").trim())
                })
                .collect();
            if !items.is_empty() {
                let chars: usize = items.iter().map(|item| item.chars().count()).sum();
                self.count(chars, 0);
                self.push(Block::List {
                    items,
                    links_only: false,
                });
            }
            return;
        }
        for ((terms, definitions), term) in pairs.iter().zip(terms) {
            let anchor = terms.first().and_then(|term| anchor(*term));
            self.folded(term, anchor, |walk| {
                for definition in definitions {
                    walk.element(*definition);
                }
            });
        }
    }
}

type Pair<'p> = (Vec<ElementRef<'p>>, Vec<ElementRef<'p>>);

/// Terms with their definitions. A `<div>` may wrap each pair.
fn pairs(list: ElementRef<'_>) -> Vec<Pair<'_>> {
    let parts = list.child_elements().flat_map(|child| {
        if child.value().name() == "div" {
            child.child_elements().collect()
        } else {
            vec![child]
        }
    });
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    for part in parts {
        let is_term = part.value().name() == "dt";
        match pairs.last_mut() {
            Some((terms, definitions)) if is_term && definitions.is_empty() => terms.push(part),
            Some((_, definitions)) if !is_term => definitions.push(part),
            _ if is_term => pairs.push((vec![part], Vec::new())),
            _ => pairs.push((Vec::new(), vec![part])),
        }
    }
    pairs
}
