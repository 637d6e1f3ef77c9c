//! Lists: each item with its marker, and nested content indented.

use scraper::ElementRef;

use super::{super::block::Block, chrome::is_heading, walk::Walk};

impl Walk<'_> {
    pub(super) fn list(&mut self, element: ElementRef<'_>) {
        if self.in_flow() && holds_sections(element) {
            // Cards and steps with headings of their own read as sections.
            self.close_paragraph();
            return self.inside(element);
        }
        let ordered = element.value().name() == "ol";
        let mut number: i64 = element
            .attr("start")
            .and_then(|start| start.parse().ok())
            .unwrap_or(1);
        let mut items: Vec<String> = Vec::new();
        let mut all_links = true;
        let mut all_local = true;
        for item in element.child_elements() {
            if self.chrome.leaves_out(&item) {
                continue;
            }
            let mut part = self.part();
            if item.value().name() == "li" {
                part.inside(item);
            } else {
                part.element(item);
            }
            let (chars, linked) = part.counted();
            self.count(chars, linked);
            let walked = part.finish();
            let is_bare_list = matches!(walked.blocks.as_slice(), [Block::List { .. }]);
            let text = item_text(&walked.blocks);
            if text.is_empty() {
                continue;
            }
            all_links &= walked.links_only;
            all_local &= links_within_the_page(item);
            if is_bare_list && let Some(last) = items.last_mut() {
                last.push('\n');
                last.push_str(&indented(&text, "   "));
                continue;
            }
            let marker = if ordered {
                if let Some(value) = item.attr("value").and_then(|value| value.parse().ok()) {
                    number = value;
                }
                format!("{number}. ")
            } else {
                "- ".to_owned()
            };
            number = number.saturating_add(1);
            let indent = " ".repeat(marker.len());
            let text = indented(&text, &indent);
            items.push(format!("{marker}{}", text.trim_start()));
        }
        let is_contents = all_links && all_local && items.len() > 1;
        if !items.is_empty() && !is_contents {
            self.push(Block::List {
                items,
                links_only: all_links,
            });
        }
    }
}

fn holds_sections(element: ElementRef<'_>) -> bool {
    element
        .child_elements()
        .flat_map(|item| item.descendent_elements())
        .any(|inner| is_heading(&inner) && inner.value().name() != "summary")
}

/// A list of links to the page's own headings is a table of contents.
fn links_within_the_page(item: ElementRef<'_>) -> bool {
    item.descendent_elements()
        .filter_map(|link| link.attr("href"))
        .all(|href| href.starts_with('#'))
}

/// Joins the paragraphs of an item as lines, so that the list stays whole.
fn item_text(blocks: &[Block]) -> String {
    let texts: Vec<String> = blocks
        .iter()
        .map(Block::markdown)
        .filter(|text| !text.is_empty())
        .collect();
    texts.join("\n")
}

fn indented(text: &str, indent: &str) -> String {
    text.lines()
        .map(|line| format!("{indent}{line}"))
        .collect::<Vec<_>>()
        .join("\n")
}
