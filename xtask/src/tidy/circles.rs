//! Finds circular dependencies: of two files, at most one may use the other, directly or indirectly.
//!
//! A reader can then read what a file uses before the file itself, and the used files can become a crate of their own.
//! A parent that only declares a module does not use it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{
    rust_code::{Path, paths},
    source_file::{Finding, SourceFile},
};

/// Each file's path, with the files that it uses and the first line where it does.
type Graph<'a> = BTreeMap<&'a str, BTreeMap<&'a str, usize>>;

/// No files use each other in a circle.
pub(super) fn check_circles(files: &[SourceFile]) -> Vec<Finding> {
    let by_path: BTreeMap<&str, &SourceFile> = files
        .iter()
        .map(|file| (file.path.as_str(), file))
        .collect();
    let graph = graph(files, &by_path);
    let mut findings = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for start in graph.keys() {
        let knot = knot(&graph, start);
        if knot.len() < 2 || seen.contains(start) {
            continue;
        }
        seen.extend(&knot);
        let circle = shortest_circle(&graph, start);
        let next = circle.get(1).copied().unwrap_or(start);
        let line = graph.get(start).and_then(|used| used.get(next)).copied();
        let more: Vec<&str> = knot
            .iter()
            .filter(|file| !circle.contains(file))
            .copied()
            .collect();
        let more = if more.is_empty() {
            String::new()
        } else {
            format!("; also in cycles with them: {}", more.join(", "))
        };
        if let Some(file) = by_path.get(start) {
            let message = format!(
                "files use each other in a cycle: {}{more}",
                circle.join(" → ")
            );
            findings.push(Finding::new(file, line.unwrap_or(1), message));
        }
    }
    findings
}

fn graph<'a>(files: &'a [SourceFile], by_path: &BTreeMap<&'a str, &'a SourceFile>) -> Graph<'a> {
    let mut graph = Graph::new();
    for file in files {
        let mut used = BTreeMap::new();
        for path in paths(file) {
            if let Some(target) = target(&file.path, &path, by_path)
                && target != file.path
            {
                used.entry(target).or_insert(path.line);
            }
        }
        if !used.is_empty() {
            graph.insert(&file.path, used);
        }
    }
    graph
}

/// The file that a path within a crate leads to: the file of the longest module in the path, or the crate's root.
fn target<'a>(
    from: &str,
    path: &Path,
    by_path: &BTreeMap<&'a str, &'a SourceFile>,
) -> Option<&'a str> {
    let (first, inside) = path.segments.split_first()?;
    let (package, _) = from.split_once("/src/")?;
    if first != "crate" {
        return None;
    }
    let modules = (1..=inside.len())
        .rev()
        .filter_map(|length| inside.get(..length));
    let files = modules.map(|module| format!("{package}/src/{}.rs", module.join("/")));
    let roots = ["lib", "main"].map(|root| format!("{package}/src/{root}.rs"));
    files
        .chain(roots)
        .find_map(|file| by_path.get_key_value(file.as_str()))
        .map(|(path, _)| *path)
}

/// The files that a file uses, directly or indirectly, and that also use it.
fn knot<'a>(graph: &Graph<'a>, start: &'a str) -> BTreeSet<&'a str> {
    reached(graph, start)
        .into_keys()
        .filter(|file| reached(graph, file).contains_key(start))
        .collect()
}

/// All files that a file uses, directly or indirectly, each with the file that uses it.
fn reached<'a>(graph: &Graph<'a>, start: &'a str) -> BTreeMap<&'a str, &'a str> {
    let mut from = BTreeMap::new();
    let mut waiting = VecDeque::from([start]);
    while let Some(file) = waiting.pop_front() {
        for next in graph.get(file).into_iter().flat_map(BTreeMap::keys) {
            if !from.contains_key(next) {
                from.insert(*next, file);
                waiting.push_back(next);
            }
        }
    }
    from
}

/// The shortest path from a file back to itself.
fn shortest_circle<'a>(graph: &Graph<'a>, start: &'a str) -> Vec<&'a str> {
    let from = reached(graph, start);
    let mut circle = vec![start];
    let mut file = start;
    while let Some(before) = from.get(file) {
        circle.push(before);
        file = before;
        if file == start {
            break;
        }
    }
    circle.reverse();
    circle
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source;

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let files: Vec<SourceFile> = files
            .iter()
            .map(|(path, text)| source(path, text))
            .collect();
        let found: Vec<String> = check_circles(&files)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn finds_a_circle_however_long() {
        check(
            &[
                (
                    "edge/src/jobs.rs",
                    "use crate::{\n    services::{send},\n};\n",
                ),
                ("edge/src/services.rs", "pub mod send;\n"),
                ("edge/src/services/send.rs", "use crate::platform::Queue;\n"),
                (
                    "edge/src/platform.rs",
                    "\nfn send(job: crate::jobs::Job) {}\n",
                ),
                ("edge/src/api.rs", "use crate::jobs::Job;\n"),
            ],
            &[
                "edge/src/jobs.rs:2: files use each other in a cycle: edge/src/jobs.rs → edge/src/services/send.rs → \
               edge/src/platform.rs → edge/src/jobs.rs",
            ],
        );
    }

    #[test]
    fn finds_a_child_that_uses_its_parent() {
        check(
            &[
                (
                    "widget/src/chat.rs",
                    "mod turn;\nfn ask() { turn::begin() }\n",
                ),
                ("widget/src/chat/turn.rs", "use super::Chat;\n"),
            ],
            &[
                "widget/src/chat.rs:2: files use each other in a cycle: widget/src/chat.rs → widget/src/chat/turn.rs → \
               widget/src/chat.rs",
            ],
        );
    }

    #[test]
    fn lets_files_stand_in_an_order() {
        check(
            &[
                ("edge/src/lib.rs", "mod store;\npub use store::Db;\n"),
                (
                    "edge/src/store.rs",
                    "pub mod leads;\n#[cfg(test)]\nmod tests { use crate::api::Error; }\n",
                ),
                ("edge/src/store/leads.rs", "use super::Row;\n"),
                ("edge/src/api.rs", "use crate::store::leads;\n"),
                ("widget/src/api.rs", "use crate::chat::Chat;\n"),
                ("widget/src/chat.rs", "use porchlight_shared::ids::Id;\n"),
            ],
            &[],
        );
    }
}
