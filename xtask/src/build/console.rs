//! The console: what trunk makes of `console/`, small, its style sheet, the script that starts it, and the page that names
//! them all, which is served at the address of each room.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::{esbuild, shrink, shrink::Small, style_sheet, trunk, trunk_files::TrunkFiles};
use crate::{
    process, progress, stamp,
    toolchain::{WasmToolchain, versions},
    workspace,
};

/// Where trunk writes.
const BUILT: &str = "build/console";
/// The small files.
const SMALL: Small = Small {
    folder: "build/inbox",
    name: "porchlight-console",
};
/// The folder of the files that the page loads, below `dist/`. Beside the rooms, whose pages may not be kept for a year.
const SERVED: &str = "console/files";
/// The rooms below `/console`, as `console/src/room.rs` names them.
const ROOMS: [&str; 6] = [
    "start",
    "knowledge",
    "gaps",
    "numbers",
    "appearance",
    "people",
];
/// Digits of the hash in the name of the script that starts it.
const NAME_DIGITS: usize = 16;

/// Builds the WebAssembly, if something of it has changed.
pub(crate) fn build(toolchain: &WasmToolchain) -> Result<()> {
    let inputs = [
        "console",
        "rich-text",
        "browser",
        "widget/link.sh",
        "shared",
        "Cargo.toml",
        "Cargo.lock",
        "Trunk.toml",
        "xtask/src/build/shrink.rs",
        "xtask/src/build/shrink",
    ]
    .map(workspace::path);
    let output = workspace::path(SMALL.folder).join("index.html");
    let tools = [versions::TRUNK.version, versions::WASM_BINDGEN.version];
    stamp::when_changed("console", &inputs, &tools, &output, || {
        progress::step(
            "Building the console",
            "about 2 min the first time, 30 s later",
            || {
                let mut build = trunk::command(toolchain)?;
                build
                    .arg(workspace::path("console/index.html"))
                    .arg("--dist")
                    .arg(workspace::path(BUILT));
                process::run(&mut build)?;
                shrink::run(&TrunkFiles::find(&workspace::path(BUILT))?, SMALL)
            },
        )
    })
}

/// Everything that is served of it, by its place below `dist/`.
pub(crate) fn files() -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let built = TrunkFiles::find(&workspace::path(SMALL.folder))?;
    let style_sheet = style_sheet::of_console()?;
    let mut files = BTreeMap::new();
    for file in &built.served {
        let path = built.folder.join(file);
        let content = if path.extension().is_some_and(|extension| extension == "js") {
            esbuild::minify_frame_module(&fs::read_to_string(&path)?)?.into_bytes()
        } else {
            fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?
        };
        files.insert(Path::new(SERVED).join(file), content);
    }
    let names = |text: &str| {
        text.replace("{{console_js}}", &format!("/{SERVED}/{}", built.script))
            .replace("{{console_wasm}}", &format!("/{SERVED}/{}", built.wasm))
            .replace(
                "{{console_css}}",
                &format!("/{SERVED}/{}", style_sheet.name),
            )
    };
    let start = workspace::read("console/start.js")?;
    let start = esbuild::minify_frame_module(&names(&start))?;
    let hash = stamp::hash_text(&start);
    let digits = hash
        .get(..NAME_DIGITS)
        .context("a hash is longer than its part in a name")?;
    let start_name = format!("start-{digits}.js");
    // Trunk's copy would name its own files; ours is filled from the source.
    let document = names(&without_trunk(&workspace::read("console/index.html")?))
        .replace("{{console_start}}", &format!("/{SERVED}/{start_name}"));
    let folder = Path::new(SERVED);
    files.insert(folder.join(start_name), start.into_bytes());
    files.insert(folder.join(&style_sheet.name), style_sheet.css.into_bytes());
    for room in ROOMS {
        let page = Path::new("console").join(room).with_extension("html");
        files.insert(page, document.clone().into_bytes());
    }
    files.insert(PathBuf::from("console.html"), document.into_bytes());
    Ok(files)
}

/// The document without what is for trunk, and without comments.
fn without_trunk(document: &str) -> String {
    let mut kept = String::with_capacity(document.len());
    let mut rest = document;
    while let Some((before, comment)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept.lines()
        .filter(|line| !line.contains("data-trunk") && !line.trim().is_empty())
        .fold(String::new(), |text, line| text + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_room_has_a_page() {
        let rooms = workspace::read("console/src/room.rs").unwrap();
        let (_, names) = rooms.split_once("Inbox = \"\",").unwrap();
        let (names, _) = names.split_once('}').unwrap();
        let addresses = names.lines().filter_map(|line| line.split('"').nth(1));
        assert_eq!(addresses.collect::<Vec<_>>(), ROOMS);
    }

    #[test]
    fn the_page_has_nothing_of_the_build_in_it() {
        let document = "<!doctype html>\n<!--\n  A template.\n-->\n<head>\n  <link data-trunk rel=\"rust\">\n  <title>\n";
        assert_eq!(
            without_trunk(document),
            "<!doctype html>\n<head>\n  <title>\n"
        );
    }
}
