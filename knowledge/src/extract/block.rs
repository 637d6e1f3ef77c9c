//! What a document is made of, between its own format and passages.

/// Headings that the document's author made by bold text alone; below every real heading.
pub(super) const BOLD_LEVEL: u8 = 40;
/// The first level of headings that open and close with an element (`<summary>`, `<dt>`); those inside go deeper.
pub(super) const FOLDED_LEVEL: u8 = 10;

/// A piece of a document in reading order. Texts are Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// What follows stands under it, until a heading of the same or a smaller level.
    Heading {
        /// 1 is the outermost.
        level: u8,
        text: String,
        anchor: Option<String>,
    },
    /// Ends what stands under headings of this and greater levels.
    Close { level: u8 },
    /// What follows stands on this page of a PDF, under the headings before; the first is 1.
    Page(usize),
    /// Running text; it may have line breaks.
    Paragraph(String),
    /// A list; each item with its marker, and lines after the first indented.
    List {
        items: Vec<String>,
        /// Nothing but links: a way to other pages, not an answer.
        links_only: bool,
    },
    /// A pipe table: the header row and the dashes under it, then the rows.
    Table { head: String, rows: Vec<String> },
    /// A fenced block.
    Code { fence: String, text: String },
}

impl Block {
    /// The block as Markdown; headings, closings and page breaks are no text.
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

/// `text` as a code block that opens with `fence` (backticks and a language).
pub(super) fn fenced(fence: &str, text: &str) -> String {
    let close: String = fence.chars().take_while(|&c| c == '`').collect();
    format!("{fence}\n{text}\n{close}")
}
