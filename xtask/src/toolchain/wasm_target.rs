//! A compiler with the standard library for wasm32: the first `rustc` in PATH that has it.
//!
//! Usually that is rustup's. Where rustup cannot download the library, another compiler may come later in PATH, as
//! `.ci/wasm-target` installs one on Debian.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Result, bail};

use crate::{process, progress, workspace};

/// The target.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// rustup gives up by itself where it cannot download; this is for a network that swallows requests.
const RUSTUP_LIMIT: Duration = Duration::from_mins(5);

/// The target folder of builds for wasm32. Two compilers that share one rebuild everything at each change of them.
pub(crate) fn folder() -> PathBuf {
    let native = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| workspace::path("target"), PathBuf::from);
    workspace::path(native).join("wasm")
}

/// The folder of the compiler that has the target. It must come before others in PATH.
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
                // The compilers themselves say below whether it has worked.
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

/// Whether a compiler finds the target's library, and one that it can use: compiles an empty crate.
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

/// rustup sets these for what it runs; another compiler must not inherit them.
pub(crate) fn without_rustup(command: &mut Command) {
    command
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("LD_LIBRARY_PATH");
}
