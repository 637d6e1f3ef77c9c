//! `cargo xtask openapi`: generates the API's documents from the code and lints them.

use anyhow::Result;

use crate::{process, test_programs::TestPrograms, toolchain::node_packages, workspace};

/// The folder of the committed documents.
const FOLDER: &str = "docs/openapi";

/// Regenerates the documents and lints them.
pub(crate) fn run() -> Result<()> {
    let mut write = TestPrograms::build()?.command("openapi")?;
    write.env("PORCHLIGHT_WRITE_OPENAPI", "1");
    process::run(&mut write)?;
    lint()
}

/// Runs Spectral with all rules of its OpenAPI set. Warnings are errors.
pub(crate) fn lint() -> Result<()> {
    node_packages::ensure()?;
    let mut lint = node_packages::command("spectral")?;
    lint.args([
        "lint",
        "--fail-severity",
        "warn",
        "--ruleset",
        ".spectral.yaml",
    ]);
    for file in workspace::files(&workspace::path(FOLDER))? {
        lint.arg(file);
    }
    process::run(&mut lint)
}
