//! A compiler with the standard library for wasm32: the first `rustc` in PATH that has it.
//!
//! Usually that is rustup's. Where rustup cannot download the library, another compiler further down in PATH may have
//! it, such as the one that `.ci/wasm-target` installs on Debian.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Result, bail};

use crate::{process, progress, workspace};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// rustup gives up by itself when it cannot download. This limit is for networks that swallow requests.
const RUSTUP_LIMIT: Duration = Duration::from_mins(5);

/// The target folder of builds for wasm32. Two compilers that shared a folder would rebuild everything whenever they
/// took turns.
pub(crate) fn folder() -> PathBuf {
    let native = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| workspace::path("target"), PathBuf::from);
    workspace::path(native).join("wasm")
}

/// The folder of the compiler with the target. It must come first in PATH.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(folder) = compiler_folder() {
        return Ok(folder);
    }
    if process::find("rustup").is_some() {
        progress::step(
            "Adding the wasm32 target with rustup",
            "a few seconds",
            || {
                let mut add = process::command("rustup", &[])?;
                without_rustup(&mut add);
                // Whether this worked shows below, when the compilers are checked.
                let _added =
                    process::run_quietly_within(add.args(["target", "add", TARGET]), RUSTUP_LIMIT);
                Ok(())
            },
        )?;
        if let Some(folder) = compiler_folder() {
            return Ok(folder);
        }
    }
    bail!(
        "no `rustc` in PATH has the target {TARGET}: run `rustup target add {TARGET}`, or on Debian, where rustup \
         cannot download it, `.ci/wasm-target` as root"
    )
}

fn compiler_folder() -> Option<PathBuf> {
    process::find_all("rustc")
        .find(|compiler| has_target(compiler))
        .and_then(|compiler| compiler.parent().map(Path::to_owned))
}

/// Whether a compiler finds a usable library for the target. Tries to compile an empty crate.
fn has_target(compiler: &Path) -> bool {
    let works = process::command(compiler, &[]).and_then(|mut command| {
        command.args([
            "--target",
            TARGET,
            "--crate-name",
            "empty",
            "--crate-type",
            "lib",
            "--emit",
            "metadata",
        ]);
        without_rustup(&mut command);
        let empty = workspace::path("build/empty");
        workspace::write(&empty.join("empty.rs"), "//! Empty.\n")?;
        process::succeeds(
            command
                .arg("--out-dir")
                .arg(&empty)
                .arg(empty.join("empty.rs")),
        )
    });
    works.unwrap_or(false)
}

/// Removes the variables that rustup sets for the programs it runs. Another compiler must not inherit them.
pub(crate) fn without_rustup(command: &mut Command) {
    command
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("LD_LIBRARY_PATH");
}
