//! The tools that build Porchlight: their versions, where they come from, and how they are found.
//!
//! Rust tools are installed into a cache outside the checkout, in a folder per version, so that neither a clean clone
//! nor a second checkout compiles them again. package-lock.json pins the tools from npm.

pub(crate) mod browser;
pub(crate) mod cargo_tools;
pub(crate) mod node_packages;
pub(crate) mod page_readers;
pub(crate) mod schemathesis;
pub(crate) mod small_model;
pub(crate) mod versions;
pub(crate) mod wasm_target;

use std::{path::PathBuf, process::Command};

use anyhow::Result;

use crate::process;
use cargo_tools::CargoTool;

/// The installed tools for building for wasm32.
pub(crate) struct WasmToolchain {
    tools: Vec<PathBuf>,
    compiler: PathBuf,
}

impl WasmToolchain {
    /// Installs whatever is missing: the wasm32 target, the npm packages and `tools`.
    pub(crate) fn ensure(tools: &[&CargoTool]) -> Result<Self> {
        node_packages::ensure()?;
        let compiler = wasm_target::ensure()?;
        let tools = tools
            .iter()
            .map(|tool| cargo_tools::ensure(tool))
            .collect::<Result<_>>()?;
        Ok(Self { tools, compiler })
    }

    /// A program that builds for wasm32. It finds our tools and the compiler with the target, and has its own target
    /// folder, because that compiler may differ from the one for native builds.
    pub(crate) fn command(&self, program: &str) -> Result<Command> {
        let mut folders = vec![node_packages::bin()];
        folders.extend(self.tools.iter().cloned());
        folders.push(self.compiler.clone());
        let mut command = process::command(program, &folders)?;
        wasm_target::without_rustup(&mut command);
        command.env("CARGO_TARGET_DIR", wasm_target::folder());
        Ok(command)
    }
}
