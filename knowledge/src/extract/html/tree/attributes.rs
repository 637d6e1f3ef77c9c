//! Neutralises tags with absurdly many attributes before the library parses them.
//!
//! Whether `<` starts a tag depends on the text before it: in a script or a comment it does not. This code therefore
//! treats every `<` as a possible start, and counts attributes as the standard parses them (HTML, section 13.2.5), for
//! all starts at the same time. Readings in the same state are merged, so there are never more readings than states,
//! and the work is linear in the length of the text.

use std::borrow::Cow;

/// The most attributes of a tag.
pub(super) const MOST_ATTRIBUTES: usize = 256;

/// The tokenizer states within a tag, as far as they differ in what may follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TagState {
    /// After `<`.
    Open,
    /// After `</`.
    EndOpen,
    Name,
    BeforeAttribute,
    Attribute,
    AfterAttribute,
    BeforeValue,
    DoubleQuoted,
    SingleQuoted,
    Unquoted,
}

/// All readings in the same state.
struct Readings {
    state: TagState,
    /// The highest number of attributes among them.
    attributes: usize,
    /// Where they start.
    starts: Vec<usize>,
}

/// `html`, with a space inserted after the `<` of every tag that could have more than [`MOST_ATTRIBUTES`].
pub(super) fn bounded(html: &str) -> Cow<'_, str> {
    let mut absurd = absurd_tags(html.as_bytes());
    if absurd.is_empty() {
        return Cow::Borrowed(html);
    }
    absurd.sort_unstable();
    let mut text = String::with_capacity(html.len());
    let mut from = 0;
    for at in absurd {
        text.push_str(html.get(from..at).unwrap_or_default());
        text.push(' ');
        from = at + 1;
    }
    text.push_str(html.get(from..).unwrap_or_default());
    Cow::Owned(text)
}

/// The positions of the `<` of all such tags.
fn absurd_tags(html: &[u8]) -> Vec<usize> {
    let mut absurd = Vec::new();
    let mut readings: Vec<Readings> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = html.get(at) {
        if readings.is_empty() && byte != b'<' {
            let rest = html.get(at..).unwrap_or_default();
            match rest.iter().position(|&byte| byte == b'<') {
                Some(skipped) => at += skipped,
                None => break,
            }
            continue;
        }
        let mut next: Vec<Readings> = Vec::with_capacity(readings.len() + 1);
        for mut reading in readings.drain(..) {
            let Some((state, begins)) = step(reading.state, byte) else {
                continue;
            };
            reading.state = state;
            reading.attributes += usize::from(begins);
            if reading.attributes > MOST_ATTRIBUTES {
                absurd.append(&mut reading.starts);
            } else {
                join(&mut next, reading);
            }
        }
        if byte == b'<' {
            join(
                &mut next,
                Readings {
                    state: TagState::Open,
                    attributes: 0,
                    starts: vec![at],
                },
            );
        }
        readings = next;
        at += 1;
    }
    absurd
}

fn join(readings: &mut Vec<Readings>, mut new: Readings) {
    match readings.iter_mut().find(|old| old.state == new.state) {
        Some(old) => {
            old.attributes = old.attributes.max(new.attributes);
            // The shorter list is moved, so that each start is moved only a few times.
            if old.starts.len() < new.starts.len() {
                std::mem::swap(&mut old.starts, &mut new.starts);
            }
            old.starts.append(&mut new.starts);
        }
        None => readings.push(new),
    }
}

/// The state after `byte`, and whether an attribute starts there. `None` if the tag ends, or there is no tag.
fn step(state: TagState, byte: u8) -> Option<(TagState, bool)> {
    let is_space = matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ');
    let is_quoted = matches!(state, TagState::DoubleQuoted | TagState::SingleQuoted);
    if byte == b'>' && !is_quoted {
        return None;
    }
    let next = match state {
        TagState::Open if byte == b'/' => TagState::EndOpen,
        TagState::Open | TagState::EndOpen => {
            return byte
                .is_ascii_alphabetic()
                .then_some((TagState::Name, false));
        }
        TagState::DoubleQuoted if byte == b'"' => TagState::BeforeAttribute,
        TagState::SingleQuoted if byte == b'\'' => TagState::BeforeAttribute,
        TagState::Name if is_space || byte == b'/' => TagState::BeforeAttribute,
        TagState::Unquoted if is_space => TagState::BeforeAttribute,
        TagState::DoubleQuoted | TagState::SingleQuoted | TagState::Name | TagState::Unquoted => {
            state
        }
        TagState::BeforeValue => match byte {
            b'"' => TagState::DoubleQuoted,
            b'\'' => TagState::SingleQuoted,
            _ if is_space => state,
            _ => TagState::Unquoted,
        },
        TagState::BeforeAttribute if is_space || byte == b'/' => state,
        TagState::BeforeAttribute => return Some((TagState::Attribute, true)),
        TagState::Attribute | TagState::AfterAttribute => match byte {
            b'=' => TagState::BeforeValue,
            b'/' => TagState::BeforeAttribute,
            _ if is_space => TagState::AfterAttribute,
            _ => return Some((TagState::Attribute, state == TagState::AfterAttribute)),
        },
    };
    Some((next, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(attributes: usize) -> String {
        let attributes: Vec<String> = (0..attributes).map(|n| format!(" a{n}='<x y>'")).collect();
        format!("<p{}>", attributes.concat())
    }

    #[test]
    fn a_tag_with_an_absurd_number_of_attributes_is_text() {
        let fine = tag(MOST_ATTRIBUTES);
        assert_eq!(bounded(&fine), fine);
        let absurd = tag(MOST_ATTRIBUTES + 1);
        let text = bounded(&absurd);
        assert!(text.starts_with(" p a0='"), "{text}");
        assert_eq!(text.len(), absurd.len());
    }

    #[test]
    fn it_is_found_wherever_a_tag_may_begin() {
        let many = " a=1/b c=\"d\"e='f'".repeat(MOST_ATTRIBUTES);
        for before in [
            "",
            "<!--",
            "<script>",
            "<svg><style>",
            "<a href='",
            "<a b=",
            "</",
            "<<<",
        ] {
            let html = format!("{before}<p{many}>");
            let at = html.len() - many.len() - 3;
            assert!(html.get(at..).unwrap().starts_with("<p"));
            assert_eq!(bounded(&html).as_bytes()[at], b' ', "{before}");
        }
        assert!(bounded(&format!("</p{many}>")).starts_with(" /p"));
    }

    #[test]
    fn text_between_tags_is_no_attribute() {
        let page = format!("<p>1 < 2 {} <br/></p>", "word ".repeat(1_000)).repeat(10);
        assert_eq!(bounded(&page), page);
    }
}
