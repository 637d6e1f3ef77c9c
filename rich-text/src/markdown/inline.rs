//! The inlines that a block's text may contain.

use super::word::WORD_JOINER;

/// A piece of text, which becomes one node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Inline {
    Text(String),
    Code(String),
    Strong(Vec<Inline>),
    Emphasis(Vec<Inline>),
    Strike(Vec<Inline>),
    Link {
        /// An address that [`safe_url`](super::safe_url) allows.
        url: String,
        content: Vec<Inline>,
    },
    /// The mark `[n]` of the answer's citation `n`.
    Citation {
        number: u32,
        /// Whether a space came before it.
        spaced: bool,
    },
    /// A hard line break.
    Break,
}

/// Appends the text without its marks.
pub(crate) fn write_plain(inlines: &[Inline], plain: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => plain.push_str(text.trim_end_matches(WORD_JOINER)),
            Inline::Code(code) => plain.push_str(code),
            Inline::Strong(content)
            | Inline::Emphasis(content)
            | Inline::Strike(content)
            | Inline::Link { content, .. } => write_plain(content, plain),
            Inline::Break => plain.push('\n'),
            Inline::Citation { .. } => {}
        }
    }
}

/// A citation mark as it was written.
pub(crate) fn as_text(number: u32) -> String {
    ["[", &number.to_string(), "]"].concat()
}
