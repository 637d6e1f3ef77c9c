//! Parses HTML to a tree, in a number of steps that is linear in its length.
//!
//! The standard's algorithm is not linear. It compares each attribute of a tag with all others, searches all open
//! elements for many tags, and repeats unclosed formatting in every paragraph. Browsers limit the depth. This parser
//! does so, too, and counts the other steps.
//!
//! *Invariant:* a page of `n` bytes takes at most `BASE_STEPS + n × STEPS_PER_BYTE` steps, and has at most
//! [`sink::MOST_ELEMENTS`] elements at a depth of at most [`sink::DEEPEST`]. The tag that reaches a limit may exceed it
//! a little. Everything after that tag is ignored.

use html5ever::{
    TokenizerResult,
    buffer_queue::BufferQueue,
    tendril::StrTendril,
    tokenizer::{Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts},
    tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink as _},
};
use scraper::Html;

use self::sink::{BoundedSink, Node};
#[cfg(test)]
use self::sink::{DEEPEST, MOST_ELEMENTS};
use super::streamed::is_boundary;

mod attributes;
mod sink;

/// The steps allowed for any page. Comparing the name of an open element takes one step, and creating an element takes
/// [`sink::STEPS_PER_ELEMENT`].
const BASE_STEPS: usize = 100_000;
/// The steps allowed for each byte of a page. Ordinary pages take about one.
const STEPS_PER_BYTE: usize = 128;

/// The longest value of an attribute for scripts that may be an id, in bytes.
const DATA_BYTES: usize = 80;

/// The attributes that our code reads, and those that affect how the tree is built.
const READ: &[&str] = &[
    "alt",
    "aria-controls",
    "aria-expanded",
    "aria-haspopup",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "aria-level",
    "aria-owns",
    "checked",
    "class",
    "commandfor",
    "color",
    "colspan",
    "content",
    "encoding",
    "datetime",
    "disabled",
    "face",
    "for",
    "heading",
    "hidden",
    "href",
    "http-equiv",
    "id",
    "itemprop",
    "itemscope",
    "itemtype",
    "lang",
    "name",
    "onclick",
    "open",
    "popover",
    "popovertarget",
    "property",
    "question",
    "rel",
    "role",
    "rowspan",
    "shadowrootmode",
    "size",
    "start",
    "style",
    "summary",
    "title",
    "type",
    "typeof",
    "value",
    "xml:lang",
];

/// The tree of a page, without comments and unused attributes.
pub(super) fn parse(html: &str) -> Html {
    build(html).finish()
}

/// Whether to keep an attribute. Of the attributes for scripts, only possible ids are kept. Pictures in data URLs are
/// dropped.
fn is_read(name: &str, value: &str) -> bool {
    if name == "src" {
        return value.len() <= DATA_BYTES;
    }
    READ.contains(&name) || (name.starts_with("data-") && value.len() <= DATA_BYTES)
}

fn build(html: &str) -> BoundedSink {
    let html = attributes::bounded(html);
    let sink = BoundedSink::new(BASE_STEPS + html.len().saturating_mul(STEPS_PER_BYTE));
    let tokens = Tokens {
        builder: TreeBuilder::new(sink, TreeBuilderOpts::default()),
    };
    let tokenizer = Tokenizer::new(tokens, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&html));
    // Scripts do not run, and the encoding is already decided, so parsing just continues after either.
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.builder.sink
}

/// Passes tokens to the tree until it is full.
struct Tokens {
    builder: TreeBuilder<Node, BoundedSink>,
}

impl TokenSink for Tokens {
    type Handle = Node;

    fn process_token(&self, mut token: Token, line: u64) -> TokenSinkResult<Node> {
        match &mut token {
            // The end of the input closes open elements, even in a full tree.
            Token::EOFToken => {}
            _ if self.builder.sink.is_full() => return TokenSinkResult::Continue,
            Token::CommentToken(text) if !is_boundary(text) => return TokenSinkResult::Continue,
            Token::TagToken(tag) => tag
                .attrs
                .retain(|attribute| is_read(&attribute.name.local, &attribute.value)),
            _ => {}
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}

#[cfg(test)]
mod tests;
