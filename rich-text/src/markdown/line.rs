//! Lines: their indent, and the marks in them.

/// Whether the text has this mark, of ASCII. `str::contains` would bring the search for whole words along: a kilobyte.
pub(crate) fn has(text: &str, mark: u8) -> bool {
    text.as_bytes().contains(&mark)
}

/// The number of columns before a line's text; a tab counts as four.
pub(crate) fn indent_of(line: &str) -> usize {
    line.chars()
        .map_while(|character| match character {
            ' ' => Some(1),
            '\t' => Some(4),
            _ => None,
        })
        .sum()
}

/// The line without up to `columns` columns of white space.
pub(crate) fn strip_indent(line: &str, columns: usize) -> &str {
    let mut rest = line;
    let mut left = columns;
    while left > 0 {
        if let Some(after) = rest.strip_prefix(' ') {
            (rest, left) = (after, left - 1);
        } else if let Some(after) = rest.strip_prefix('\t') {
            (rest, left) = (after, left.saturating_sub(4));
        } else {
            break;
        }
    }
    rest
}
