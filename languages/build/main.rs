//! Turns the language files into Rust: one constant for each part of each language.

mod file;
mod generate;

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("no CARGO_MANIFEST_DIR")?);
    #[expect(clippy::print_stdout, reason = "a build script talks to cargo so")]
    {
        println!("cargo:rerun-if-changed={}", folder.display());
    }
    let languages = file::read_all(&folder)?;
    let problems = file::check(&languages);
    if !problems.is_empty() {
        return Err(problems.join("\n").into());
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    fs::write(out.join("languages.rs"), generate::rust(&languages)?)?;
    Ok(())
}
