//! Marks within lines that few tools know: wiki links, highlights, attributes, keys, icons, roles. Also lines without
//! anything for readers.

use super::{shortcode::without_shortcodes, signs};

/// The characters that identify other marks.
const MARKS: &[&str] = &["{", "[[", "==", "++", " ^", "%%", ":"];
/// The start and end marks of inline comments.
const COMMENTS: &[(&str, &str)] = &[("%%", "%%"), ("{% comment %}", "{% endcomment %}")];
/// The most lines of an expression.
const EXPRESSION_LINES: usize = 100;
/// The most lines of a comment.
const COMMENT_LINES: usize = 100;
/// The longest line that is searched for marks, in bytes. Unclosed marks cause repeated searches.
const LINE_BYTES: usize = 4_096;

/// How many of the first lines have nothing for readers: attributes of the block above, tables of contents, included
/// files, abbreviations, comments, multi-line MDX expressions.
pub(super) fn empty_lines(lines: &[&str], is_mdx: bool) -> Option<usize> {
    let text = lines.first()?.trim();
    let is_contents = matches!(
        text.to_ascii_lowercase().as_str(),
        "[toc]" | "[[toc]]" | "[[_toc_]]" | "{:toc}" | "{{toc}}"
    );
    let is_attributes = text.starts_with("{:") && text.ends_with('}') && !text.contains("{{");
    let is_inclusion = text.starts_with("--8<--")
        || text.starts_with(";--8<--")
        || text.starts_with("[!INCLUDE")
        || text.starts_with("<<<")
        || text.starts_with("@include");
    // `(name)=` in MyST is the target of links.
    let is_target = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(")="))
        .is_some_and(|name| !name.is_empty() && !name.contains(['(', ' ']));
    // `{{#include file}}` in mdBook.
    let is_helper = text.starts_with("{{#") && text.ends_with("}}");
    let is_abbreviation = text.starts_with("*[") && text.contains("]: ");
    let is_nothing = [
        is_contents,
        is_attributes,
        is_inclusion,
        is_target,
        is_helper,
        is_abbreviation,
    ];
    if is_nothing.contains(&true) {
        return Some(1);
    }
    let next = lines.get(1).map(|next| next.trim());
    if next.is_some_and(|next| next.starts_with("{:toc") || next.starts_with("{: toc")) {
        return Some(2);
    }
    if let Some(comment) = text.strip_prefix("%%") {
        let ends = |line: &str| line.trim_end().ends_with("%%");
        if comment.ends_with("%%") && comment.len() > 1 {
            return Some(1);
        }
        return Some(
            lines
                .iter()
                .take(COMMENT_LINES)
                .skip(1)
                .position(|line| ends(line))
                .map_or(1, |end| end + 2),
        );
    }
    if is_mdx && text.starts_with('{') && !text.starts_with("{/*") {
        return expression(lines);
    }
    None
}

/// The number of lines of an expression that computes something.
fn expression(lines: &[&str]) -> Option<usize> {
    let mut depth = 0_i32;
    for (taken, line) in lines.iter().take(EXPRESSION_LINES).enumerate() {
        for c in line.chars() {
            depth += match c {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
        }
        if depth <= 0 {
            // On a single line it may be a name, which is a variable.
            let computes = taken > 0 || line.contains(['(', '<', '?', '&']);
            return (computes && line.trim_end().ends_with('}')).then_some(taken + 1);
        }
    }
    None
}

/// The line without these marks, except in code.
pub(super) fn plain(line: &str) -> String {
    let has_marks = line.contains(['[', '=', '{', '+', ':', '^', '%'])
        && MARKS.iter().any(|mark| line.contains(mark));
    if line.len() > LINE_BYTES || !has_marks {
        return line.to_owned();
    }
    let line = without_roles(line);
    let mut result = String::with_capacity(line.len());
    for (at, part) in line.split('`').enumerate() {
        if at > 0 {
            result.push('`');
        }
        if at % 2 == 1 {
            result.push_str(part);
            continue;
        }
        let part = without_comments(part);
        let part = without_shortcodes(&unlinked(&part));
        let part = without_attributes(&part, &result);
        let part = wiki_links(&part);
        let part = between(&part, "==", "==", |text| !text.contains('='));
        let part = between(&part, "++", "++", |text| {
            text.chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '"'))
        });
        result.push_str(&signs::without_emoji(&signs::without_icons(&part)));
    }
    if let Some((text, id)) = result.rsplit_once(" ^")
        && id.contains('-')
        && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    {
        return text.to_owned();
    }
    result
}

/// The text without comments of Obsidian and Jekyll.
fn without_comments(text: &str) -> String {
    let mut result = text.to_owned();
    for (open, end) in COMMENTS {
        while let Some((before, rest)) = result.split_once(open)
            && let Some((_, after)) = rest.split_once(end)
        {
            result = format!("{}{after}", before.trim_end());
        }
    }
    result
}

