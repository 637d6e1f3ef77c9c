//! What the rooms know, as plain data: the server's JSON, what an owner types, and the words for both.

pub(crate) mod answers;
pub(crate) mod appearance;
pub(crate) mod csv;
pub(crate) mod gaps;
pub(crate) mod history;
pub(crate) mod integrations;
pub(crate) mod knowledge;
pub(crate) mod numbers;
pub(crate) mod palette;
pub(crate) mod passkeys;
pub(crate) mod people;
pub(crate) mod projects;
pub(crate) mod start;
pub(crate) mod trying;
pub(crate) mod visitors;

/// A number with its noun, which has `s` for all but one.
pub(crate) fn count(number: u64, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

/// The lines of a text that say something.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_lines_say_something() {
        assert_eq!(count(1, "page"), "1 page");
        assert_eq!(count(0, "page"), "0 pages");
        assert_eq!(lines(" a \n\n\tb"), ["a", "b"]);
    }
}
