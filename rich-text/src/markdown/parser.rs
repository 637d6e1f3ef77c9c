//! Text within a block: emphasis, code, links, citation marks.

use super::{
    emphasis::{Run, Token, emphasise},
    end::End,
    inline::Inline,
    reference::References,
    word::{WORD_JOINER, is_word},
};

mod bracket;

/// The longest start of a possible entity that is hidden until the rest arrives, in bytes.
const HALF_ENTITY_BYTES: usize = 8;

/// Parses a block's text. Bare addresses and numbers are not links yet, except for `https://…`.
pub(crate) fn parse(text: &str, end: End, references: &mut References) -> Vec<Inline> {
    let parser = Parser {
        text,
        at: 0,
        end,
        references,
        tokens: Vec::new(),
        brackets: Vec::new(),
        before_link: 0,
        no_backticks: 0,
    };
    parser.run()
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    end: End,
    references: &'a mut References,
    tokens: Vec<Token>,
    /// The indices of the tokens that are open brackets.
    brackets: Vec<usize>,
    /// How many open brackets come before a link. Links do not nest, so these brackets start none.
    before_link: usize,
    /// Bit `n` is set if no run of `n` backticks follows. It keeps a text with many backticks from being searched
    /// repeatedly.
    no_backticks: u32,
}

impl<'a> Parser<'a> {
    fn run(mut self) -> Vec<Inline> {
        while let Some(character) = self.rest().chars().next() {
            match character {
                '\\' => self.escape(),
                '`' => self.code(),
                '*' | '_' | '~' => self.emphasis(character),
                '[' => self.open_bracket(0),
                '!' if self.rest().starts_with("![") => self.open_bracket(1),
                ']' => self.close_bracket(),
                '<' => self.angle(),
                '&' => self.entity(),
                'h' | 'H' => self.bare_url(),
                '\n' => self.line_end(),
                _ => self.plain(),
            }
        }
        if self.end == End::Open {
            self.hide_open_brackets();
        }
        emphasise(self.tokens, self.end).0
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The character before the rest of the text.
    fn before(&self) -> Option<char> {
        self.text.get(..self.at)?.chars().next_back()
    }

    /// Consumes and returns `bytes` bytes.
    fn take(&mut self, bytes: usize) -> &'a str {
        let taken = self.rest().get(..bytes).unwrap_or_default();
        self.at += bytes;
        taken
    }

    fn push(&mut self, inline: Inline) {
        self.tokens.push(Token::Inline(inline, 0));
    }

    fn push_text(&mut self, text: &str) {
        if let Some(Token::Text(last)) = self.tokens.last_mut() {
            last.push_str(text);
        } else if !text.is_empty() {
            self.tokens.push(Token::Text(text.to_owned()));
        }
    }

    /// Replaces the space before a citation mark by a word joiner, so that the mark stays on the line of its word. True
    /// if there was a space.
    fn trim_last(&mut self) -> bool {
        let Some(Token::Text(text)) = self.tokens.last_mut() else {
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
        let rest = self.rest();
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let length = rest
            .get(first..)
            .and_then(|rest| {
                rest.find([
                    '\\', '`', '*', '_', '~', '[', ']', '!', '<', '&', 'h', 'H', '\n',
                ])
            })
            .map_or(rest.len(), |at| at + first);
        self.take_as_text(length);
    }

    fn escape(&mut self) {
        self.take(1);
        match self.rest().chars().next() {
            Some('\n') => {
                self.push(Inline::Break);
                self.line_end();
            }
            Some(next) if next.is_ascii_punctuation() => self.take_as_text(1),
            None if self.end == End::Open => {}
            _ => self.push_text("\\"),
        }
    }

    fn line_end(&mut self) {
        self.take(1);
        let mut is_hard = false;
        let mut is_broken = true;
        match self.tokens.last_mut() {
            Some(Token::Text(last)) => {
                is_hard = last.ends_with("  ");
                last.truncate(last.trim_end_matches([' ', '\t']).len());
            }
            Some(Token::Inline(Inline::Break, _)) => is_broken = false,
            _ => {}
        }
        let rest = self.rest();
        self.take(rest.len() - rest.trim_start_matches([' ', '\t']).len());
        if is_hard {
            self.push(Inline::Break);
        } else if is_broken {
            self.push_text(" ");
        }
    }

    fn code(&mut self) {
        let rest = self.rest();
        let run = rest.len() - rest.trim_start_matches('`').len();
        let bit = u32::try_from(run)
            .ok()
            .and_then(|run| 1_u32.checked_shl(run))
            .unwrap_or(1);
        let inside = rest.get(run..).unwrap_or_default();
        let known_missing = self.no_backticks & bit != 0;
        let length = if known_missing {
            None
        } else {
            find_backticks(inside, run)
        };
        if let Some(length) = length {
            let code = inside.get(..length).unwrap_or_default().replace('\n', " ");
            let is_padded =
                code.starts_with(' ') && code.ends_with(' ') && !code.trim_matches(' ').is_empty();
            let padding = usize::from(is_padded);
            let code = code.get(padding..code.len() - padding).unwrap_or_default();
            self.push(Inline::Code(code.to_owned()));
            self.take(run + length + run);
        } else if self.end == End::Open && run < 3 {
            let code = inside.trim_end_matches('`').replace('\n', " ");
            self.take(rest.len());
            if !code.is_empty() {
                self.push(Inline::Code(code));
            }
        } else {
            self.no_backticks |= bit;
            self.take_as_text(run);
        }
    }

    fn emphasis(&mut self, mark: char) {
        let rest = self.rest();
        let count = rest.len() - rest.trim_start_matches(mark).len();
        let after = rest.get(count..).and_then(|rest| rest.chars().next());
        let (opens, closes) = flanks(mark, self.before(), after);
        if after.is_none() && self.end == End::Open {
            // Half a mark.
            self.take(count);
        } else if mark == '~' && count != 2 {
            self.take_as_text(count);
        } else {
            self.take(count);
            self.tokens
                .push(Token::Run(Run::new(mark, count, opens, closes)));
        }
    }

    fn entity(&mut self) {
        if let Some((length, stands_for)) = self.references.tables.entity_at(self.rest()) {
            self.take(length);
            self.push_text(&stands_for);
        } else if self.end == End::Open && is_half_entity(self.rest()) {
            self.take(self.rest().len());
        } else {
            self.take_as_text(1);
        }
    }
}

/// Whether a text may become an entity: it is only the mark and the start of a name.
fn is_half_entity(text: &str) -> bool {
    let name = text.get(1..).unwrap_or_default();
    name.len() < HALF_ENTITY_BYTES
        && name
            .bytes()
            .all(|byte| byte == b'#' || byte.is_ascii_alphanumeric())
}

/// Whether a run of marks between these characters can open emphasis, and whether it can close it.
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

/// Where a run of exactly `run` backticks starts.
pub(super) fn find_backticks(text: &str, run: usize) -> Option<usize> {
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
