//! Tools installed with `cargo install` into the cache, each under its version.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use crate::{process, progress};

/// A tool written in Rust, at one version.
pub(crate) struct CargoTool {
    pub(crate) name: &'static str,
    /// The program in it that must be there.
    pub(crate) program: &'static str,
    /// The exact version.
    pub(crate) version: &'static str,
    /// More for `cargo install`.
    pub(crate) arguments: &'static [&'static str],
    /// What a person is told about how long it takes.
    pub(crate) usually: &'static str,
}

/// The folder with the tool's programs, which are installed if they are not there.
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
            // Outside the checkout, whose settings are not for tools.
            .current_dir(&root)
            .env("CARGO_TARGET_DIR", cache()?.join("tools-build"))
            // These run for seconds and compile for minutes.
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
        process::run(&mut install)
    })?;
    Ok(programs)
}

/// Where tools are kept between checkouts: `$PORCHLIGHT_CACHE`, or the user's cache folder.
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
