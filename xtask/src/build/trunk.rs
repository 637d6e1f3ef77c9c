//! Trunk, which builds the widget, and the compiler settings of everything built for browsers.

use std::process::Command;

use anyhow::Result;

use crate::{toolchain::WasmToolchain, workspace};

/// `trunk build`, configured by Trunk.toml.
pub(super) fn command(toolchain: &WasmToolchain) -> Result<Command> {
    let mut trunk = toolchain.command("trunk")?;
    configure(&mut trunk, "widget/link.sh");
    trunk
        .arg("build")
        // Trunk reads NO_COLOR as a flag and rejects any value except true and false.
        .env_remove("NO_COLOR");
    Ok(trunk)
}

/// Tells cargo how to link programs for browsers.
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

/// Removes the home folder from paths in panic messages. The sources of crates are in there, and its name would show
/// who built the program.
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
