//! The data of the rooms: the server's JSON, what an owner types, and texts for both.

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

/// The lines of a text that are not blank.
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
    fn lines_say_something() {
        assert_eq!(lines(" a \n\n\tb"), ["a", "b"]);
    }
}
