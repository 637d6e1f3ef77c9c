//! Cargo.toml, Cargo.lock and the other files that pin versions.

use super::{Finding, SourceFile};
use crate::toolchain::versions::WASM_BINDGEN;

/// What `shared` may depend on: nothing that does I/O.
const SHARED_DEPENDENCIES: [&str; 3] = ["serde", "serde_json", "uuid"];

/// `shared` stays free of I/O.
pub(crate) fn check_shared_dependencies(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.path == "shared/Cargo.toml") {
        let Ok(manifest) = file.text.parse::<toml::Table>() else {
            findings.push(Finding::new(file, 1, "this is not TOML"));
            continue;
        };
        let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
        for (name, dependency) in dependencies.into_iter().flatten() {
            // What is optional, the widget does without.
            let optional = dependency.get("optional") == Some(&toml::Value::Boolean(true));
            if !optional && !SHARED_DEPENDENCIES.contains(&name.as_str()) {
                let message =
                    format!("`{name}` in shared: both the Worker and the widget pay for it");
                findings.push(Finding::new(file, 1, message));
            }
        }
        if manifest.contains_key("target") {
            findings.push(Finding::new(file, 1, "shared is the same on every target"));
        }
    }
    findings
}

/// wasm-bindgen's program and library speak to each other in one version only, which stands in three places.
pub(crate) fn check_versions(files: &[SourceFile]) -> Vec<Finding> {
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
        check(
            check_shared_dependencies,
            "shared/Cargo.toml",
            "[dependencies]\nreqwest = \"1\"\n",
            &[1],
        );
        check(
            check_shared_dependencies,
            "shared/Cargo.toml",
            "[dependencies]\nserde = \"1\"\nutoipa = { version = \"6\", optional = true }\n",
            &[],
        );
        check(
            check_shared_dependencies,
            "edge/Cargo.toml",
            "[dependencies]\nreqwest = \"1\"\n",
            &[],
        );
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
