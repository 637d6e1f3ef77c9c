//! Chromium and its driver, for DOM tests and for end-to-end tests.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

use crate::{process, progress};

/// The browser's names in PATH, the likeliest first.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The path of the driver. Installs it and a browser if they are missing.
pub(crate) fn ensure_driver() -> Result<PathBuf> {
    if let Some(driver) = find_both() {
        return Ok(driver);
    }
    if is_root_on_debian() {
        progress::step(
            "Installing Chromium and its driver with apt-get",
            "about 1 min",
            || {
                process::run_quietly(process::command("apt-get", &[])?.args(["update", "-q"]))?;
                let mut install = process::command("apt-get", &[])?;
                install.args([
                    "install",
                    "-q",
                    "-y",
                    "--no-install-recommends",
                    "chromium",
                    "chromium-driver",
                ]);
                process::run_quietly(install.env("DEBIAN_FRONTEND", "noninteractive"))
            },
        )?;
        if let Some(driver) = find_both() {
            return Ok(driver);
        }
    }
    bail!(
        "the browser tests need Chromium (or Chrome) and chromedriver in PATH.\n\
         Debian, Ubuntu: sudo apt-get install chromium chromium-driver\n\
         macOS: brew install --cask chromium chromedriver"
    )
}

fn find_both() -> Option<PathBuf> {
    BROWSERS.iter().find_map(|name| process::find(name))?;
    process::find("chromedriver")
}

/// Whether packages can be installed here without asking.
fn is_root_on_debian() -> bool {
    let root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    root && Path::new("/etc/debian_version").exists() && process::find("apt-get").is_some()
}
