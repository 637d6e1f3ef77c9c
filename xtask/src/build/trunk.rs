//! Trunk, which builds the widget, and what holds for all that is compiled for browsers.

use std::process::Command;

use anyhow::Result;

use crate::{toolchain::WasmToolchain, workspace};

/// `trunk build`, of what Trunk.toml says.
pub(super) fn command(toolchain: &WasmToolchain) -> Result<Command> {
    let mut trunk = toolchain.command("trunk")?;
    configure(&mut trunk, "widget/link.sh");
    trunk
        .arg("build")
        // Trunk takes NO_COLOR for a flag and refuses any value but true and false.
        .env_remove("NO_COLOR");
    Ok(trunk)
}

/// Tells cargo how programs for browsers are linked.
pub(super) fn configure(command: &mut Command, linker: &str) {
    command
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER",
            workspace::path(linker),
        )
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            without_paths_of_this_machine(),
        );
}

/// The sources of crates lie in somebody's home folder. Where a panic could have been does not say whose.
fn without_paths_of_this_machine() -> String {
    let cargo_home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))
        .unwrap_or_default();
    // Flags are split at spaces.
    if cargo_home.is_empty() || cargo_home.contains(' ') {
        return String::new();
    }
    format!("--remap-path-prefix={cargo_home}/registry/src=crates")
}
