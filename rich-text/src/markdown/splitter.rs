//! Splits lines into blocks, one line at a time (CommonMark, appendix "A parsing strategy").
//!
//! Open lists and quotes hold their finished blocks, each parsed once. Only the innermost open block is kept as text.

use super::{
    bare::parse_linked,
    block::{Block, MAX_DEPTH},
    end::End,
    line::{Line, has},
    list::Marker,
    reference::References,
    start::{Fence, Start, start_of},
    table,
};

#[derive(Clone, Debug, Default)]
pub(crate) struct Splitter {
    /// Outermost first.
    containers: Vec<Container>,
    leaf: Leaf,
}

/// An open block that contains others.
#[derive(Clone, Debug)]
enum Container {
    Quote(Vec<Block>),
    /// The marker of the first item, and the finished items.
    List(Marker, Vec<Vec<Block>>),
    Item {
        /// The column where its content starts.
        columns: usize,
        /// The column from which a bullet belongs to the item. Models indent a list under a number by two columns.
        bullet_columns: usize,
        blocks: Vec<Block>,
    },
}

/// The innermost open block and its text.
#[derive(Clone, Debug, Default)]
enum Leaf {
    #[default]
    Nothing,
    Paragraph(String),
    Table(String),
    Code {
        fence: Fence,
        indent: usize,
        language: String,
        text: String,
    },
}

/// What the parser needs while it reads a line.
struct Reading<'a> {
    end: End,
    references: &'a mut References,
    /// Receives the outermost blocks.
    blocks: &'a mut Vec<Block>,
}

