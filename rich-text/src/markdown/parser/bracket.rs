//! Citation marks, links, and bare addresses.

use super::Parser;
use crate::markdown::{
    emphasis::{Token, emphasise},
    end::End,
    inline::{Inline, as_text},
    line::has,
    link::{URL_BYTES, allowed, bare_url_length, email},
    reference::{label, target},
    word::is_word,
};

/// How long a text in brackets may be, in bytes, for the parser to wait for what follows it.
const LINK_TEXT_BYTES: usize = 400;
/// The largest citation number.
const CITATIONS: u32 = 99;

impl Parser<'_> {
    /// Opens `[`, or `![` where `image` is 1.
    pub(super) fn open_bracket(&mut self, image: usize) {
        self.take(image + 1);
        self.brackets.push(self.tokens.len());
        self.tokens.push(Token::Bracket {
            is_image: image > 0,
            start: self.at,
        });
    }

    /// Closes `[1]`, `[text](address)`, `[text][label]`, `[label]`, or a plain bracket. An image becomes a link to the
    /// image.
    pub(super) fn close_bracket(&mut self) {
        let bracket = self.brackets.pop();
        let is_before_link = self.brackets.len() < self.before_link;
        self.before_link = self.before_link.min(self.brackets.len());
        let Some((index, Token::Bracket { is_image, start })) =
            bracket.and_then(|index| Some((index, self.tokens.get(index)?)))
        else {
            self.take_as_text(1);
            return;
        };
        let (is_image, start) = (*is_image, *start);
        if is_before_link && !is_image {
            self.take_as_text(1);
            return;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        let after = self.rest().get(1..).unwrap_or_default();
        let in_parentheses = after.strip_prefix('(');
        if let Some((address, length)) = in_parentheses.and_then(target) {
            let address = self.references.tables.unescaped(address);
            self.link(index, is_image, &address);
            self.take(length + 2);
        } else if !is_image
            && in_parentheses.is_none()
            && let Some(number) = citation_number(text)
        {
            self.tokens.truncate(index);
            self.take(1);
            let spaced = self.trim_last();
            self.push(Inline::Citation { number, spaced });
        } else if self.end == End::Open
            && in_parentheses.is_some_and(|rest| rest.len() < URL_BYTES && !has(rest, b')'))
        {
            // The text of a link whose address is still arriving.
            self.link(index, is_image, "");
            self.take(self.rest().len());
        } else if let Some((address, length)) = self.reference(text, start, after) {
            self.link(index, is_image, &address);
            self.take(length + 1);
        } else if self.end == End::Open && may_become_label(after) {
            self.tokens.truncate(index);
            self.take(self.rest().len());
        } else {
            self.take_as_text(1);
        }
    }

    /// The address for the label after a text in brackets, or for the text itself, and the length in bytes of the
    /// label.
    fn reference(&mut self, text: &str, start: usize, after: &str) -> Option<(String, usize)> {
        if let Some((label, length)) = label(after) {
            return Some((self.references.find(label)?, length));
        }
        let (label, _) =
            label(self.text.get(start - 1..)?).filter(|(label, _)| label.len() == text.len())?;
        let length = if after.starts_with("[]") { 2 } else { 0 };
        Some((self.references.find(label)?, length))
    }

    /// Turns everything after the bracket at `index` into a link, or into text if the address is not allowed.
    fn link(&mut self, index: usize, is_image: bool, address: &str) {
        let content = self.tokens.split_off(index + 1);
        self.tokens.pop();
        let (mut content, depth) = emphasise(content, End::Final);
        if !is_image {
            self.before_link = self.brackets.len();
        }
        match allowed(address) {
            Some(url) => {
                without_links(&mut content);
                let url = url.to_owned();
                let link = Inline::Link { url, content };
                self.tokens.push(Token::Inline(link, depth));
            }
            None => {
                for inline in content {
                    match inline {
                        Inline::Text(text) => self.push_text(&text),
                        other => self.tokens.push(Token::Inline(other, depth)),
                    }
                }
            }
        }
    }

    /// Hides everything from an open bracket on, because only the closing bracket decides what it is.
    pub(super) fn hide_open_brackets(&mut self) {
        let length = self.text.len();
        for (number, index) in self.brackets.iter().enumerate() {
            if let Some(Token::Bracket { is_image, start }) = self.tokens.get(*index)
                && (*is_image || number >= self.before_link)
                && length - start < LINK_TEXT_BYTES
            {
                self.tokens.truncate(*index);
                return;
            }
        }
    }

    /// `<https://…>`, `<name@domain>` or the character itself.
    pub(super) fn angle(&mut self) {
        let inside = self.rest().get(1..).unwrap_or_default();
        let length = inside
            .bytes()
            .take(URL_BYTES)
            .position(|byte| matches!(byte, 0..=b' ' | b'<' | b'>'));
        let inside = length
            .filter(|length| inside.as_bytes().get(*length) == Some(&b'>'))
            .and_then(|length| inside.get(..length));
        if let Some(inside) = inside {
            let address = allowed(inside).filter(|_| has(inside, b':'));
            let url = address.map(str::to_owned).or_else(|| {
                let (length, url) = email(inside)?;
                (length == inside.len()).then_some(url)
            });
            if let Some(url) = url {
                let content = vec![Inline::Text(inside.to_owned())];
                self.push(Inline::Link { url, content });
                self.take(inside.len() + 2);
                return;
            }
        }
        self.take_as_text(1);
    }

    pub(super) fn bare_url(&mut self) {
        let in_word = self.before().is_some_and(is_word);
        let rest = self.rest();
        let starts = |scheme: &str| {
            rest.get(..scheme.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        };
        if !in_word
            && (starts("https://") || starts("http://"))
            && let Some(length) = bare_url_length(rest)
        {
            let url = self.take(length).to_owned();
            let content = vec![Inline::Text(url.clone())];
            self.push(Inline::Link { url, content });
        } else {
            self.plain();
        }
    }
}

/// Whether what follows a text in brackets may still become a label: nothing, or half a label.
fn may_become_label(after: &str) -> bool {
    after.is_empty()
        || (after.starts_with('[') && after.len() < LINK_TEXT_BYTES && !has(after, b']'))
}

fn citation_number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok()?;
    (digits && (1..=CITATIONS).contains(&number)).then_some(number)
}

/// Flattens links and citation marks, because a link must not contain them.
fn without_links(inlines: &mut Vec<Inline>) {
    for inline in std::mem::take(inlines) {
        match inline {
            Inline::Link { mut content, .. } => inlines.append(&mut content),
            Inline::Citation { number, .. } => inlines.push(Inline::Text(as_text(number))),
            mut other => {
                if let Inline::Strong(content)
                | Inline::Emphasis(content)
                | Inline::Strike(content) = &mut other
                {
                    without_links(content);
                }
                inlines.push(other);
            }
        }
    }
}
