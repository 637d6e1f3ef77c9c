//! `cargo xtask tidy`: checks the rules of this repository that a scan of its text can check.
//!
//! Each check is a function from files to findings. Its tests show that it can fail.

mod circles;
mod console_codes;
mod console_texts;
mod files;
mod layers;
mod links;
mod manifests;
mod places;
mod purity;
mod rust_code;
mod source_file;
mod store;
mod test_keys;
mod type_names;

use std::{collections::BTreeSet, fs};

use anyhow::{Result, bail};

use crate::workspace;
use source_file::{Finding, SourceFile};

type Check = fn(&[SourceFile]) -> Vec<Finding>;

const CHECKS: [Check; 18] = [
    layers::check_edge,
    layers::check_browser,
    places::check_crates,
    places::check_sql,
    purity::check_purity,
    circles::check_circles,
    store::check_project_first,
    test_keys::check_test_data,
    files::check_lengths,
    files::check_names,
    files::check_module_docs,
    files::check_migrations,
    manifests::check_no_io,
    manifests::check_versions,
    files::check_no_control_characters,
    type_names::check_type_names,
    console_texts::check_console_texts,
    console_codes::check_console_codes,
];

/// Prints every finding. Fails if there is one.
pub(crate) fn run() -> Result<()> {
    let (files, all_paths) = read_files()?;
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|check| check(&files)).collect();
    findings.extend(links::check_links(&files, &all_paths));
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => bail!("1 finding"),
        count => bail!("{count} findings"),
    }
}

/// The text files to check, and the paths of all files and folders.
fn read_files() -> Result<(Vec<SourceFile>, BTreeSet<String>)> {
    let mut texts = Vec::new();
    let mut paths = BTreeSet::new();
    for file in workspace::files(workspace::root())? {
        let relative = file
            .strip_prefix(workspace::root())?
            .to_string_lossy()
            .replace('\\', "/");
        let mut above = relative.as_str();
        while let Some((folder, _)) = above.rsplit_once('/') {
            paths.insert(folder.to_owned());
            above = folder;
        }
        // A file that is not UTF-8 is not a text file.
        if let Ok(text) = fs::read_to_string(&file) {
            texts.push(SourceFile {
                path: relative.clone(),
                text,
            });
        }
        paths.insert(relative);
    }
    Ok((texts, paths))
}

/// A file for the tests of checks.
#[cfg(test)]
fn source(path: &str, text: &str) -> SourceFile {
    SourceFile {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

/// Checks that `run` finds something in these lines of a single file.
#[cfg(test)]
#[track_caller]
fn check(run: fn(&[SourceFile]) -> Vec<Finding>, path: &str, text: &str, lines: &[usize]) {
    let findings = run(&[source(path, text)]);
    assert_eq!(
        findings
            .iter()
            .map(|finding| finding.line)
            .collect::<Vec<_>>(),
        lines,
        "{findings:?}"
    );
}
