//! The blocks of a document, an intermediate form between its format and passages.

/// The level of headings that authors made from bold text: below every real heading.
pub(super) const BOLD_LEVEL: u8 = 40;
/// The level of a question that is not a heading: below every real heading.
pub(super) const QUESTION_LEVEL: u8 = BOLD_LEVEL + 1;
/// The first level of headings that belong to an element (`<summary>`, `<dt>`) and end with it. Headings inside it are
/// deeper.
pub(super) const FOLDED_LEVEL: u8 = 10;

/// A block, in reading order. Texts are Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading. It covers everything up to the next heading of the same or a smaller level.
    Heading {
        /// 1 is the outermost.
        level: u8,
        text: String,
        anchor: Option<String>,
    },
    /// Ends the sections of headings at this level and deeper.
    Close { level: u8 },
    /// The start of this page of a PDF, counted from 1. The current headings continue.
    Page(usize),
    /// Running text, which may contain line breaks.
    Paragraph(String),
    /// A list. Each item starts with its marker, and its further lines are indented.
    List {
        items: Vec<String>,
        /// Whether the list has only links: it leads to other pages and answers nothing.
        links_only: bool,
    },
    /// A pipe table: the header row with its line of dashes, and the rows.
    Table { head: String, rows: Vec<String> },
    /// A fenced code block.
    Code { fence: String, text: String },
}

impl Block {
    /// The block as Markdown. Empty for headings, section ends and page breaks.
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

/// Whether the section of a heading at this level is a single answer, however short. The heading is then a question, or
/// unfolds the section.
pub(super) const fn is_of_answer(level: u8) -> bool {
    level >= FOLDED_LEVEL && level != BOLD_LEVEL
}

/// `text` as a code block that opens with `fence` (backticks and a language).
pub(super) fn fenced(fence: &str, text: &str) -> String {
    let close: String = fence.chars().take_while(|&c| c == '`').collect();
    format!("{fence}\n{text}\n{close}")
}
