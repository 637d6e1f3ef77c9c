//! The programs that cargo builds from the workspace's integration tests.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{process, progress, toolchain::node_packages, workspace};

/// The built tests by name. No two packages share a name.
pub(crate) struct TestPrograms(BTreeMap<String, Program>);

struct Program {
    file: PathBuf,
    /// The folder of its package, in which cargo would run it.
    folder: PathBuf,
}

impl TestPrograms {
    /// Builds the tests of the whole workspace at once. For a single package, cargo would choose other features for
    /// shared crates and compile them again.
    pub(crate) fn build() -> Result<Self> {
        let mut build = process::command("cargo", &[node_packages::bin()])?;
        build.args(["test", "--workspace", "--no-run"]);
        build.arg("--message-format=json-render-diagnostics");
        let messages = progress::step("Compiling the tests", "minutes, once", || {
            process::read(&mut build)
        })?;
        let programs = messages
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .filter_map(|message| program_in(&message));
        Ok(Self(programs.collect()))
    }

    /// The names of the tests on workerd.
    pub(crate) fn on_workerd(&self) -> Vec<&str> {
        let folder = workspace::path("tests");
        let those = self
            .0
            .iter()
            .filter(|(_, program)| program.folder == folder);
        those.map(|(name, _)| name.as_str()).collect()
    }

    /// A command that runs the test with this name.
    pub(crate) fn command(&self, name: &str) -> Result<Command> {
        let program = self.0.get(name).with_context(|| {
            let names = self.0.keys().map(String::as_str).collect::<Vec<_>>();
            format!("there is no test `{name}`: choose of {}", names.join(", "))
        })?;
        let mut command = process::command(&program.file, &[node_packages::bin()])?;
        command
            .current_dir(&program.folder)
            .env("CI", "1")
            .env("WRANGLER_SEND_METRICS", "false");
        Ok(command)
    }
}

/// The integration test that a message of cargo reports.
fn program_in(message: &Value) -> Option<(String, Program)> {
    let target = &message["target"];
    if target["kind"] != json!(["test"]) {
        return None;
    }
    let manifest = Path::new(message["manifest_path"].as_str()?);
    Some((
        target["name"].as_str()?.to_owned(),
        Program {
            file: PathBuf::from(message["executable"].as_str()?),
            folder: manifest.parent()?.to_owned(),
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: &str, executable: Value) -> Value {
        json!({
            "reason": "compiler-artifact",
            "manifest_path": "/porchlight/tests/Cargo.toml",
            "target": { "kind": [kind], "name": "faults" },
            "executable": executable,
        })
    }

    #[test]
    fn finds_integration_tests_among_the_messages_of_cargo() {
        let (name, program) = program_in(&message("test", json!("/target/faults-1"))).unwrap();
        assert_eq!(name, "faults");
        assert_eq!(program.file, Path::new("/target/faults-1"));
        assert_eq!(program.folder, Path::new("/porchlight/tests"));
        assert!(program_in(&message("lib", json!("/target/porchlight_tests-1"))).is_none());
        assert!(program_in(&message("test", Value::Null)).is_none());
    }
}
