//! `cargo xtask openapi`: the API's documents, made from the code and read by a strict linter.

use anyhow::Result;

use crate::{process, test_programs::TestPrograms, toolchain::node_packages, workspace};

/// Where the committed documents are.
const FOLDER: &str = "docs/openapi";

/// Makes the documents anew and lints them.
pub(crate) fn run() -> Result<()> {
    let mut write = TestPrograms::build()?.command("openapi")?;
    write.env("PORCHLIGHT_WRITE_OPENAPI", "1");
    process::run(&mut write)?;
    lint()
}

/// Spectral with every rule of its OpenAPI set; warnings are errors.
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
