//! The parts of a document, between its own format and passages.

/// The level of headings that an author made with bold text alone: below every real heading.
pub(super) const BOLD_LEVEL: u8 = 40;
/// The level of a question that is no heading: below every real one.
pub(super) const QUESTION_LEVEL: u8 = BOLD_LEVEL + 1;
/// The first level of headings that belong to an element (`<summary>`, `<dt>`) and end with it. Headings
/// inside go deeper.
pub(super) const FOLDED_LEVEL: u8 = 10;

/// A part of a document, in reading order. Texts are Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// Everything after it belongs to it, up to a heading of the same or a smaller level.
    Heading {
        /// 1 is the outermost.
        level: u8,
        text: String,
        anchor: Option<String>,
    },
    /// Ends the sections under headings of this and greater levels.
    Close { level: u8 },
    /// Everything after it is on this page of a PDF (the first is 1), still under the headings before it.
    Page(usize),
    /// Running text, which may contain line breaks.
    Paragraph(String),
    /// A list. Each item has its marker; its further lines are indented.
    List {
        items: Vec<String>,
        /// The list is only links: a way to other pages, not an answer.
        links_only: bool,
    },
    /// A pipe table: the header row with the dashes under it, then the rows.
    Table { head: String, rows: Vec<String> },
    /// A fenced code block.
    Code { fence: String, text: String },
}

impl Block {
    /// The block as Markdown. Headings, closings and page breaks have no text of their own.
    pub(super) fn markdown(&self) -> String {
        match self {
            Self::Heading { .. } | Self::Close { .. } | Self::Page(_) => String::new(),
            Self::Paragraph(text) => text.clone(),
            Self::List { items, .. } => items.join("\n"),
            Self::Table { head, rows } => format!("{head}\n{}", rows.join("\n")),
            Self::Code { fence, text } => fenced(fence, text),
        }
    }

    pub(super) fn is_text(&self) -> bool {
        !matches!(
            self,
            Self::Heading { .. } | Self::Close { .. } | Self::Page(_)
        )
    }
}

/// Whether what stands under a heading of this level is one answer, however short: the heading is a question, or unfolds it.
pub(super) const fn is_of_answer(level: u8) -> bool {
    level >= FOLDED_LEVEL && level != BOLD_LEVEL
}

/// `text` as a code block that opens with `fence` (backticks and a language).
pub(super) fn fenced(fence: &str, text: &str) -> String {
    let close: String = fence.chars().take_while(|&c| c == '`').collect();
    format!("{fence}\n{text}\n{close}")
}
