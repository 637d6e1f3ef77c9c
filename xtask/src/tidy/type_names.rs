//! One word for one thing: a type's name is unique within its crate.

use std::collections::BTreeMap;

use super::source_file::{Finding, SourceFile};

/// The exception: the row of a statement is private to its file.
const ROW: &str = "Row";

/// No two types of a crate have the same name.
pub(super) fn check_type_names(files: &[SourceFile]) -> Vec<Finding> {
    let mut first: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.has_extension("rs")) {
        let Some((of_crate, _)) = file.path.split_once("/src/") else {
            continue;
        };
        if file.path.ends_with("/tests.rs") || file.path.contains("/tests/") {
            continue;
        }
        for (number, line) in file.code_lines() {
            let Some(name) = type_name(line).filter(|name| !name.ends_with(ROW)) else {
                continue;
            };
            if let Some(other) = first.insert((of_crate, name), &file.path) {
                let message =
                    format!("`{name}` is a type in {other} too: make its name say the difference");
                findings.push(Finding::new(file, number, message));
            }
        }
    }
    findings
}

/// The name of the type that the line defines.
fn type_name(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = match line.strip_prefix("pub") {
        None => line,
        Some(rest) if rest.starts_with('(') => rest.split_once(") ")?.1,
        Some(rest) => rest.strip_prefix(' ')?,
    };
    let rest = ["struct ", "enum ", "trait "]
        .iter()
        .find_map(|keyword| line.strip_prefix(keyword))?;
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
    let name = rest.get(..end.unwrap_or(rest.len()))?;
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source;

    fn found(second: &str, text: &str) -> usize {
        let files = [
            source("edge/src/a.rs", "pub struct Page {\n"),
            source(second, text),
        ];
        check_type_names(&files).len()
    }

    #[test]
    fn finds_a_name_that_a_crate_has_twice() {
        for text in [
            "enum Page {",
            "pub(super) struct Page<'a> {",
            "pub trait Page {",
            "    struct Page;",
        ] {
            assert_eq!(found("edge/src/b/c.rs", text), 1, "{text}");
        }
    }

    #[test]
    fn leaves_other_crates_tests_and_rows_alone() {
        assert_eq!(found("widget/src/b.rs", "struct Page;"), 0);
        assert_eq!(found("edge/src/b/tests.rs", "struct Page;"), 0);
        assert_eq!(
            found(
                "edge/src/b.rs",
                "#[cfg(test)]\nmod tests {\nstruct Page;\n}"
            ),
            0
        );
        assert_eq!(found("edge/src/b.rs", "struct Pages; // struct Page"), 0);
        let rows = [
            source("edge/src/store/a.rs", "struct IdRow {"),
            source("edge/src/store/b.rs", "struct IdRow {"),
        ];
        assert_eq!(check_type_names(&rows).len(), 0);
    }
}
