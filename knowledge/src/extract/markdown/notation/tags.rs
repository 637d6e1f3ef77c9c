//! The tags of components: their names and attributes.

/// Attributes with the title of a part, the surest first.
const TITLES: &[&str] = &[
    "title", "label", "summary", "header", "heading", "question", NAME,
];

/// An attribute with a part's title, or with the name of an icon.
const NAME: &str = "name";

/// Attributes of `<ParamField>` with the name of a parameter, by where the parameter is sent.
const PARAMETERS: &[&str] = &["path", "query", "body", "header"];

/// The title that a tag gives its part.
pub(super) fn title_of(tag: &str) -> Option<String> {
    let is_parameter = tag.strip_prefix('<').and_then(component) == Some("ParamField");
    let parameter = PARAMETERS
        .iter()
        .filter(|_| is_parameter)
        .find_map(|name| attribute(tag, name));
    if parameter.is_some() {
        return parameter;
    }
    TITLES.iter().find_map(|name| attribute(tag, name))
}

/// The title in a tag without a part. Here `name` is an icon's, as in `<Icon name="star" />`.
pub(super) fn title_alone(tag: &str) -> Option<String> {
    (TITLES.iter().filter(|name| **name != NAME)).find_map(|name| attribute(tag, name))
}

/// The name of the component whose tag starts `text`, without `<`. Such names start with a capital letter.
pub(super) fn component(text: &str) -> Option<&str> {
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
        .unwrap_or(text.len());
    text.get(..end)
        .filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// The end of the tag that starts `text`. A `>` in quotation marks or braces does not end it.
pub(super) fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut braces = 0_usize;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, '{') => braces += 1,
            (None, '}') => braces = braces.saturating_sub(1),
            (None, '>') if braces == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The value of an attribute: `name="value"`, `name='value'`, `name={"value"}`.
pub(super) fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut from = 0;
    loop {
        let at = from + tag.get(from..)?.find(name)?;
        from = at + name.len();
        let begins = at == 0 || tag.get(..at)?.ends_with([' ', '\t', '{', ',']);
        let Some(value) = tag.get(from..)?.trim_start().strip_prefix('=') else {
            continue;
        };
        if !begins {
            continue;
        }
        let value = value.trim_start().trim_start_matches('{');
        let quote = value
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\'' | '`'))?;
        return Some(value.get(1..)?.split(quote).next()?.to_owned());
    }
}
