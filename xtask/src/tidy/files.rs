//! Files: their length, their names, how they begin, and the order of migrations.

use super::source_file::{Finding, SourceFile};

/// A longer file should be split.
const MAX_LINES: usize = 400;

const CODE: [&str; 4] = ["rs", "js", "css", "sql"];

/// Names that fit anything, and so help nobody find it.
const GRAB_BAGS: [&str; 4] = ["utils", "helpers", "common", "misc"];

/// No file of code is longer than 400 lines.
pub(super) fn check_lengths(files: &[SourceFile]) -> Vec<Finding> {
    let code = files
        .iter()
        .filter(|file| is_code(file) && !file.path.contains("/fixtures/"));
    code.filter_map(|file| {
        let lines = file.text.lines().count();
        let message =
            format!("{lines} lines, and {MAX_LINES} is the limit: split it by what it does");
        (lines > MAX_LINES).then(|| Finding::new(file, MAX_LINES + 1, message))
    })
    .collect()
}

/// A module is `foo.rs` with `foo/`, and its name says what it contains.
pub(super) fn check_names(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| is_code(file)) {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        if name == "mod.rs" {
            findings.push(Finding::new(
                file,
                1,
                "name it after its folder, next to it, instead of mod.rs",
            ));
        }
        let stem = name.split('.').next().unwrap_or_default();
        if GRAB_BAGS.contains(&stem) {
            findings.push(Finding::new(
                file,
                1,
                format!("`{stem}` says nothing: name the file after what it holds"),
            ));
        }
    }
    findings
}

/// Every Rust file begins with a doc comment about its purpose.
pub(super) fn check_module_docs(files: &[SourceFile]) -> Vec<Finding> {
    let without = files
        .iter()
        .filter(|file| file.has_extension("rs") && !file.text.starts_with("//!"));
    without
        .map(|file| Finding::new(file, 1, "begin with `//!`: what this file is for"))
        .collect()
}

/// Migrations are numbered 0001, 0002, … without gaps or duplicates.
pub(super) fn check_migrations(files: &[SourceFile]) -> Vec<Finding> {
    let mut migrations: Vec<&SourceFile> = files
        .iter()
        .filter(|file| file.path.starts_with("edge/migrations/") && file.has_extension("sql"))
        .collect();
    migrations.sort_by_key(|file| file.path.as_str());
    let numbered = migrations.iter().zip(1_u32..);
    numbered
        .filter_map(|(file, expected)| {
            let name = file.path.trim_start_matches("edge/migrations/");
            let right = name.starts_with(&format!("{expected:04}_"));
            (!right)
                .then(|| Finding::new(file, 1, format!("migration {expected:04} is expected here")))
        })
        .collect()
}

/// Code has no invisible characters, which a review would miss.
pub(super) fn check_no_control_characters(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files
        .iter()
        .filter(|file| is_code(file) || file.has_extension("toml"))
    {
        for (index, line) in file.text.lines().enumerate() {
            if let Some(found) = line.chars().find(|c| is_invisible(*c)) {
                let message = format!(
                    "write U+{:04X} as an escape: it is invisible here",
                    u32::from(found)
                );
                findings.push(Finding::new(file, index + 1, message));
            }
        }
    }
    findings
}

/// Control characters, and characters that change the direction of text.
fn is_invisible(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_code(file: &SourceFile) -> bool {
    CODE.iter().any(|extension| file.has_extension(extension))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::{check, source};

    #[test]
    fn finds_a_file_that_is_too_long() {
        check(
            check_lengths,
            "edge/src/router.rs",
            &"\n".repeat(401),
            &[401],
        );
        check(check_lengths, "edge/src/router.rs", &"\n".repeat(400), &[]);
        check(check_lengths, "docs/api.md", &"\n".repeat(900), &[]);
    }

    #[test]
    fn finds_names_that_say_nothing() {
        check(check_names, "edge/src/store/mod.rs", "", &[1]);
        check(check_names, "widget/src/utils.rs", "", &[1]);
        check(check_names, "tests/src/common.rs", "", &[1]);
        check(check_names, "edge/src/store.rs", "", &[]);
    }

    #[test]
    fn finds_a_module_without_a_purpose() {
        check(
            check_module_docs,
            "edge/src/router.rs",
            "use axum::Router;\n",
            &[1],
        );
        check(
            check_module_docs,
            "edge/src/router.rs",
            "//! Every route.\n",
            &[],
        );
    }

    #[test]
    fn finds_a_gap_between_migrations() {
        let files =
            ["0001_a.sql", "0003_b.sql"].map(|name| source(&format!("edge/migrations/{name}"), ""));
        let findings = check_migrations(&files);
        assert_eq!(findings.len(), 1);
        assert_eq!(
            findings[0].to_string(),
            "edge/migrations/0003_b.sql:1: migration 0002 is expected here"
        );
    }

    #[test]
    fn finds_two_migrations_of_one_number() {
        let files =
            ["0001_a.sql", "0001_b.sql"].map(|name| source(&format!("edge/migrations/{name}"), ""));
        assert_eq!(check_migrations(&files).len(), 1);
    }

    #[test]
    fn finds_characters_that_nobody_sees() {
        check(
            check_no_control_characters,
            "public/widget.js",
            "let a\u{202e} = 1;\n",
            &[1],
        );
        check(
            check_no_control_characters,
            "public/widget.js",
            "\tlet a = 1;\n",
            &[],
        );
    }
}
