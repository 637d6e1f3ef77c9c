//! Code blocks.

use ego_tree::iter::Edge;
use scraper::{ElementRef, Node};

use super::{super::block::Block, walk::Walk};

/// The longest run of backticks for which a longer fence is made.
const FENCE_TICKS: usize = 64;
/// The longest name of a code block's language, in bytes.
const LANGUAGE_BYTES: usize = 32;

impl Walk<'_> {
    pub(super) fn code_block(&mut self, element: ElementRef<'_>) {
        let mut text = String::new();
        let mut buttons = 0;
        for edge in element.traverse() {
            let (node, opens) = match edge {
                Edge::Open(node) => (node, true),
                Edge::Close(node) => (node, false),
            };
            match node.value() {
                Node::Text(part) if opens && buttons == 0 => text.push_str(part),
                Node::Element(inner) if inner.name() == "button" && opens => buttons += 1,
                Node::Element(inner) if inner.name() == "button" => buttons -= 1,
                Node::Element(inner) if opens && inner.name() == "br" => text.push('\n'),
                _ => {}
            }
        }
        let text = text.trim_end().trim_start_matches('\n').to_owned();
        if text.trim().is_empty() {
            return;
        }
        self.chars += text.chars().filter(|c| !c.is_whitespace()).count();
        let longest_run = text
            .split(|c| c != '`')
            .map(str::len)
            .max()
            .unwrap_or_default();
        let ticks = "`".repeat((longest_run + 1).clamp(3, FENCE_TICKS));
        let fence = format!("{ticks}{}", code_language(element));
        self.push(Block::Code { fence, text });
    }
}

fn code_language(element: ElementRef<'_>) -> String {
    std::iter::once(element)
        .chain(element.child_elements())
        .filter_map(|element| element.attr("class"))
        .flat_map(str::split_ascii_whitespace)
        .find_map(|class| {
            class
                .strip_prefix("language-")
                .or_else(|| class.strip_prefix("lang-"))
        })
        .filter(|language| {
            language.len() <= LANGUAGE_BYTES
                && language
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"+-#".contains(&b))
        })
        .unwrap_or_default()
        .to_owned()
}
