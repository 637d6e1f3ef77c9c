//! Tools installed with `cargo install` into the cache, one folder per version.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use crate::{process, progress};

/// A version of a tool written in Rust.
pub(crate) struct CargoTool {
    pub(crate) name: &'static str,
    /// The program that must be installed.
    pub(crate) program: &'static str,
    pub(crate) version: &'static str,
    /// Additional arguments for `cargo install`.
    pub(crate) arguments: &'static [&'static str],
    /// How long the installation usually takes, for the progress output.
    pub(crate) usually: &'static str,
}

/// The folder with the tool's programs. Installs them if they are missing.
pub(crate) fn ensure(tool: &CargoTool) -> Result<PathBuf> {
    let root = cache()?.join(format!("{}-{}", tool.name, tool.version));
    let programs = root.join("bin");
    if programs.join(tool.program).is_file() {
        return Ok(programs);
    }
    fs::create_dir_all(&root).with_context(|| format!("cannot make {}", root.display()))?;
    let what = format!(
        "Compiling {} {} into {}",
        tool.name,
        tool.version,
        root.display()
    );
    progress::step(&what, tool.usually, || {
        let mut install = process::command("cargo", &[])?;
        install
            .args(["install", tool.name, "--version", tool.version, "--quiet"])
            .args(tool.arguments)
            .arg("--root")
            .arg(&root)
            // Runs outside the checkout, whose settings are not meant for tools.
            .current_dir(&root)
            .env("CARGO_TARGET_DIR", cache()?.join("tools-build"))
            // These tools run for seconds but compile for minutes, so fast compilation matters more.
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
        process::run(&mut install)
    })?;
    Ok(programs)
}

/// The folder for tools, shared by all checkouts: `$PORCHLIGHT_CACHE`, or the user's cache folder.
pub(crate) fn cache() -> Result<PathBuf> {
    let of = |name| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    of("PORCHLIGHT_CACHE")
        .or_else(|| of("XDG_CACHE_HOME").map(|folder| folder.join("porchlight")))
        .or_else(|| of("HOME").map(|folder| folder.join(".cache/porchlight")))
        .context("set PORCHLIGHT_CACHE to a folder for compiled tools: there is neither XDG_CACHE_HOME nor HOME")
}
