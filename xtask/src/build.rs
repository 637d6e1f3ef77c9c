//! `cargo xtask build`: builds everything that is deployed.
//!
//! ```text
//!   widget/  ──trunk──► build/widget/  ──shrink──► build/small/ ──┬──► build/embed.html  (compiled into the Worker,
//!   console/ ──split──► build/console/ ──shrink──► build/inbox/ ─┐│             │
//!   public/  ──esbuild─────────────────────────────────────────┐ ││             │         as dist/widget.js is)
//!                                                              ▼ ▼▼             ▼
//!                                                              dist/         edge/build/  ◄──worker-build── edge/
//! ```
//!
//! The long steps (trunk, the console and worker-build) are skipped if their inputs have not changed since the last
//! build. Wrangler can therefore call this command before each deployment, and in development at each change.

mod assets;
mod console;
mod embed_document;
mod esbuild;
mod parts;
mod shrink;
mod style_sheet;
mod taken_apart;
mod trunk;
mod trunk_files;

use std::env;

use anyhow::Result;

use crate::{
    process, progress, stamp,
    toolchain::{WasmToolchain, node_packages, versions},
    workspace,
};
use parts::Parts;
use shrink::Small;
use trunk_files::TrunkFiles;

const WIDGET: Small = Small {
    folder: "build/small",
    name: "porchlight-widget",
};

/// Builds what has changed.
pub(crate) fn run() -> Result<()> {
    let toolchain = WasmToolchain::ensure(&[
        &versions::WASM_BINDGEN,
        &versions::TRUNK,
        &versions::WASM_SPLIT,
        &versions::WORKER_BUILD,
    ])?;
    build_widget(&toolchain)?;
    console::build(&toolchain)?;
    let widget = TrunkFiles::find(&workspace::path(WIDGET.folder))?;
    let style_sheet = style_sheet::of_panel()?;
    let parts = Parts::build()?;
    embed_document::build(&widget, &style_sheet, &parts)?;
    assets::build(&widget, &style_sheet, &parts, console::files()?)?;
    build_worker(&toolchain)
}

fn build_widget(toolchain: &WasmToolchain) -> Result<()> {
    let inputs = [
        "widget",
        "rich-text",
        "browser",
        "languages",
        "shared",
        "Cargo.toml",
        "Cargo.lock",
        "Trunk.toml",
        "xtask/src/build/shrink.rs",
        "xtask/src/build/shrink",
    ]
    .map(workspace::path);
    let output = workspace::path(WIDGET.folder).join("index.html");
    let tools = [versions::TRUNK.version, versions::WASM_BINDGEN.version];
    stamp::when_changed("widget", &inputs, &tools, &output, || {
        progress::step(
            "Building the widget",
            "about 3 min the first time, 20 s later",
            || {
                process::run(&mut trunk::command(toolchain)?)?;
                shrink::run(&TrunkFiles::find(&workspace::path("build/widget"))?, WIDGET)
            },
        )
    })
}

fn build_worker(toolchain: &WasmToolchain) -> Result<()> {
    let embed = workspace::path("build/embed.html");
    let loader = workspace::path("dist/widget.js");
    let inputs = [
        "edge",
        "knowledge",
        "languages",
        "shared",
        "Cargo.toml",
        "Cargo.lock",
        "build/embed.html",
        "dist/widget.js",
    ]
    .map(workspace::path);
    let output = workspace::path("edge/build/index.js");
    let keeps_names = env::var_os(KEEP_NAMES).is_some();
    let settings = worker_settings(keeps_names);
    stamp::when_changed("worker", &inputs, &settings, &output, || {
        progress::step(
            "Building the Worker",
            "about 3 min the first time, 20 s later",
            || {
                let mut worker_build = toolchain.command("worker-build")?;
                worker_build
                    .arg("--release")
                    .current_dir(workspace::path("edge"))
                    .env("PORCHLIGHT_EMBED_TEMPLATE", embed)
                    .env("PORCHLIGHT_LOADER", loader)
                    // worker-build looks for these names first and otherwise downloads the tools.
                    .env("WASM_BINDGEN_BIN", "wasm-bindgen")
                    .env("WASM_OPT_BIN", "wasm-opt")
                    .env("ESBUILD_BIN", "esbuild");
                process::run(&mut worker_build)?;
                if keeps_names {
                    return Ok(());
                }
                make_small()
            },
        )
    })
}

/// Set to build a Worker that a profiler can read.
const KEEP_NAMES: &str = "PORCHLIGHT_KEEP_NAMES";

/// The features that the Worker's module may use: the defaults of rustc, and those that wasm-bindgen adds. workerd may
/// not support others that `wasm-opt` knows.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-exception-handling",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Makes the Worker 10 KB smaller, compressed, than worker-build does. Inlines small functions only, and merges
/// functions that differ in a constant.
const SMALLER: [&str; 9] = [
    "--strip-debug",
    "--one-caller-inline-max-function-size",
    "20",
    "-Oz",
    "--merge-similar-functions",
    "-Oz",
    "--gufa-optimizing",
    "--dae-optimizing",
    "-Oz",
];

/// The settings of the Worker's build, which are part of its stamp.
fn worker_settings(keeps_names: bool) -> Vec<&'static str> {
    let mut settings = vec![
        versions::WORKER_BUILD.version,
        versions::WASM_BINDGEN.version,
    ];
    if keeps_names {
        settings.push(KEEP_NAMES);
    } else {
        settings.extend(FEATURES.iter().chain(&SMALLER));
    }
    settings
}

/// Shrinks the Worker and removes the names of functions, which would take 0.2 MB of the 3 MiB limit, compressed. A
/// panic still reports its file and line.
fn make_small() -> Result<()> {
    let module = workspace::path("edge/build/index_bg.wasm");
    let mut wasm_opt = node_packages::command("wasm-opt")?;
    wasm_opt.arg(&module).args(FEATURES).args(SMALLER);
    process::run(wasm_opt.arg("-o").arg(&module))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_is_built_anew_with_names_and_with_other_options_of_wasm_opt() {
        let hash = |keeps_names| stamp::hash(&[], &worker_settings(keeps_names)).unwrap();
        assert_ne!(hash(true), hash(false));
        let settings = worker_settings(false);
        for option in FEATURES.iter().chain(&SMALLER) {
            assert!(settings.contains(option), "{option}");
        }
    }
}
