//! `cargo xtask tidy`: the rules about this repository that a scan of its text can check.
//!
//! Each check is a function from files to findings, and has tests that show that it can fail.

mod files;
mod layers;
mod links;
mod manifests;
mod store;

use std::{collections::BTreeSet, fmt, fs};

use anyhow::{Result, bail};

use crate::workspace;

/// A text file, its path relative to the root and with `/`.
#[derive(Clone, Debug)]
pub(crate) struct SourceFile {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl SourceFile {
    fn has_extension(&self, extension: &str) -> bool {
        self.path
            .rsplit_once('.')
            .is_some_and(|(_, end)| end == extension)
    }

    /// At `folder`, below it, or the module file beside it: `edge/src/store` covers `edge/src/store.rs`.
    fn is_in(&self, folder: &str) -> bool {
        let rest = self.path.strip_prefix(folder);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || rest == ".rs")
    }

    /// The lines of code before the tests at the file's end, with their numbers, without comments.
    fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .take_while(|(_, line)| {
                !line.starts_with("#[cfg(test)]") && !line.starts_with("#[cfg(all(test")
            })
            .map(|(index, line)| (index + 1, line))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// A place where a rule is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    path: String,
    line: usize,
    message: String,
}

impl Finding {
    fn new(file: &SourceFile, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: file.path.clone(),
            line,
            message: message.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

type Check = fn(&[SourceFile]) -> Vec<Finding>;

const CHECKS: [Check; 11] = [
    layers::check_layers,
    layers::check_worker_types,
    layers::check_sql,
    store::check_project_first,
    files::check_lengths,
    files::check_names,
    files::check_module_docs,
    files::check_migrations,
    manifests::check_shared_dependencies,
    manifests::check_versions,
    files::check_no_control_characters,
];

/// Prints every finding, and fails when there is one.
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

/// The text files that checks read, and the paths of all files and folders.
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
        // What is not UTF-8 is no text.
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

/// A file for tests of checks.
#[cfg(test)]
fn source(path: &str, text: &str) -> SourceFile {
    SourceFile {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

/// Where a check finds something in one file, as line numbers.
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
