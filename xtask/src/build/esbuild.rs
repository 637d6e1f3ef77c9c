//! Minifies JavaScript and CSS with esbuild.

use std::fs;

use anyhow::Result;

use crate::{process, stamp, toolchain::node_packages, workspace};

/// The loader runs in pages of any age. Browsers have supported this since 2020.
const LOADER_TARGET: &str = "--target=es2020";

/// The frame needs WebAssembly and other recent features anyway.
const FRAME_TARGET: &str = "--target=es2022";

pub(crate) fn minify_loader(script: &str) -> Result<String> {
    run(
        "js",
        script,
        &["--minify", "--legal-comments=none", LOADER_TARGET],
    )
}

pub(crate) fn minify_frame_script(script: &str) -> Result<String> {
    run(
        "js",
        script,
        &["--minify", "--legal-comments=none", FRAME_TARGET],
    )
}

pub(crate) fn minify_frame_module(script: &str) -> Result<String> {
    run(
        "js",
        script,
        &[
            "--minify",
            "--format=esm",
            "--tree-shaking=true",
            "--legal-comments=none",
            FRAME_TARGET,
        ],
    )
}

/// Bundles a style sheet with its imports, and minifies it.
pub(crate) fn bundle_css(css: &str) -> Result<String> {
    run(
        "css",
        css,
        &["--bundle", "--minify", "--log-level=warning", FRAME_TARGET],
    )
}

/// Passes the content in a file, because programs are run without standard input.
fn run(extension: &str, content: &str, arguments: &[&str]) -> Result<String> {
    let input =
        workspace::path("build/minify").join(format!("{}.{extension}", stamp::hash_text(content)));
    workspace::write(&input, content)?;
    let mut esbuild = node_packages::command("esbuild")?;
    let output = process::run_quietly(esbuild.arg(&input).args(arguments));
    fs::remove_file(&input)?;
    output
}
