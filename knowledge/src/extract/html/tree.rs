//! HTML to a tree, in steps that grow with its length alone.
//!
//! The standard's algorithm does not: a tag with many attributes compares each with all others, many tags look through
//! all open elements, and a paragraph repeats all formatting that was left open before it. Browsers bound the depth, so
//! this does too, and counts what is left.
//!
//! *Invariant:* a page of `n` bytes takes at most `BASE_STEPS + n × STEPS_PER_BYTE` steps and gives at most
//! [`sink::MOST_ELEMENTS`] elements, at most [`sink::DEEPEST`] deep, and with the tag that reaches a limit a little more. What comes
//! after it is not read.

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

/// Steps that any page may take: looking at the name of an open element is one, making an element
/// [`sink::STEPS_PER_ELEMENT`].
const BASE_STEPS: usize = 100_000;
/// Steps for each byte of a page. Ordinary pages take about one.
const STEPS_PER_BYTE: usize = 128;

/// The longest value of an attribute for scripts that may be an id, in bytes.
const DATA_BYTES: usize = 80;

/// The attributes that are read here, and those that decide how the tree is built.
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

/// The tree of a page. Comments and attributes that nobody reads are left out.
pub(super) fn parse(html: &str) -> Html {
    build(html).finish()
}

/// Whether an attribute is read. Of those of the page's own scripts, only what may be an id, and no pictures in addresses.
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
    // Scripts do not run, and the charset is decided before: both go on as if nothing had happened.
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.builder.sink
}

/// Hands tokens to the tree, until it is full.
struct Tokens {
    builder: TreeBuilder<Node, BoundedSink>,
}

impl TokenSink for Tokens {
    type Handle = Node;

    fn process_token(&self, mut token: Token, line: u64) -> TokenSinkResult<Node> {
        match &mut token {
            // The end closes what is open, full or not.
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
