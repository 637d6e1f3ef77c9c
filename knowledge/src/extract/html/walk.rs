//! Elements to blocks. Inline elements extend the open paragraph, and block elements close it.

use ego_tree::{NodeId, NodeRef};
use scraper::{ElementRef, Node};

use super::{
    super::{
        super::questions,
        block::{BOLD_LEVEL, Block},
        measure::{WORD, length},
    },
    chrome::Chrome,
    element::{is_heading, letters},
    links::{hidden_address, turns_pages},
    names::{accessible_name, stands_for_hidden},
};

/// Elements nested deeper than this are not read. No page written by people nests so deep, and the stack is finite.
const DEEPEST: u32 = 200;
/// The deepest nesting of lists, definitions and headings that is kept. Each level copies the text of the levels in it,
/// so anything deeper becomes plain text.
const DEEPEST_PART: u32 = 8;
/// The most classes of a link that are examined.
const CLASSES: usize = 10;
/// The longest bold paragraph that counts as a heading, in halves of a word.
const BOLD_HEADING: usize = 16 * WORD;

/// The context of the text, which decides what headings and breaks become.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The page itself, where headings open sections.
    Flow,
    /// A list item or a table cell.
    Part,
    /// A heading, which is plain text on one line.
    Line,
}

/// The result of a walk.
pub(super) struct Walked {
    pub(super) blocks: Vec<Block>,
    /// Whether there is text, and all of it is in links.
    pub(super) links_only: bool,
}

/// The paragraph being written.
#[derive(Default)]
pub(super) struct OpenParagraph {
    pub(super) text: String,
    chars: usize,
    bold: usize,
    /// How far the paragraph is bold from its start, in bytes.
    lead: usize,
}

impl OpenParagraph {
    /// Adjusts the bold start after the text from `start` on was rewritten.
    pub(super) fn lead_to_end(&mut self, start: usize) {
        if self.lead > start {
            self.lead = self.text.len();
        }
    }
}

/// A walk over a part of a page.
pub(super) struct Walk<'c> {
    pub(super) chrome: &'c Chrome,
    pub(super) place: Place,
    pub(super) blocks: Vec<Block>,
    pub(super) open: OpenParagraph,
    pub(super) in_link: u32,
    pub(super) in_code: bool,
    in_bold: u32,
    /// How many parts and lines contain this one.
    part: u32,
    /// The depth below the element where the walk over the page started.
    pub(super) depth: u32,
    pub(super) folded: u8,
    /// The parts that end a section which their control opened, with the section's level.
    pub(super) closing: Vec<(NodeId, u8)>,
    pub(super) chars: usize,
    linked: usize,
}

impl<'c> Walk<'c> {
    /// Starts a walk over the content of a page.
    pub(super) fn page(chrome: &'c Chrome) -> Self {
        Self::new(chrome, Place::Flow, 0, 0)
    }

    /// Starts a walk over a list item or a table cell within this one.
    pub(super) fn part(&self) -> Self {
        Self::new(self.chrome, Place::Part, self.depth, self.part + 1)
    }

    fn new(chrome: &'c Chrome, place: Place, depth: u32, part: u32) -> Self {
        Self {
            chrome,
            place,
            blocks: Vec::new(),
            open: OpenParagraph::default(),
            in_link: 0,
            in_code: false,
            in_bold: 0,
            part,
            depth,
            folded: 0,
            closing: Vec::new(),
            chars: 0,
            linked: 0,
        }
    }

    /// Closes the last paragraph and returns the blocks.
    pub(super) fn finish(mut self) -> Walked {
        self.close_paragraph();
        Walked {
            blocks: self.blocks,
            links_only: self.chars > 0 && self.linked == self.chars,
        }
    }

    /// The plain text of `element` on one line.
    pub(super) fn line(&self, element: ElementRef<'_>) -> String {
        self.line_before(element, None)
    }

    /// The plain text of `element` on one line, up to the child `end`.
    pub(super) fn line_before(&self, element: ElementRef<'_>, end: Option<NodeId>) -> String {
        let mut line = Self::new(self.chrome, Place::Line, self.depth, self.part + 1);
        line.children(
            element
                .children()
                .take_while(|child| Some(child.id()) != end),
        );
        let blocks = line.finish().blocks;
        let text: Vec<String> = blocks.iter().map(Block::markdown).collect();
        let text = text.join(" ");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        text.trim_end_matches(|c: char| matches!(c, '#' | '¶' | '🔗') || c.is_whitespace())
            .to_owned()
    }

