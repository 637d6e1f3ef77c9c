//! Cuts lines into blocks, one line at a time.
//!
//! Only the last block is kept as text. A block that has ended is parsed once.

use super::{
    bare::parse_linked,
    block::{Block, MAX_DEPTH},
    end::End,
    line::{has, indent_of, strip_indent},
    list::{self, Marker},
    table,
};

/// The open block, with its text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Splitter {
    depth: usize,
    kind: Kind,
    source: String,
    /// The list's last line is followed by a blank one.
    blank: bool,
    /// The fence that is open inside the list.
    fence_in_list: Option<Fence>,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum Kind {
    #[default]
    Nothing,
    Paragraph,
    Quote,
    Table,
    List(Marker),
    Code(Fence, String),
}

/// The fence that opens a code block. At least as many of the same character close it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Fence {
    mark: char,
    length: usize,
    indent: usize,
}

/// What a line begins, without regard to the lines before it.
enum Start<'a> {
    Text,
    Heading(u8, &'a str),
    Rule,
    Fence(Fence, &'a str),
    List(Marker),
    Quote,
    TableRow,
}

impl Splitter {
    /// A splitter for the blocks inside a list item or a quotation.
    fn nested(depth: usize) -> Self {
        Self {
            depth,
            ..Self::default()
        }
    }

    /// Adds a line. Blocks that end with it are parsed into `blocks`.
    pub(crate) fn line(&mut self, line: &str, end: End, blocks: &mut Vec<Block>) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if self.continues_code(line, blocks) {
            return;
        }
        if line.trim().is_empty() {
            match self.kind {
                Kind::List(_) => {
                    self.blank = true;
                    self.append("");
                }
                _ => self.close(End::Final, blocks),
            }
            return;
        }
        let start = start_of(line, self.depth);
        if self.continues_with(line, &start) {
            self.blank = false;
            if let (Kind::List(_), Some((fence, _))) = (&self.kind, fence_of(line.trim_start())) {
                self.fence_in_list = Some(fence);
            }
            self.append(line);
            return;
        }
        self.close(End::Final, blocks);
        match start {
            Start::Heading(level, text) => blocks.push(Block::Heading {
                level,
                content: parse_linked(text, end),
            }),
            Start::Rule => blocks.push(Block::Rule),
            Start::Fence(fence, info) => {
                let language = info.split_whitespace().next().unwrap_or_default();
                self.kind = Kind::Code(fence, language.to_owned());
            }
            Start::Text => self.begin(Kind::Paragraph, line),
            Start::List(marker) => {
                self.begin(Kind::List(marker), line);
                self.fence_in_list = fence_of(list::after_marker(line)).map(|(fence, _)| fence);
            }
            Start::Quote => self.begin(Kind::Quote, line),
            Start::TableRow => self.begin(Kind::Table, line),
        }
    }

    /// Ends the open block and parses it into `blocks`.
    pub(crate) fn close(&mut self, end: End, blocks: &mut Vec<Block>) {
        let source = std::mem::take(&mut self.source);
        self.blank = false;
        self.fence_in_list = None;
        match std::mem::take(&mut self.kind) {
            Kind::Nothing => {}
            Kind::Paragraph | Kind::Table => blocks.push(
                table::parse(&source, end)
                    .unwrap_or_else(|| Block::Paragraph(parse_linked(source.trim(), end))),
            ),
            Kind::Quote => {
                let inner = source.lines().map(|line| {
                    let line = line.trim_start();
                    let line = line.strip_prefix('>').unwrap_or(line);
                    line.strip_prefix(' ').unwrap_or(line)
                });
                blocks.push(Block::Quote(blocks_of(inner, self.depth + 1, end)));
            }
            Kind::List(marker) => blocks.push(self.list(&source, marker, end)),
            Kind::Code(_, language) => blocks.push(Block::Code {
                language,
                text: source.strip_suffix('\n').unwrap_or(&source).to_owned(),
            }),
        }
    }

    fn list(&self, source: &str, marker: Marker, end: End) -> Block {
        let items = list::items_of(source, marker);
        let last = items.len().saturating_sub(1);
        Block::List {
            start: match marker {
                Marker::Ordered(start) => Some(start),
                Marker::Bullet => None,
            },
            items: items
                .into_iter()
                .enumerate()
                .map(|(index, lines)| {
                    let end = if index == last { end } else { End::Final };
                    blocks_of(lines.into_iter(), self.depth + 1, end)
                })
                .collect(),
        }
    }

    fn begin(&mut self, kind: Kind, line: &str) {
        self.kind = kind;
        self.append(line);
    }

    fn append(&mut self, line: &str) {
        self.source.push_str(line);
        self.source.push('\n');
    }

    /// Adds a line to open code; false if none is open. Every line but the closing fence is content.
    fn continues_code(&mut self, line: &str, blocks: &mut Vec<Block>) -> bool {
        if let Kind::Code(fence, _) = &self.kind {
            let fence = *fence;
            if fence.is_closed_by(line) {
                self.close(End::Final, blocks);
            } else {
                self.append(strip_indent(line, fence.indent));
            }
            return true;
        }
        if let Some(fence) = self.fence_in_list {
            if fence.is_closed_by(line) {
                self.fence_in_list = None;
            }
            self.append(line);
            return true;
        }
        false
    }

    fn continues_with(&self, line: &str, start: &Start<'_>) -> bool {
        match &self.kind {
            Kind::Nothing | Kind::Code(..) => false,
            Kind::Paragraph => match start {
                Start::Text => true,
                // "in\n2020. Then" and a dash alone do not begin a list.
                Start::List(Marker::Ordered(number)) => *number != 1,
                Start::List(Marker::Bullet) => list::after_marker(line).is_empty(),
                _ => false,
            },
            Kind::Quote => matches!(start, Start::Quote),
            Kind::Table => match start {
                Start::TableRow => true,
                Start::Text => has(line, b'|'),
                _ => false,
            },
            Kind::List(marker) => match start {
                _ if indent_of(line) >= 2 => true,
                Start::List(other) => marker.is_same_kind(*other),
                Start::Text => !self.blank,
                _ => false,
            },
        }
    }
}

