//! Code that only decides: no I/O, no waiting, no clock. It gets the state of the world as arguments.

use super::{
    rust_code::{keywords, paths},
    source_file::{Finding, SourceFile},
};

/// The crates without I/O, and the edge's decisions. The compiler does not keep the standard library's I/O out of
/// these.
const PURE: [&str; 4] = [
    "shared/src",
    "knowledge/src",
    "rich-text/src/markdown",
    "edge/src/domain",
];

const IMPURE: [&str; 6] = ["env", "fs", "net", "process", "thread", "time"];

/// Plain data in the same modules of the standard library.
const PLAIN: [&str; 4] = ["Duration", "IpAddr", "Ipv4Addr", "Ipv6Addr"];

/// Pure code neither does I/O nor waits for it.
pub(super) fn check_purity(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let pure = files
        .iter()
        .filter(|file| PURE.iter().any(|folder| file.is_in(folder)));
    for file in pure {
        for path in paths(file) {
            if is_impure(&path.segments) {
                let message = format!("`{}` in pure code: pass it in", path.text());
                findings.push(Finding::new(file, path.line, message));
            }
        }
        for (line, keyword) in keywords(file, &["async", "await"]) {
            let message = format!("`{keyword}` in pure code: it never waits");
            findings.push(Finding::new(file, line, message));
        }
    }
    findings
}

fn is_impure(path: &[String]) -> bool {
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["std", module, rest @ ..] => {
            IMPURE.contains(module) && !rest.first().is_some_and(|name| PLAIN.contains(name))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::check;

    #[test]
    fn finds_code_that_waits_or_asks_the_world() {
        check(
            check_purity,
            "edge/src/domain/plan.rs",
            "//! Plans.\npub async fn plan() {}\nfn now() -> u64 { std::time::SystemTime::now() }\n",
            &[3, 2],
        );
        check(
            check_purity,
            "knowledge/src/robots.rs",
            "use std::{fs::File, fmt};\n",
            &[1],
        );
        check(
            check_purity,
            "shared/src/ids.rs",
            "fn a() {\n    b.await\n}\n",
            &[2],
        );
    }

    #[test]
    fn leaves_other_code_alone() {
        check(
            check_purity,
            "edge/src/services/ask.rs",
            "pub async fn ask() {}\n",
            &[],
        );
        check(
            check_purity,
            "shared/src/limits.rs",
            "use std::time::Duration;\nuse std::fmt;\n",
            &[],
        );
    }
}