    pub(super) fn push(&mut self, block: Block) {
        self.close_paragraph();
        self.blocks.push(block);
    }

    /// Adds the characters that a nested walk has read, and how many of them are in links.
    pub(super) fn count(&mut self, chars: usize, linked: usize) {
        self.chars += chars;
        self.linked += linked;
    }

    /// The characters read so far, and how many of them are in links.
    pub(super) fn counted(&self) -> (usize, usize) {
        (self.chars, self.linked)
    }

    /// Whether headings open sections here.
    pub(super) fn in_flow(&self) -> bool {
        self.place == Place::Flow
    }

    /// Reads the children of `element`.
    pub(super) fn inside(&mut self, element: ElementRef<'_>) {
        self.children(element.children());
    }

    /// Reads `children`, which stand one level deeper.
    pub(super) fn children<'a>(&mut self, children: impl Iterator<Item = NodeRef<'a, Node>>) {
        if self.depth >= DEEPEST {
            return;
        }
        self.depth += 1;
        for child in children {
            if !self.chrome.effort.spend(1) {
                break;
            }
            match child.value() {
                Node::Text(text) => self.text(text),
                Node::Element(_) => {
                    if let Some(child) = ElementRef::wrap(child) {
                        self.set_apart(&child);
                        self.element(child);
                    }
                }
                _ => {}
            }
        }
        self.depth -= 1;
    }

    /// Reads `element` including itself.
    pub(super) fn element(&mut self, element: ElementRef<'_>) {
        self.read(element);
        if let Some((_, level)) = (self.closing).pop_if(|(part, _)| *part == element.id()) {
            self.push(Block::Close { level });
        }
    }

    fn read(&mut self, element: ElementRef<'_>) {
        if (self.place == Place::Part || stands_for_hidden(&element))
            && let Some(name) = accessible_name(&element, self.chrome)
        {
            return self.word(&name);
        }
        if let Some(address) = hidden_address(&element) {
            return self.text(&address);
        }
        if element.value().name() == "select" && self.in_flow() {
            return self.options(element);
        }
        if self.chrome.leaves_out(&element) {
            return;
        }
        if self.in_flow() && (self.tab(element) || self.asked(element) || self.named(element)) {
            return;
        }
        let parted = self.part < DEEPEST_PART;
        if parted && is_heading(&element) && element.value().name() != "summary" {
            return self.heading(element);
        }
        if self.in_flow() && self.chrome.unfolds(&element) {
            return self.unfolding(element);
        }
        match element.value().name() {
            "br" => self.line_break(),
            "hr" => self.close_paragraph(),
            "img" => self.picture(element),
            "b" | "strong" => {
                self.in_bold += 1;
                self.inside(element);
                self.in_bold -= 1;
            }
            "code" | "kbd" | "samp" | "tt" => self.code(element),
            "pre" => self.code_block(element),
            "sup" if self.chrome.holding(&element).local_links > 0 => {}
            "sup" => self.raised(element),
            "time" if self.chrome.holding(&element).chars == 0 => {
                self.text(element.attr("datetime").unwrap_or_default());
            }
            "a" if is_note_mark(&element) || turns_pages(&element) => {}
            "a" => self.link(element),
            "ul" | "ol" | "menu" if parted => self.list(element),
            "dl" if parted => self.definitions(element),
            "div" if self.row_of_parts(element) => {}
            "table" if parted => self.table(element),
            "details" => self.details(element),
            "dialog" => self.dialog(element),
            "button" if self.place == Place::Line || self.chrome.holding(&element).headings > 0 => {
                self.inside(element);
            }
            // Struck-out text is no longer valid.
            "button" | "del" | "s" | "strike" => {}
            // In a form, a label names a field. Elsewhere it may be the heading of something that CSS unfolds.
            "label" if self.chrome.holding(&element).within.form => self.offer(element),
            "address" | "article" | "aside" | "blockquote" | "caption" | "center" | "dd"
            | "div" | "dl" | "dt" | "fieldset" | "figcaption" | "figure" | "footer" | "form"
            | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header" | "hgroup" | "legend" | "li"
            | "main" | "menu" | "ol" | "p" | "section" | "summary" | "table" | "tbody" | "td"
            | "tfoot" | "th" | "thead" | "tr" | "ul" => {
                self.close_paragraph();
                self.inside(element);
                self.close_paragraph();
            }
            _ => self.inside(element),
        }
    }

    /// Adds text to the open paragraph.
    pub(super) fn text(&mut self, text: &str) {
        if !self.chrome.effort.spend(text.len()) {
            return;
        }
        for c in text.chars() {
            if matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{2060}') {
                continue;
            }
            if c.is_whitespace() {
                if !self.open.text.ends_with([' ', '\n']) && !self.open.text.is_empty() {
                    self.open.text.push(' ');
                }
                continue;
            }
            self.open.text.push(c);
            self.open.chars += 1;
            self.open.bold += usize::from(self.in_bold > 0);
            if self.open.bold == self.open.chars {
                self.open.lead = self.open.text.len();
            }
            self.chars += 1;
            self.linked += usize::from(self.in_link > 0);
        }
    }

    /// Adds a separate word to the open paragraph.
    fn word(&mut self, word: &str) {
        self.text(" ");
        self.text(word);
        self.text(" ");
    }

    fn line_break(&mut self) {
        let text = &mut self.open.text;
        text.truncate(text.trim_end_matches(' ').len());
        if text.ends_with('\n') {
            self.close_paragraph();
        } else if !text.is_empty() {
            text.push('\n');
        }
    }

    pub(super) fn close_paragraph(&mut self) {
        let open = std::mem::take(&mut self.open);
        let lead = bold_question(&open, self.place);
        let text = open.text.trim();
        let is_bare = self.in_flow() && !text.contains(char::is_alphanumeric);
        if text.is_empty() || is_bare {
            return;
        }
        let is_heading = self.in_flow()
            && open.bold == open.chars
            && length(text) <= BOLD_HEADING
            && !text.contains('\n')
            && (lead.is_some()
                || !text.ends_with(['.', ':', ',', ';', '!', '。', '：', '！', '，']));
        self.blocks.push(if is_heading {
            Block::Heading {
                level: BOLD_LEVEL,
                text: text.to_owned(),
                anchor: None,
            }
        } else if let Some((asked, answer)) = lead {
            Block::Paragraph(format!("**{asked}**\n{answer}").trim().to_owned())
        } else {
            Block::Paragraph(text.to_owned())
        });
    }
}

