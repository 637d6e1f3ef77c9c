//! The syntax of a single shortcode: its name, its title, and the one that it closes.

use super::tags::title_of;

/// The start and end marks of shortcodes.
const MARKS: [(&str, &str); 4] = [("{%", "%}"), ("{{<", ">}}"), ("{{%", "%}}"), ("{/*", "*/}")];
/// Shortcodes whose title may be in quotation marks, without an attribute name.
const FOLDED: &[&str] = &[
    "accordion",
    "collapse",
    "collapsible",
    "details",
    "expand",
    "faq",
    "question",
    "spoiler",
    "tab",
    "toggle",
];
/// Inline shortcodes without text.
const SIGNS: &[&str] = &["br", "fa", "icon", "emoji", "badge", "anchor"];

/// The contents of the shortcodes of a line that has nothing else.
pub(super) fn alone(text: &str) -> Option<Vec<&str>> {
    let mut rest = text;
    let mut tags = Vec::new();
    while !rest.is_empty() {
        let (inner, after) = MARKS
            .iter()
            .find_map(|(open, end)| rest.strip_prefix(open)?.split_once(end))?;
        tags.push(inner.trim().trim_matches('-').trim());
        rest = after.trim_start();
    }
    (!tags.is_empty()).then_some(tags)
}

/// The name of a shortcode.
pub(super) fn name(tag: &str) -> &str {
    tag.split([' ', '\t', '(']).next().unwrap_or_default()
}

/// The name of the shortcode that this one closes: `endhint`, `/details`.
pub(super) fn closed(tag: &str) -> Option<&str> {
    let name = name(tag);
    match name.strip_prefix('/') {
        Some("") => tag.get(1..).map(str::trim),
        Some(name) => Some(name),
        None => name.strip_prefix("end").filter(|name| !name.is_empty()),
    }
}

/// Whether `text` has a shortcode that closes the one with this name.
fn closes(text: &str, name: &str) -> bool {
    MARKS.iter().any(|(open, end)| {
        text.split(open)
            .skip(1)
            .filter_map(|rest| rest.split_once(end))
            .any(|(tag, _)| closed(tag.trim().trim_matches('-').trim()) == Some(name))
    })
}

/// The text between a shortcode with a title and its closing one on the same line.
pub(super) fn around(text: &str) -> Option<(String, &str)> {
    let (open, end) = MARKS.iter().find(|(open, _)| text.starts_with(open))?;
    let (tag, rest) = text.strip_prefix(open)?.split_once(end)?;
    let (inner, last) = rest.strip_suffix(end)?.rsplit_once(open)?;
    let tag = tag.trim();
    let is_pair = closed(last.trim()) == Some(name(tag)) && !inner.contains(open);
    let title = titled(tag).filter(|_| is_pair)?;
    Some((title, inner.trim()))
}

/// The title of a shortcode's part, from an attribute or from a string without a name.
pub(super) fn titled(tag: &str) -> Option<String> {
    let title = title_of(tag).or_else(|| {
        let quoted = FOLDED.contains(&name(tag)).then_some(tag)?;
        let (_, after) = quoted.split_once('"')?;
        Some(after.split('"').next()?.to_owned())
    });
    title.filter(|title| !title.trim().is_empty())
}

/// A line without its shortcodes. One that stands for a value becomes a variable.
pub(super) fn without_shortcodes(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        result.push_str(before);
        let found = MARKS
            .iter()
            .find_map(|(open, end)| Some((*open, from.strip_prefix(open)?.split_once(end)?)));
        let Some((open, (tag, after))) = found else {
            result.push('{');
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        let tag = tag.trim().trim_matches('-').trim();
        let is_value = tag.starts_with('$')
            || open.starts_with("{{")
                && closed(tag).is_none()
                && !SIGNS.contains(&name(tag))
                && !closes(after, name(tag));
        if is_value {
            result.push_str("{{ unknown }}");
        } else if let Some(title) = title_of(tag) {
            result.push_str(&title);
        }
        rest = after;
    }
    result.push_str(rest);
    result
}