impl Fence {
    fn is_closed_by(self, line: &str) -> bool {
        let line = line.trim();
        line.chars().all(|character| character == self.mark) && line.len() >= self.length
    }
}

/// Parses lines into blocks. Beyond [`MAX_DEPTH`] lists and quotes are paragraphs.
fn blocks_of<'a>(lines: impl Iterator<Item = &'a str>, depth: usize, end: End) -> Vec<Block> {
    let mut splitter = Splitter::nested(depth);
    let mut blocks = Vec::new();
    for line in lines {
        splitter.line(line, end, &mut blocks);
    }
    splitter.close(end, &mut blocks);
    blocks
}

fn start_of(line: &str, depth: usize) -> Start<'_> {
    let text = line.trim_start();
    if let Some((fence, info)) = fence_of(text) {
        let indent = indent_of(line);
        return Start::Fence(Fence { indent, ..fence }, info);
    }
    if let Some((level, text)) = heading_of(text) {
        return Start::Heading(level, text);
    }
    if is_rule(text) {
        return Start::Rule;
    }
    if depth < MAX_DEPTH {
        if let Some(marker) = list::marker_of(text) {
            return Start::List(marker);
        }
        if text.starts_with('>') {
            return Start::Quote;
        }
    }
    if text.starts_with('|') {
        return Start::TableRow;
    }
    Start::Text
}

fn fence_of(text: &str) -> Option<(Fence, &str)> {
    let mark = text
        .chars()
        .next()
        .filter(|mark| matches!(mark, '`' | '~'))?;
    let info = text.trim_start_matches(mark);
    let length = text.len() - info.len();
    let inline_code = mark == '`' && has(info, b'`');
    let fence = Fence {
        mark,
        length,
        indent: 0,
    };
    (length >= 3 && !inline_code).then_some((fence, info.trim()))
}

fn heading_of(text: &str) -> Option<(u8, &str)> {
    let after = text.trim_start_matches('#');
    let level = u8::try_from(text.len() - after.len()).ok()?;
    let separated = after.is_empty() || after.starts_with([' ', '\t']);
    if !(1..=6).contains(&level) || !separated {
        return None;
    }
    let content = after.trim();
    let without_closing = content.trim_end_matches('#');
    let closing = without_closing.is_empty() || without_closing.ends_with([' ', '\t']);
    Some((
        level,
        if closing {
            without_closing.trim_end()
        } else {
            content
        },
    ))
}

fn is_rule(text: &str) -> bool {
    let Some(mark @ ('-' | '*' | '_')) = text.chars().next() else {
        return false;
    };
    let mut marks = 0;
    text.trim_end().chars().all(|character| {
        marks += usize::from(character == mark);
        character == mark || character == ' '
    }) && marks >= 3
}