impl Splitter {
    /// Adds a line. Blocks that it finishes are parsed into `blocks`.
    pub(crate) fn line(
        &mut self,
        line: &str,
        end: End,
        references: &mut References,
        blocks: &mut Vec<Block>,
    ) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let mut reading = Reading {
            end,
            references,
            blocks,
        };
        self.read(Line::new(line), &mut reading);
    }

    /// Closes all open blocks and parses them into `blocks`.
    pub(crate) fn close(&mut self, end: End, references: &mut References, blocks: &mut Vec<Block>) {
        let reading = &mut Reading {
            end,
            references,
            blocks,
        };
        self.close_to(0, end, reading);
    }

    fn read(&mut self, mut line: Line<'_>, reading: &mut Reading<'_>) {
        let mut kept = self.continued(&mut line);
        if line.is_blank() && !(self.is_code() && kept == self.containers.len()) {
            self.close_to(kept, End::Final, reading);
            return;
        }
        if self.is_code() && kept == self.containers.len() {
            self.continue_code(line, reading);
            return;
        }
        // A list whose items are all closed ends, unless this line starts another item.
        let innermost = kept.checked_sub(1).and_then(|at| self.containers.get(at));
        let mut above_list = kept - usize::from(matches!(innermost, Some(Container::List(..))));
        loop {
            let all_go_on = kept == self.containers.len();
            let in_paragraph = matches!(self.leaf, Leaf::Paragraph(_));
            let (indent, text) = (line.indent(), line.text());
            let start = match start_of(text) {
                // A line indented this far continues the paragraph.
                _ if in_paragraph && indent >= 4 => Start::Text,
                Start::Quote | Start::List(_) if self.depth() >= MAX_DEPTH => Start::Text,
                // "in\n2020. Then" and a single dash do not start a list.
                Start::List(marker)
                    if in_paragraph
                        && all_go_on
                        && (marker.number.is_some_and(|number| number != 1)
                            || text.trim_end().len() == marker.length) =>
                {
                    Start::Text
                }
                start => start,
            };
            match start {
                Start::Quote => {
                    self.close_to(above_list, End::Final, reading);
                    line.skip_mark(1);
                    line.skip(1);
                    self.containers.push(Container::Quote(Vec::new()));
                }
                Start::List(marker) => {
                    self.begin_item(&mut line, marker, indent, kept, above_list, reading);
                    if line.is_blank() {
                        return;
                    }
                }
                start => {
                    self.begin_leaf(start, &line, (all_go_on, above_list), reading);
                    return;
                }
            }
            (kept, above_list) = (self.containers.len(), self.containers.len());
        }
    }

    /// Reads the marks of the open containers that the line continues, and returns how many there are.
    fn continued(&self, line: &mut Line<'_>) -> usize {
        let last = self.containers.len().saturating_sub(1);
        let (is_code, is_nothing) = (self.is_code(), matches!(self.leaf, Leaf::Nothing));
        for (at, container) in self.containers.iter().enumerate() {
            let indent = line.indent();
            let goes_on = match container {
                Container::List(..) => true,
                Container::Quote(_) => {
                    let goes_on = indent < 4 && line.text().starts_with('>');
                    if goes_on {
                        line.skip_mark(1);
                        line.skip(1);
                    }
                    goes_on
                }
                Container::Item { blocks, .. } if line.is_blank() => {
                    // An item may start with one blank line.
                    at != last || !blocks.is_empty() || !is_nothing
                }
                Container::Item {
                    columns,
                    bullet_columns,
                    ..
                } => {
                    let is_bullet = || matches!(start_of(line.text()), Start::List(marker) if marker.number.is_none());
                    // Code in an item continues until its fence is closed, whatever its indent.
                    let goes_on =
                        is_code || indent >= *columns || (indent >= *bullet_columns && is_bullet());
                    if goes_on {
                        line.skip(*columns);
                    }
                    goes_on
                }
            };
            if !goes_on {
                return at;
            }
        }
        self.containers.len()
    }

    fn is_code(&self) -> bool {
        matches!(self.leaf, Leaf::Code { .. })
    }

    /// How deeply lists and quotes are nested.
    fn depth(&self) -> usize {
        let items = self
            .containers
            .iter()
            .filter(|container| matches!(container, Container::Item { .. }));
        self.containers.len() - items.count()
    }

    /// Adds a line to open code. Every line except the closing fence is content.
    fn continue_code(&mut self, mut line: Line<'_>, reading: &mut Reading<'_>) {
        let Leaf::Code {
            fence,
            indent,
            text,
            ..
        } = &mut self.leaf
        else {
            return;
        };
        if line.indent() < 4 && !line.is_blank() && fence.is_closed_by(line.text()) {
            self.close_leaf(End::Final, reading);
        } else {
            line.skip(*indent);
            line.write(text);
            text.push('\n');
        }
    }

    fn begin_item(
        &mut self,
        line: &mut Line<'_>,
        marker: Marker,
        indent: usize,
        kept: usize,
        above_list: usize,
        reading: &mut Reading<'_>,
    ) {
        let continues = match self.containers.get(above_list) {
            Some(Container::List(first, _)) if above_list < kept => {
                first.mark == marker.mark && first.number.is_some() == marker.number.is_some()
            }
            _ => false,
        };
        self.close_to(
            if continues { kept } else { above_list },
            End::Final,
            reading,
        );
        if !continues {
            self.containers.push(Container::List(marker, Vec::new()));
        }
        line.skip_mark(marker.length);
        let spaces = line.indent();
        let spaces = if line.is_blank() || spaces > 4 {
            1
        } else {
            spaces
        };
        line.skip(spaces);
        let columns = indent + marker.length + spaces;
        self.containers.push(Container::Item {
            columns,
            bullet_columns: if marker.number.is_some() {
                indent + 2
            } else {
                columns
            },
            blocks: Vec::new(),
        });
    }

    fn begin_leaf(
        &mut self,
        start: Start<'_>,
        line: &Line<'_>,
        (all_go_on, above_list): (bool, usize),
        reading: &mut Reading<'_>,
    ) {
        let text = line.text();
        match (&start, &mut self.leaf) {
            (Start::Underline, Leaf::Paragraph(content)) if all_go_on => {
                let content = std::mem::take(content);
                self.leaf = Leaf::Nothing;
                let left = reading.references.take_from(&content, End::Final);
                if left.is_empty() {
                    self.leaf = Leaf::Paragraph(text.to_owned());
                } else {
                    let content = parse_linked(left.trim_end(), reading.end, reading.references);
                    self.add(Block::Heading { level: 1, content }, reading);
                }
                return;
            }
            // A paragraph continues even if its next lines lack the marks of their containers (lazy continuation).
            (Start::Text | Start::Underline, Leaf::Paragraph(content)) => {
                content.push('\n');
                content.push_str(text);
                return;
            }
            (_, Leaf::Table(rows))
                if all_go_on
                    && has(text, b'|')
                    && matches!(start, Start::Text | Start::TableRow) =>
            {
                rows.push('\n');
                rows.push_str(text);
                return;
            }
            _ => {}
        }
        self.close_to(above_list, End::Final, reading);
        match start {
            Start::Heading(level, text) => {
                let content = parse_linked(text, reading.end, reading.references);
                self.add(Block::Heading { level, content }, reading);
            }
            Start::Rule => self.add(Block::Rule, reading),
            Start::Fence(fence, info) => {
                let language = info.split_whitespace().next().unwrap_or_default();
                self.leaf = Leaf::Code {
                    fence,
                    indent: line.indent(),
                    language: reading.references.tables.unescaped(language),
                    text: String::new(),
                };
            }
            Start::TableRow => self.leaf = Leaf::Table(text.to_owned()),
            _ => self.leaf = Leaf::Paragraph(text.to_owned()),
        }
    }

    /// Closes all containers except the outermost `kept`, and the leaf in them.
    fn close_to(&mut self, kept: usize, end: End, reading: &mut Reading<'_>) {
        self.close_leaf(end, reading);
        while self.containers.len() > kept {
            match self.containers.pop() {
                Some(Container::Item { blocks, .. }) => {
                    if let Some(Container::List(_, items)) = self.containers.last_mut() {
                        items.push(blocks);
                    }
                }
                Some(Container::Quote(blocks)) => self.add(Block::Quote(blocks), reading),
                Some(Container::List(marker, items)) => {
                    let start = marker.number;
                    self.add(Block::List { start, items }, reading);
                }
                None => {}
            }
        }
    }

    fn close_leaf(&mut self, end: End, reading: &mut Reading<'_>) {
        let block = match std::mem::take(&mut self.leaf) {
            Leaf::Nothing => return,
            Leaf::Code { language, text, .. } => Block::Code {
                language,
                text: text.strip_suffix('\n').unwrap_or(&text).to_owned(),
            },
            Leaf::Paragraph(text) | Leaf::Table(text) => {
                let text = reading.references.take_from(&text, end).trim_end();
                if text.is_empty() {
                    return;
                }
                table::parse(text, end, reading.references).unwrap_or_else(|| {
                    Block::Paragraph(parse_linked(text, end, reading.references))
                })
            }
        };
        self.add(block, reading);
    }

    /// Adds a finished block to its container.
    fn add(&mut self, block: Block, reading: &mut Reading<'_>) {
        match self.containers.last_mut() {
            Some(Container::Quote(blocks) | Container::Item { blocks, .. }) => blocks.push(block),
            _ => reading.blocks.push(block),
        }
    }
}
