//! Lists: each item has its marker, and nested content is indented.

use scraper::ElementRef;

use super::{super::block::Block, walk::Walk};

impl Walk<'_> {
    pub(super) fn list(&mut self, element: ElementRef<'_>) {
        let holding = self.chrome.holding(&element);
        if self.in_flow() && holding.headings > 0 {
            // Cards and steps with their own headings are read as sections.
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
            // A list of links to the page's own headings is a table of contents.
            all_local &= self.chrome.holding(&item).other_links == 0;
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

/// Joins the paragraphs of an item as lines, so that the list stays in one piece.
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
