//! What a page declares before it is decoded (HTML, "prescan a byte stream to determine its encoding").

use super::encoding::Encoding;

/// How far to look for a declaration, in bytes. The standard asks for 1024, but browsers continue to the end of the
/// head.
const HEAD_BYTES: usize = 64 * 1024;

/// The first known encoding label that the page declares.
pub(super) fn declared(bytes: &[u8]) -> Option<String> {
    let head = head(bytes);
    if let Some(xml) = head.strip_prefix("<?xml") {
        let declaration = xml.split("?>").next()?;
        if let Some(label) = attribute(declaration, "encoding")
            && is_known(&label)
        {
            return Some(label);
        }
    }
    tags(&head).find_map(|(name, tag)| {
        if name != "meta" {
            return None;
        }
        let label = attribute(tag, "charset").or_else(|| {
            attribute(tag, "http-equiv")
                .filter(|what| what.trim().eq_ignore_ascii_case("content-type"))?;
            charset_after(&attribute(tag, "content")?).map(str::to_owned)
        })?;
        is_known(&label).then_some(label)
    })
}

/// The language that the page declares.
pub(super) fn language(bytes: &[u8]) -> Option<String> {
    let head = head(bytes);
    let (_, tag) = tags(&head).find(|(name, _)| name == "html")?;
    attribute(tag, "lang")
        .or_else(|| attribute(tag, "xml:lang"))
        .map(|tag| tag.to_ascii_lowercase())
}

/// The start of the page, with each byte as one character.
fn head(bytes: &[u8]) -> String {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    head.iter().copied().map(char::from).collect()
}

fn is_known(label: &str) -> bool {
    Encoding::for_label(label).is_some()
}

/// The label after the first `charset=`.
pub(super) fn charset_after(text: &str) -> Option<&str> {
    const KEY: &str = "charset";
    let lower = text.to_ascii_lowercase();
    let mut from = 0;
    loop {
        let at = from + lower.get(from..)?.find(KEY)? + KEY.len();
        let Some(value) = text.get(at..)?.trim_start().strip_prefix('=') else {
            from = at;
            continue;
        };
        let value = value.trim_start().trim_start_matches(['"', '\'']);
        let end = value
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)))
            .unwrap_or(value.len());
        return value.get(..end).filter(|label| !label.is_empty());
    }
}

/// The names and attributes of the tags in `head`, up to the body. Skips comments and scripts.
fn tags(head: &str) -> impl Iterator<Item = (String, &str)> {
    let mut rest = head;
    std::iter::from_fn(move || {
        loop {
            let (_, after) = rest.split_once('<')?;
            if let Some(comment) = after.strip_prefix("!--") {
                rest = comment.split_once("-->")?.1;
                continue;
            }
            let name_end = after
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
                .unwrap_or(after.len());
            let name = after.get(..name_end)?.to_ascii_lowercase();
            let attributes = after.get(name_end..)?;
            if name.is_empty() {
                rest = after;
                continue;
            }
            if name == "body" {
                return None;
            }
            let (tag, next) = attributes.split_at_checked(tag_end(attributes))?;
            rest = next;
            if matches!(name.as_str(), "script" | "style" | "title" | "noscript") {
                let end = format!("</{name}");
                let at = rest.to_ascii_lowercase().find(&end)?;
                rest = rest.get(at..)?;
            }
            return Some((name, tag));
        }
    })
}

/// The end of the tag whose attributes begin here. A `>` in quotation marks does not end it.
fn tag_end(attributes: &str) -> usize {
    let mut quote = None;
    for (at, c) in attributes.char_indices() {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    attributes.len()
}

/// The value of an attribute (HTML, "get an attribute"). Text inside another attribute's value does not count.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/' | '>'))?;
        let (found, after) = rest.split_at_checked(end)?;
        let after = after.trim_start();
        let Some(value) = after.strip_prefix('=') else {
            if after.is_empty() || after.starts_with('>') {
                return None;
            }
            rest = after;
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, next) = if let Some(quote) = quote {
            let inner = value.get(1..)?;
            inner.split_once(quote).unwrap_or((inner, ""))
        } else {
            let end = value
                .find(|c: char| c.is_ascii_whitespace() || c == '>')
                .unwrap_or(value.len());
            value.split_at_checked(end)?
        };
        if found.eq_ignore_ascii_case(name) {
            return Some(value.trim().to_owned());
        }
        rest = next;
    }
}
