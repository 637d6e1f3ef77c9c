//! Cargo.toml, Cargo.lock and the other files that pin versions.

use super::source_file::{Finding, SourceFile};
use crate::toolchain::versions::WASM_BINDGEN;

/// Crates that do no I/O, and their allowed dependencies, none of which does I/O. Inspect a new dependency before
/// adding it.
const WITHOUT_IO: [(&str, &[&str]); 4] = [
    ("shared", &["serde", "serde_json", "uuid"]),
    ("languages", &[]),
    (
        "knowledge",
        &[
            "csv-core",
            "ego-tree",
            "encoding_rs",
            "hayro-font",
            "hayro-syntax",
            "html5ever",
            "icu_normalizer",
            "miniz_oxide",
            "percent-encoding",
            "porchlight-languages",
            "porchlight-shared",
            "pulldown-cmark",
            "quick-xml",
            "rawzip",
            "rust-stemmers",
            "rustc-hash",
            "scraper",
            "serde",
            "serde_json",
            "sha2",
            "thiserror",
            "url",
            "web-sys",
        ],
    ),
    (
        "rich-text",
        &["porchlight-browser", "wasm-bindgen", "web-sys"],
    ),
];

/// Features of web-sys with network access.
const NETWORK: [&str; 5] = [
    "EventSource",
    "Request",
    "WebSocket",
    "Window",
    "XmlHttpRequest",
];

/// A crate that does no I/O has no dependency that could.
pub(super) fn check_no_io(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (folder, allowed) in WITHOUT_IO {
        let path = format!("{folder}/Cargo.toml");
        for file in files.iter().filter(|file| file.path == path) {
            let mut find = |message: String| findings.push(Finding::new(file, 1, message));
            let Ok(manifest) = file.text.parse::<toml::Table>() else {
                find("this is not TOML".to_owned());
                continue;
            };
            for (name, dependency) in dependencies(&manifest) {
                // The Worker and the widget do without optional dependencies.
                let optional = dependency.get("optional") == Some(&toml::Value::Boolean(true));
                if !optional && !allowed.contains(&name.as_str()) {
                    find(format!(
                        "`{name}` in {folder}, which does no I/O: list it in xtask/src/tidy/manifests.rs if it does \
                         none"
                    ));
                }
                let features = dependency.get("features").and_then(toml::Value::as_array);
                let names = features
                    .into_iter()
                    .flatten()
                    .filter_map(toml::Value::as_str);
                for feature in names.filter(|feature| NETWORK.contains(feature)) {
                    find(format!(
                        "`{feature}` of {name} in {folder}, which does no I/O"
                    ));
                }
            }
        }
    }
    findings
}

/// The dependencies of a crate, for all targets and for single ones.
fn dependencies(manifest: &toml::Table) -> impl Iterator<Item = (&String, &toml::Value)> {
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    targets
        .into_iter()
        .flat_map(toml::Table::values)
        .filter_map(|target| target.get("dependencies"))
        .chain(manifest.get("dependencies"))
        .filter_map(toml::Value::as_table)
        .flatten()
}

/// The program and the library of wasm-bindgen must have exactly the same version, which is pinned in three places.
pub(super) fn check_versions(files: &[SourceFile]) -> Vec<Finding> {
    let wanted = WASM_BINDGEN.version;
    let mut findings = Vec::new();
    for file in files {
        let found = match file.path.as_str() {
            "Trunk.toml" => trunk_version(&file.text),
            "Cargo.lock" => locked_version(&file.text),
            _ => continue,
        };
        if let Some(found) = found.filter(|found| found != wanted) {
            let message =
                format!("wasm-bindgen {found} here, {wanted} in xtask/src/toolchain/versions.rs");
            findings.push(Finding::new(file, 1, message));
        }
    }
    findings
}

fn trunk_version(text: &str) -> Option<String> {
    let table: toml::Table = text.parse().ok()?;
    Some(
        table
            .get("tools")?
            .get("wasm_bindgen")?
            .as_str()?
            .to_owned(),
    )
}

fn locked_version(text: &str) -> Option<String> {
    let table: toml::Table = text.parse().ok()?;
    let packages = table.get("package")?.as_array()?;
    let package = packages.iter().find(|package| {
        package.get("name").and_then(toml::Value::as_str) == Some("wasm-bindgen")
    })?;
    Some(package.get("version")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::check;

    #[test]
    fn finds_a_dependency_that_does_io() {
        for (path, text) in [
            ("shared/Cargo.toml", "[dependencies]\nreqwest = \"1\"\n"),
            (
                "knowledge/Cargo.toml",
                "[dependencies]\nworker.workspace = true\n",
            ),
            ("languages/Cargo.toml", "[dependencies]\nserde = \"1\"\n"),
            (
                "rich-text/Cargo.toml",
                "[dependencies.web-sys]\nworkspace = true\nfeatures = [\"Node\", \"Request\"]\n",
            ),
            (
                "shared/Cargo.toml",
                "[target.'cfg(unix)'.dependencies]\nlibc = \"1\"\n",
            ),
        ] {
            check(check_no_io, path, text, &[1]);
        }
    }

    #[test]
    fn lets_other_dependencies_be() {
        for (path, text) in [
            (
                "shared/Cargo.toml",
                "[dependencies]\nserde = \"1\"\nutoipa = { version = \"6\", optional = true }\n",
            ),
            (
                "rich-text/Cargo.toml",
                "[dependencies.web-sys]\nfeatures = [\"Node\"]\n",
            ),
            ("edge/Cargo.toml", "[dependencies]\nreqwest = \"1\"\n"),
        ] {
            check(check_no_io, path, text, &[]);
        }
    }

    #[test]
    fn finds_versions_that_have_drifted_apart() {
        check(
            check_versions,
            "Trunk.toml",
            "[tools]\nwasm_bindgen = \"0.2.1\"\n",
            &[1],
        );
        let lock = "[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.1\"\n";
        check(check_versions, "Cargo.lock", lock, &[1]);
        let right = format!("[tools]\nwasm_bindgen = \"{}\"\n", WASM_BINDGEN.version);
        check(check_versions, "Trunk.toml", &right, &[]);
    }
}
