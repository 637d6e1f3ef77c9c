//! The standard library for wasm32, from rustup where it can be downloaded, else built from Debian's source packages.
//!
//! Debian's `rustc-web` lives beside rustup's toolchain without disturbing it. Its packages have the compiler and the
//! matching library source, but no wasm32 library; that is compiled once and put where the compiler looks for it.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};

use super::cargo_tools::cache;
use crate::{process, progress, workspace};

const TARGET: &str = "wasm32-unknown-unknown";

/// rustup gives up by itself where it cannot download; this is for a network that swallows requests.
const RUSTUP_LIMIT: Duration = Duration::from_mins(5);

const DEBIAN_PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "libstd-rust-web-dev",
    "rust-web-llvm",
];

/// Where Debian's compiler looks for the target's library.
const DEBIAN_LIBRARY: &str = "/usr/lib/rustlib/wasm32-unknown-unknown/lib";

const DEBIAN_COMPILER: &str = "/usr/bin/rustc";

/// The compiler that has the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WasmTarget {
    /// The same as for native builds.
    Rustup,
    /// /usr/bin/rustc.
    Debian,
}

impl WasmTarget {
    /// The folder that must come before others in PATH for its compiler to be found.
    pub(crate) fn compiler_folder(self) -> Option<PathBuf> {
        match self {
            Self::Rustup => None,
            Self::Debian => Some(PathBuf::from("/usr/bin")),
        }
    }
}

/// The target folder of builds for wasm32. Two compilers that share one rebuild everything at each change of them.
pub(crate) fn folder() -> PathBuf {
    let native = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| workspace::path("target"), PathBuf::from);
    workspace::path(native).join("wasm")
}

/// Finds a compiler with the target, or gets one.
pub(crate) fn ensure() -> Result<WasmTarget> {
    if has_target("rustc") {
        return Ok(WasmTarget::Rustup);
    }
    if has_target(DEBIAN_COMPILER) {
        return Ok(WasmTarget::Debian);
    }
    let added = progress::step(
        "Adding the wasm32 target with rustup",
        "a few seconds",
        || {
            let mut add = process::command("rustup", &[])?;
            Ok(
                process::run_quietly_within(add.args(["target", "add", TARGET]), RUSTUP_LIMIT)
                    .is_ok(),
            )
        },
    )?;
    if added && has_target("rustc") {
        return Ok(WasmTarget::Rustup);
    }
    if is_root_on_debian() {
        progress::note("rustup cannot download the target here: using Debian's packages instead");
        install_debian_compiler()?;
        build_debian_library()?;
        return Ok(WasmTarget::Debian);
    }
    bail!("the wasm32 target is missing: `rustup target add {TARGET}` must succeed on this machine")
}

/// Packages can be installed here without asking anyone.
pub(crate) fn is_root_on_debian() -> bool {
    let root =
        fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    root && Path::new("/etc/debian_version").exists() && process::find("apt-get").is_some()
}

/// Whether a compiler finds the target's library, and one that it can use: compiles an empty crate.
fn has_target(compiler: &str) -> bool {
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

/// `1.96.0`
fn debian_version() -> Result<String> {
    let output = process::run_quietly(process::command(DEBIAN_COMPILER, &[])?.arg("--version"))?;
    Ok(output
        .split_whitespace()
        .nth(1)
        .context("rustc does not say its version")?
        .to_owned())
}

fn install_debian_compiler() -> Result<()> {
    let links = Path::new("/usr/bin/rust-lld").exists();
    if links && debian_version().is_ok() && library_source().is_ok() {
        return Ok(());
    }
    let usually = "about 2 min, 500 MB";
    progress::step(
        "Installing Debian's Rust compiler for the web with apt-get",
        usually,
        || {
            process::run_quietly(process::command("apt-get", &[])?.args(["update", "-q"]))?;
            apt_get_install(&DEBIAN_PACKAGES)?;
            // The linker's name has LLVM's version in it, and the packages only link to it, without depending on it.
            let linker =
                fs::read_link("/usr/bin/rust-lld").context("rust-web-llvm has no rust-lld")?;
            apt_get_install(&[&linker.to_string_lossy()])
        },
    )
}

fn apt_get_install(packages: &[&str]) -> Result<()> {
    let mut install = process::command("apt-get", &[])?;
    install
        .args(["install", "-q", "-y", "--no-install-recommends"])
        .args(packages);
    process::run_quietly(install.env("DEBIAN_FRONTEND", "noninteractive")).map(drop)
}

/// The source of the standard library, of the same version as the compiler.
fn library_source() -> Result<PathBuf> {
    let source = PathBuf::from(format!("/usr/src/rustc-{}/library", debian_version()?));
    if !source.join("vendor").is_dir() {
        bail!(
            "{} is missing: install rust-web-src of the compiler's version",
            source.display()
        );
    }
    Ok(source)
}

/// Lets cargo build the library as a dependency of an empty crate, then puts it where the compiler looks.
fn build_debian_library() -> Result<()> {
    let empty = cache()?.join("wasm32-library");
    let vendor = library_source()?.join("vendor");
    progress::step(
        "Building the wasm32 standard library",
        "about 1 min, once",
        || {
            workspace::write(
                &empty.join("Cargo.toml"),
                "[package]\nname = \"empty\"\nedition = \"2024\"\n\n[workspace]\n",
            )?;
            workspace::write(&empty.join("src/lib.rs"), "#![no_std]\n")?;
            workspace::write(
                &empty.join(".cargo/config.toml"),
                format!(
                    "[source.crates-io]\nreplace-with = \"library\"\n\n[source.library]\ndirectory = {:?}\n",
                    vendor.display().to_string()
                ),
            )?;
            let target_folder = empty.join("target");
            let mut build = process::command("/usr/bin/cargo", &[PathBuf::from("/usr/bin")])?;
            build
                .args([
                    "build",
                    "--offline",
                    "--release",
                    "--quiet",
                    "--target",
                    TARGET,
                ])
                .arg("-Zbuild-std=std,panic_abort,proc_macro,test")
                .current_dir(&empty)
                .env_remove("RUSTUP_TOOLCHAIN")
                .env_remove("LD_LIBRARY_PATH")
                .env("CARGO_TARGET_DIR", &target_folder)
                // Building the library takes features that a released compiler keeps for itself.
                .env("RUSTC_BOOTSTRAP", "1")
                .env("__CARGO_DEFAULT_LIB_METADATA", "porchlight")
                // Without bitcode the library could not take part in link-time optimisation.
                .env("RUSTFLAGS", "-Cembed-bitcode=yes");
            process::run_quietly(&mut build)?;
            install_library(&target_folder.join(TARGET).join("release/deps"))
        },
    )
}

fn install_library(built: &Path) -> Result<()> {
    let library = Path::new(DEBIAN_LIBRARY);
    if library.exists() {
        fs::remove_dir_all(library)?;
    }
    fs::create_dir_all(library)?;
    for entry in fs::read_dir(built).with_context(|| format!("cannot list {}", built.display()))? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let wanted = path
            .extension()
            .is_some_and(|extension| extension == "rlib");
        if wanted && !name.starts_with("libempty") {
            fs::copy(&path, library.join(&name))?;
        }
    }
    Ok(())
}
