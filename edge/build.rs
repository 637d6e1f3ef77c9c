//! Puts the embed document where the Worker can compile it in: the built one where the build names it, else the
//! template with its parts as they are, so that native tests see the true document.

use std::{env, error::Error, fs, path::PathBuf};

const BUILT: &str = "PORCHLIGHT_EMBED_TEMPLATE";
const SOURCES: [&str; 3] = ["index.html", "embed.css", "boot.js"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-env-changed={BUILT}");
    let document = match env::var_os(BUILT) {
        Some(built) => {
            println!("cargo:rerun-if-changed={}", built.display());
            fs::read_to_string(built)?
        }
        None => from_sources()?,
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    fs::write(out.join("embed.html"), document)?;
    Ok(())
}

fn from_sources() -> Result<String, Box<dyn Error>> {
    let widget =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("CARGO_MANIFEST_DIR is not set")?)
            .join("../widget");
    let mut texts = Vec::new();
    for source in SOURCES {
        let path = widget.join(source);
        println!("cargo:rerun-if-changed={}", path.display());
        texts.push(fs::read_to_string(path)?);
    }
    let [document, css, script] = texts.as_slice() else {
        return Err("three sources".into());
    };
    Ok(document
        .replace("/*{{css:embed.css}}*/", css)
        .replace("/*{{js:boot.js}}*/", script))
}