/// Whether `link` leads to a footnote, or back to the text.
fn is_note_mark(link: &ElementRef<'_>) -> bool {
    /// The longest mark, in characters.
    const CHARS: usize = 6;
    let is_short = || letters(link, CHARS + 1) <= CHARS;
    let is_sign = || {
        let mut chars = link.text().flat_map(str::chars).peekable();
        chars.peek().is_some() && !chars.any(char::is_alphanumeric)
    };
    let is_named = || {
        is_sign()
            || matches!(link.attr("role"), Some("doc-noteref" | "doc-backlink"))
            || (link.value().classes().take(CLASSES))
                .any(|class| class.starts_with("footnote") || class == "reversefootnote")
            || (link.child_elements().next()).is_some_and(|inner| inner.value().name() == "sup")
    };
    link.attr("href").is_some_and(|href| href.starts_with('#')) && is_short() && is_named()
}

/// The bold question at the start of a paragraph, and the rest.
fn bold_question(open: &OpenParagraph, place: Place) -> Option<(&str, &str)> {
    let asked = open.text.get(..open.lead)?.trim();
    let rest = open.text.get(open.lead..)?;
    // "What you need" may be the start of a sentence.
    let goes_on = || !rest.starts_with('\n') && rest.trim_start().starts_with(char::is_lowercase);
    let is_question = questions::asks_plainly(asked) || questions::asks(asked) && !goes_on();
    let is_whole = place != Place::Line && !asked.contains(['*', '[']);
    (is_whole && is_question).then(|| (asked, rest.trim()))
}