/// Removes a `MyST` role before code, such as `{ref}`, which only describes its text.
fn without_roles(line: &str) -> String {
    let mut result = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("}`") {
        let is_role = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '_');
        let role = rest.get(..at).and_then(|before| {
            let (before, name) = before.rsplit_once('{')?;
            (!name.is_empty() && name.chars().all(is_role) && !before.ends_with('`'))
                .then_some(before)
        });
        let inner = rest.get(at + 2..).and_then(|after| after.split_once('`'));
        let (Some(before), Some((inner, after))) = (role, inner) else {
            let (done, after) = rest.split_at_checked(at + 2).unwrap_or((rest, ""));
            result.push_str(done);
            rest = after;
            continue;
        };
        result.push_str(before);
        let text = inner.split_once('<').map_or(inner, |(text, _)| text);
        result.push_str(text.trim());
        rest = after;
    }
    result.push_str(rest);
    result
}

/// Replaces a link whose address has variables by its text.
fn unlinked(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("](") {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let address = from.get(2..).unwrap_or_default();
        let is_made = ["{{", "{%"].iter().any(|mark| {
            address
                .find(mark)
                .is_some_and(|mark| !address.get(..mark).unwrap_or_default().contains([')', ' ']))
        });
        let end = address
            .rfind('}')
            .and_then(|last| Some(last + address.get(last..)?.find(')')?));
        match (before.rfind('['), end) {
            (Some(open), Some(end)) if is_made => {
                result.push_str(before.get(..open).unwrap_or_default());
                result.push_str(before.get(open + 1..).unwrap_or_default());
                rest = address.get(end + 1..).unwrap_or_default();
            }
            _ => {
                result.push_str(before);
                result.push_str("](");
                rest = address;
            }
        }
    }
    result.push_str(rest);
    result
}

/// The text without `{ .class #id key=value }` after a link, code or a bracket. `before` is the text in front of it.
fn without_attributes(text: &str, before: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (done, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        result.push_str(done);
        let follows = if result.is_empty() {
            before.ends_with('`')
        } else {
            result.ends_with([')', ']', '*', '_', '"'])
        };
        let inner = from.get(1..).filter(|_| follows);
        let inner = inner.and_then(|inner| inner.split_once('}'));
        let Some((_, after)) = inner.filter(|(inner, _)| are_attributes(inner)) else {
            result.push('{');
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        // `[text]{.class}` becomes text.
        if result.ends_with(']')
            && let Some(open) = result.rfind('[')
        {
            result.pop();
            result.remove(open);
        }
        rest = after;
    }
    result.push_str(rest);
    result
}

fn are_attributes(inner: &str) -> bool {
    let inner = inner.trim().trim_start_matches(':').trim();
    !inner.is_empty()
        && inner.split_whitespace().all(|word| {
            word.starts_with(['.', '#'])
                || word
                    .split_once('=')
                    .is_some_and(|(name, _)| !name.is_empty())
        })
}

/// Replaces `[[target|label]]` by its label, and removes `![[target]]`, which embeds another file.
fn wiki_links(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("[[") {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let inner = from.get(2..).and_then(|inner| inner.split_once("]]"));
        let is_link = |inner: &str| {
            !inner.is_empty()
                && !inner.starts_with([' ', '-'])
                && !inner.contains(['[', ']', '(', '"'])
        };
        let Some((inner, after)) = inner.filter(|(inner, _)| is_link(inner)) else {
            result.push_str(before);
            result.push_str("[[");
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        if let Some(before) = before.strip_suffix('!') {
            result.push_str(before.trim_end());
        } else {
            result.push_str(before);
            let label = inner.split_once('|').map_or_else(
                || inner.split('#').next().unwrap_or(inner),
                |(_, label)| label,
            );
            result.push_str(label.trim());
        }
        rest = after;
    }
    result.push_str(rest);
    result
}

/// The text without the marks around words that `are` accepts. The marks must be at word boundaries.
fn between(text: &str, open: &str, end: &str, are: impl Fn(&str) -> bool) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(open) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        result.push_str(before);
        let inner = from
            .get(open.len()..)
            .and_then(|inner| inner.split_once(end));
        let stands_apart = !result.ends_with(|c: char| c.is_alphanumeric() || c == '=' || c == '+');
        let found = inner.filter(|(inner, after)| {
            stands_apart
                && !inner.is_empty()
                && !inner.starts_with(char::is_whitespace)
                && !inner.ends_with(char::is_whitespace)
                && !after.starts_with(|c: char| c.is_alphanumeric())
                && are(inner)
        });
        if let Some((inner, after)) = found {
            result.push_str(inner);
            rest = after;
        } else {
            result.push_str(open);
            rest = from.get(open.len()..).unwrap_or_default();
        }
    }
    result.push_str(rest);
    result
}
