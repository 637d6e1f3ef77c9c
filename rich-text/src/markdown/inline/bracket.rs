//! Citation marks, links, and bare addresses.

use super::{Inline, Parser, as_text};
use crate::markdown::{
    block::MAX_DEPTH,
    end::End,
    link::{URL_BYTES, bare_url_length, safe_url},
    word::is_word,
};

/// How far a closing bracket is searched, in bytes.
const LINK_TEXT_BYTES: usize = 400;
/// How far the closing parenthesis of an address is searched, in bytes: past the address, for a title.
const TARGET_BYTES: usize = URL_BYTES + 200;
/// The largest citation number.
const CITATIONS: u32 = 99;

impl Parser<'_> {
    /// `[1]`, `[text](address)` or a bracket. An image becomes a link to it.
    pub(super) fn bracket(&mut self) {
        let image = usize::from(self.rest.starts_with('!'));
        let inside = self.rest.get(image + 1..).unwrap_or_default();
        match find_closing(inside, '[', ']', LINK_TEXT_BYTES) {
            Some(length) => {
                let text = inside.get(..length).unwrap_or_default();
                let after = inside.get(length + 1..).unwrap_or_default();
                if let Some(after) = after.strip_prefix('(') {
                    if let Some(target) = find_closing(after, '(', ')', TARGET_BYTES) {
                        let address = after.get(..target).unwrap_or_default();
                        self.link(text, address);
                        self.take(image + 1 + length + 2 + target + 1);
                        return;
                    }
                    if self.end == End::Open && after.len() < URL_BYTES {
                        self.link(text, "");
                        self.take(self.rest.len());
                        return;
                    }
                } else if image == 0
                    && let Some(number) = citation_number(text)
                {
                    self.take(length + 2);
                    let spaced = self.trim_last();
                    self.push(Inline::Citation { number, spaced });
                    return;
                }
                self.take_as_text(image + 1);
            }
            // The closing bracket decides, so nothing is shown from here on until it comes.
            None if self.end == End::Open && inside.len() < LINK_TEXT_BYTES => {
                self.take(self.rest.len());
            }
            None => self.take_as_text(image + 1),
        }
    }

    /// Pushes a link, or its text alone where the address is not allowed.
    fn link(&mut self, text: &str, address: &str) {
        let address = address.trim();
        let address = match address.strip_prefix('<') {
            Some(inner) => inner.split('>').next().unwrap_or_default(),
            None => address.split_whitespace().next().unwrap_or_default(),
        };
        let content = if self.depth < MAX_DEPTH {
            Parser::new(text, End::Final, self.depth + 1).run()
        } else {
            vec![Inline::Text(text.to_owned())]
        };
        match safe_url(address) {
            Some(url) => self.push(Inline::Link {
                url: url.to_owned(),
                content: without_links(content),
            }),
            None => {
                for inline in content {
                    match inline {
                        Inline::Text(text) => self.push_text(&text),
                        other => self.push(other),
                    }
                }
            }
        }
    }

    /// `<https://…>` or the character itself.
    pub(super) fn angle(&mut self) {
        let inside = self.rest.get(1..).unwrap_or_default();
        let length = inside.find(['>', '<', '\n', ' ']);
        if let Some(length) = length
            && inside
                .get(length..)
                .is_some_and(|rest| rest.starts_with('>'))
            && let Some(url) = inside.get(..length).and_then(safe_url)
        {
            self.push_url(url);
            self.take(length + 2);
        } else {
            self.take_as_text(1);
        }
    }

    pub(super) fn bare_url(&mut self) {
        let in_word = self.before.is_some_and(is_word);
        let starts = |scheme: &str| {
            self.rest
                .get(..scheme.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        };
        if !in_word
            && (starts("https://") || starts("http://"))
            && let Some(length) = bare_url_length(self.rest)
        {
            let url = self.take(length);
            self.push_url(url);
        } else {
            self.plain();
        }
    }

    fn push_url(&mut self, url: &str) {
        self.push(Inline::Link {
            url: url.to_owned(),
            content: vec![Inline::Text(url.to_owned())],
        });
    }
}

/// The position of the closing mark for an opening mark just before the text, at most `within` bytes away.
fn find_closing(text: &str, open: char, close: char, within: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        if at > within {
            return None;
        }
        if escaped {
            escaped = false;
        } else if character == '\\' {
            escaped = true;
        } else if character == open {
            depth += 1;
        } else if character == close {
            if depth == 0 {
                return Some(at);
            }
            depth -= 1;
        }
    }
    None
}

fn citation_number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok()?;
    (digits && (1..=CITATIONS).contains(&number)).then_some(number)
}

/// Flattens links and citation marks, which a link must not contain.
fn without_links(inlines: Vec<Inline>) -> Vec<Inline> {
    inlines
        .into_iter()
        .flat_map(|inline| match inline {
            Inline::Link { content, .. } => content,
            Inline::Citation { number, .. } => vec![Inline::Text(as_text(number))],
            other => vec![other],
        })
        .collect()
}
