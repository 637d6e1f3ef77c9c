//! Paths in a folder, and what they say about a file.

use percent_encoding::percent_decode_str;

/// The path without `.` and repeated slashes. `None` if it is absolute, leads out of the folder, or has characters that
/// do not occur in names.
pub(super) fn normalised(path: &str) -> Option<String> {
    let is_absolute = path.starts_with('/') || path.get(1..2) == Some(":");
    let mut parts = path
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".");
    let is_outside = path.chars().any(char::is_control) || parts.clone().any(|part| part == "..");
    if is_absolute || is_outside || parts.clone().next().is_none() {
        return None;
    }
    let first = parts.next().unwrap_or_default().to_owned();
    Some(parts.fold(first, |path, part| format!("{path}/{part}")))
}

/// Whether a file may be a list of articles from a help desk's API.
pub(super) fn is_list(path: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("json"))
}

/// Whether an operating system or a program created the file for itself.
pub(super) fn is_hidden(path: &str) -> bool {
    path.split('/')
        .any(|part| part.starts_with('.') || part == "__MACOSX" || part == "node_modules")
        || matches!(file_name(path), "Thumbs.db" | "desktop.ini")
}

/// Whether a file is the menu, header or footer of a wiki or book.
pub(super) fn is_frame(path: &str) -> bool {
    const FRAMES: &[&str] = &["_sidebar", "_footer", "_header", "_navbar", "summary"];
    let stem = stem(path).to_lowercase();
    let is_markdown = path.to_lowercase().ends_with("md");
    is_markdown && FRAMES.contains(&stem.as_str())
}

/// The path of an article in a list.
pub(super) fn of_article(list: &str, number: usize) -> String {
    format!("{list}#{}", number + 1)
}

/// The list that an article is in, and the article's number, from 0.
pub(super) fn article(path: &str) -> Option<(&str, usize)> {
    let (list, number) = path.rsplit_once('#')?;
    let number: usize = number.parse().ok()?;
    is_list(list).then_some((list, number.checked_sub(1)?))
}

/// The title in a file name: `Return-policy.md`, `Returns 0f…e1.md` from Notion, `Returns_12345.html` from Confluence,
/// `360001-returns.html` from a help desk. A folder's start page gets the folder's name.
pub(super) fn title(path: &str) -> String {
    const STARTS: &[&str] = &["index", "readme", "_index"];
    let own = readable(stem(path));
    if !STARTS.contains(&own.to_lowercase().replace(' ', "_").trim_matches('_')) {
        return own;
    }
    let folder = path.rsplit('/').nth(1);
    folder.map_or(own, readable)
}

fn readable(name: &str) -> String {
    let name = percent_decode_str(name).decode_utf8_lossy();
    let name = without_number(&name);
    let has_spaces = name.contains(' ');
    name.chars()
        .map(|c| match c {
            '-' | '_' | '+' if !has_spaces => ' ',
            c => c,
        })
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The fewest digits of a number that counts as an id.
const DIGITS: usize = 5;
/// The number of digits in an id of Notion.
const NOTION: usize = 32;

fn without_number(name: &str) -> &str {
    let is_number = |text: &str| text.len() >= DIGITS && text.bytes().all(|b| b.is_ascii_digit());
    let is_notion =
        |text: &str| text.len() == NOTION && text.bytes().all(|b| b.is_ascii_hexdigit());
    let (before, after) = (
        name.rsplit_once([' ', '_', '-']),
        name.split_once(['-', '_', ' ']),
    );
    match (before, after) {
        (Some((title, id)), _) if !title.is_empty() && (is_notion(id) || is_number(id)) => title,
        (_, Some((id, title))) if !title.is_empty() && is_number(id) => title,
        _ => name,
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
