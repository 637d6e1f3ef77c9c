//! Names of pictures between colons: icons of `MkDocs`, and GitHub's emoji names.

/// How the names of icons start.
const ICONS: &[&str] = &[
    ":material-",
    ":fontawesome-",
    ":octicons-",
    ":simple-",
    ":heroicons-",
];
/// The longest name of an emoji, in bytes.
const NAME_BYTES: usize = 40;

/// The text without the names of icons.
pub(super) fn without_icons(text: &str) -> String {
    let mut result = text.to_owned();
    for icon in ICONS {
        while let Some(at) = result.find(icon) {
            let name = result.get(at + 1..).unwrap_or_default();
            let Some(end) = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')) else {
                break;
            };
            if !name.get(end..).is_some_and(|rest| rest.starts_with(':')) {
                break;
            }
            let mut after = at + end + 2;
            if result
                .get(after..)
                .is_some_and(|rest| rest.starts_with(' '))
            {
                after += 1;
            }
            result.replace_range(at..after, "");
        }
    }
    result
}

/// The text without emoji names such as `:rocket:`. Such a name is not adjacent to a word.
pub(super) fn without_emoji(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once(':') {
        result.push_str(before);
        let stands_apart = result
            .chars()
            .next_back()
            .is_none_or(|c| c.is_whitespace() || "([*_>|\"".contains(c));
        let Some(after) = emoji_end(from).filter(|_| stands_apart) else {
            result.push(':');
            rest = from;
            continue;
        };
        rest = after;
        if after.starts_with(['.', ',', ';', ':', '!', '?', ')']) {
            result.truncate(result.trim_end().len());
        } else if result.is_empty() || result.ends_with(' ') {
            rest = after.trim_start_matches(' ');
        }
    }
    result.push_str(rest);
    result
}

/// The text after an emoji's name and its closing colon.
fn emoji_end(text: &str) -> Option<&str> {
    let (name, after) = text.split_once(':')?;
    let is_name =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '+' | '-');
    let has_letters = name.len() <= NAME_BYTES
        && name.chars().all(is_name)
        && (name.contains(|c: char| c.is_ascii_lowercase()) || matches!(name, "+1" | "-1" | "100"));
    let ends = after
        .chars()
        .next()
        .is_none_or(|c| c.is_whitespace() || ".,;:!?)]*_|<\"".contains(c));
    (has_letters && ends).then_some(after)
}
