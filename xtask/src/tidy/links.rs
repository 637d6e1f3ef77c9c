//! Links between the documents of the repository.

use std::collections::BTreeSet;

use super::source_file::{Finding, SourceFile};

/// Every link in a Markdown file to a file of the repository works. `paths` has all files and folders.
pub(super) fn check_links(files: &[SourceFile], paths: &BTreeSet<String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.has_extension("md") && !file.path.contains("fixtures/"))
    {
        let mut in_code = false;
        for (index, line) in file.text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                in_code = !in_code;
            }
            if in_code {
                continue;
            }
            for target in local_targets(line) {
                let path = resolve(&file.path, target);
                if !paths.contains(&path) {
                    findings.push(Finding::new(
                        file,
                        index + 1,
                        format!("the link to {target} leads nowhere"),
                    ));
                }
            }
        }
    }
    findings
}

/// The files that a line links to, without anchors.
fn local_targets(line: &str) -> Vec<&str> {
    let after_open = line.split("](").skip(1);
    after_open
        .filter_map(|rest| rest.split([')', ' ']).next())
        .map(|target| target.split('#').next().unwrap_or_default())
        .filter(|target| !target.is_empty() && !target.contains(':') && !target.starts_with('/'))
        .collect()
}

fn resolve(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source;

    #[track_caller]
    fn check(path: &str, text: &str, lines: &[usize]) {
        let paths = ["README.md", "docs", "docs/embed.md", "docs/api.md"]
            .map(str::to_owned)
            .into();
        let findings = check_links(&[source(path, text)], &paths);
        assert_eq!(
            findings
                .iter()
                .map(|finding| finding.line)
                .collect::<Vec<_>>(),
            lines,
            "{findings:?}"
        );
    }

    #[test]
    fn finds_a_link_that_leads_nowhere() {
        check("docs/embed.md", "See [the API](apis.md).\n", &[1]);
        check("README.md", "\n![picture](docs/panel.png)\n", &[2]);
    }

    #[test]
    fn follows_links_from_the_folder_of_their_file() {
        check(
            "docs/embed.md",
            "[a](api.md) [b](./api.md#keys) [c](../README.md) [d](../docs/)\n",
            &[],
        );
    }

    #[test]
    fn leaves_addresses_anchors_and_code_alone() {
        check(
            "README.md",
            "[a](https://example.com/b) [c](#d) [e](mailto:f@example.com)\n",
            &[],
        );
        check("README.md", "```\n[a](nowhere.md)\n```\n", &[]);
    }
}
