//! Text within a block: emphasis, code, links, citation marks.

use super::{
    end::End,
    word::{WORD_JOINER, is_word},
};

mod bracket;

/// The most emphasis marks that may be open at once.
const OPEN_MARKS: usize = 16;

/// A piece of text: each becomes one node.
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
        /// A space stood before it.
        spaced: bool,
    },
    /// A hard line break.
    Break,
}

/// Parses a block's text. Addresses and numbers that stand in it by themselves are not links yet, but for `https://…`.
pub(crate) fn parse(text: &str, end: End) -> Vec<Inline> {
    Parser::new(text, end, 0).run()
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

/// A citation's mark as it was written.
pub(crate) fn as_text(number: u32) -> String {
    ["[", &number.to_string(), "]"].concat()
}

/// Open emphasis.
struct Frame {
    mark: &'static str,
    content: Vec<Inline>,
}

struct Parser<'a> {
    rest: &'a str,
    before: Option<char>,
    end: End,
    depth: usize,
    /// The first frame is the whole text, the others are open emphasis.
    frames: Vec<Frame>,
    /// Bit `n` is set if no run of `n` backticks follows, so that text with many of them is not searched again and again.
    no_backticks: u32,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, end: End, depth: usize) -> Self {
        Self {
            rest: text,
            before: None,
            end,
            depth,
            frames: Vec::new(),
            no_backticks: 0,
        }
    }

    fn run(mut self) -> Vec<Inline> {
        self.frames.push(Frame {
            mark: "",
            content: Vec::new(),
        });
        while let Some(character) = self.rest.chars().next() {
            match character {
                '\\' => self.escape(),
                '`' => self.code(),
                '*' | '_' | '~' => self.emphasis(character),
                '[' => self.bracket(),
                '!' if self.rest.starts_with("![") => self.bracket(),
                '<' => self.angle(),
                '&' => self.entity(),
                'h' | 'H' => self.bare_url(),
                '\n' => self.line_end(),
                _ => self.plain(),
            }
        }
        while self.frames.len() > 1 {
            self.end_frame(self.end);
        }
        self.frames
            .pop()
            .map(|frame| frame.content)
            .unwrap_or_default()
    }

    /// Consumes and returns `bytes` bytes.
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.before = taken.chars().next_back().or(self.before);
        self.rest = rest;
        taken
    }

    fn push(&mut self, inline: Inline) {
        if let Some(frame) = self.frames.last_mut() {
            frame.content.push(inline);
        }
    }

    fn push_text(&mut self, text: &str) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        if let Some(Inline::Text(last)) = frame.content.last_mut() {
            last.push_str(text);
        } else if !text.is_empty() {
            frame.content.push(Inline::Text(text.to_owned()));
        }
    }

    /// Replaces the space before a citation mark by a word joiner, so that the mark stays with its word.
    /// True if there was a space.
    fn trim_last(&mut self) -> bool {
        let last = self
            .frames
            .last_mut()
            .and_then(|frame| frame.content.last_mut());
        let Some(Inline::Text(text)) = last else {
            return false;
        };
        let before = text.len();
        text.truncate(text.trim_end_matches(' ').len());
        let spaced = text.len() < before;
        text.push(WORD_JOINER);
        spaced
    }

    fn take_as_text(&mut self, bytes: usize) {
        let text = self.take(bytes);
        self.push_text(text);
    }

    fn plain(&mut self) {
        let first = self.rest.chars().next().map_or(0, char::len_utf8);
        let length = self
            .rest
            .get(first..)
            .and_then(|rest| {
                rest.find(['\\', '`', '*', '_', '~', '[', '!', '<', '&', 'h', 'H', '\n'])
            })
            .map_or(self.rest.len(), |at| at + first);
        self.take_as_text(length);
    }

    fn escape(&mut self) {
        self.take(1);
        match self.rest.chars().next() {
            Some('\n') => {
                self.take(1);
                self.push(Inline::Break);
            }
            Some(next) if next.is_ascii_punctuation() => self.take_as_text(1),
            None if self.end == End::Open => {}
            _ => self.push_text("\\"),
        }
    }

    fn line_end(&mut self) {
        self.take(1);
        let mut hard = false;
        if let Some(Inline::Text(last)) = self
            .frames
            .last_mut()
            .and_then(|frame| frame.content.last_mut())
        {
            hard = last.ends_with("  ");
            last.truncate(last.trim_end_matches(' ').len());
        }
        let indent = self.rest.len() - self.rest.trim_start_matches([' ', '\t']).len();
        self.take(indent);
        self.before = Some('\n');
        if hard {
            self.push(Inline::Break);
        } else {
            self.push_text(" ");
        }
    }

    fn code(&mut self) {
        let run = self.rest.len() - self.rest.trim_start_matches('`').len();
        let bit = u32::try_from(run)
            .ok()
            .and_then(|run| 1_u32.checked_shl(run))
            .unwrap_or(1);
        let inside = self.rest.get(run..).unwrap_or_default();
        let known_missing = self.no_backticks & bit != 0;
        let length = if known_missing {
            None
        } else {
            find_backticks(inside, run)
        };
        if let Some(length) = length {
            let code = inside.get(..length).unwrap_or_default().replace('\n', " ");
            let padded = code.starts_with(' ') && code.ends_with(' ') && !code.trim().is_empty();
            let code = if padded {
                code.get(1..code.len() - 1).unwrap_or_default().to_owned()
            } else {
                code
            };
            self.take(run + length + run);
            self.push(Inline::Code(code));
        } else if self.end == End::Open && run < 3 {
            let code = inside.trim_end_matches('`').replace('\n', " ");
            self.take(self.rest.len());
            if !code.is_empty() {
                self.push(Inline::Code(code));
            }
        } else {
            self.no_backticks |= bit;
            self.take_as_text(run);
        }
    }

    fn emphasis(&mut self, mark: char) {
        let run = self.rest.len() - self.rest.trim_start_matches(mark).len();
        let before = self.before;
        let after = self.rest.get(run..).and_then(|rest| rest.chars().next());
        if after.is_none() && self.end == End::Open {
            self.take(run);
            return;
        }
        let marks: &[&'static str] = match (mark, run) {
            ('*', 1) => &["*"],
            ('*', 2) => &["**"],
            ('*', 3) => &["**", "*"],
            ('_', 1) => &["_"],
            ('_', 2) => &["__"],
            ('_', 3) => &["__", "_"],
            ('~', 2) => &["~~"],
            _ => {
                self.take_as_text(run);
                return;
            }
        };
        let (opens, closes) = flanks(mark, before, after);
        self.take(run);
        if closes && self.close_marks(marks) {
            return;
        }
        for mark in marks {
            if opens && self.frames.len() < OPEN_MARKS {
                self.frames.push(Frame {
                    mark,
                    content: Vec::new(),
                });
            } else {
                self.push_text(mark);
            }
        }
    }

    /// Closes the emphasis of these marks; false if one of them is not open.
    fn close_marks(&mut self, marks: &[&'static str]) -> bool {
        let all_open = marks
            .iter()
            .all(|mark| self.frames.iter().any(|frame| frame.mark == *mark));
        if !all_open {
            return false;
        }
        for _ in marks {
            // The innermost first, in whatever order they were opened.
            while let Some(frame) = self.frames.last() {
                let wanted = marks.contains(&frame.mark);
                if frame.mark.is_empty() {
                    break;
                }
                self.end_frame(if wanted { End::Open } else { End::Final });
                if wanted {
                    break;
                }
            }
        }
        true
    }

    /// Ends the innermost emphasis: as closed if `end` is open, otherwise as text with its mark.
    fn end_frame(&mut self, end: End) {
        if self.frames.len() < 2 {
            return;
        }
        let Some(Frame { mark, content }) = self.frames.pop() else {
            return;
        };
        if end == End::Final {
            self.push_text(mark);
            for inline in content {
                match inline {
                    Inline::Text(text) => self.push_text(&text),
                    other => self.push(other),
                }
            }
        } else if !content.is_empty() {
            self.push(match mark {
                "*" | "_" => Inline::Emphasis(content),
                "~~" => Inline::Strike(content),
                _ => Inline::Strong(content),
            });
        }
    }

    fn entity(&mut self) {
        const ENTITIES: [(&str, &str); 6] = [
            ("&amp;", "&"),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#39;", "'"),
            ("&nbsp;", "\u{a0}"),
        ];
        let known = ENTITIES
            .iter()
            .find(|(entity, _)| self.rest.starts_with(entity));
        if let Some((entity, text)) = known {
            self.take(entity.len());
            self.push_text(text);
        } else if self.end == End::Open
            && ENTITIES
                .iter()
                .any(|(entity, _)| entity.starts_with(self.rest))
        {
            self.take(self.rest.len());
        } else {
            self.take_as_text(1);
        }
    }
}

/// Whether a run of marks between these characters can open and can close.
fn flanks(mark: char, before: Option<char>, after: Option<char>) -> (bool, bool) {
    let space = |side: Option<char>| side.is_none_or(char::is_whitespace);
    let punctuation = |side: Option<char>| {
        side.is_some_and(|character| !is_word(character) && !character.is_whitespace())
    };
    let word = |side: Option<char>| side.is_some_and(is_word);
    let opens = !space(after) && (!punctuation(after) || space(before) || punctuation(before));
    let closes = !space(before) && (!punctuation(before) || space(after) || punctuation(after));
    if mark == '_' {
        (opens && !word(before), closes && !word(after))
    } else {
        (opens, closes)
    }
}

/// Where a run of exactly `run` backticks begins.
fn find_backticks(text: &str, run: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text.get(at..)?.find('`') {
        let start = at + found;
        let rest = text.get(start..)?;
        let length = rest.len() - rest.trim_start_matches('`').len();
        if length == run {
            return Some(start);
        }
        at = start + length;
    }
    None
}
