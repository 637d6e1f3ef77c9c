//! Builds the console: its minified program in two parts, its style sheet, its start script, and the page that loads
//! them, which is served at each room's address.
//!
//! ```text
//!   console/ ──cargo──► one program ──wasm-split──► the inbox and what all rooms need ──wasm-bindgen──► build/console/
//!                                        └────────► what the other rooms look like ───────────────────►   │
//!                                                                                   build/inbox/ ◄──shrink┘
//! ```

mod languages;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use languages::Languages;

use super::{
    esbuild,
    shrink::Small,
    style_sheet,
    taken_apart::{self, TakenApart},
    trunk,
};
use crate::{
    process, progress, stamp,
    toolchain::{WasmToolchain, versions, wasm_target},
    workspace,
};

/// The output folder of the two parts.
const BUILT: &str = "build/console";
/// The name of the program, in cargo and in its parts.
const PROGRAM: &str = "porchlight-console";
/// The split point, as `console/src/components/other_rooms.rs` names it.
const LATER: &str = "rooms";
const SMALL: Small = Small {
    folder: "build/inbox",
    name: "console",
};
/// The folder of the page's files, below `dist/`. It is separate from the rooms, whose pages must not be cached for a
/// year.
const SERVED: &str = "console/files";
/// The rooms below `/console`. Must match `console/src/room.rs`.
const ROOMS: [&str; 11] = [
    "start",
    "knowledge",
    "gaps",
    "numbers",
    "answers",
    "try",
    "visitors",
    "appearance",
    "integrations",
    "people",
    "history",
];
/// Marks the line of the page that loads the second part.
const ROOMS_MARK: &str = "-later.wasm";
/// The cargo profile, shared with the widget.
const PROFILE: &str = "widget";
/// The number of hash digits in the name of the start script.
const NAME_DIGITS: usize = 16;

/// Builds the WebAssembly if its sources have changed.
pub(crate) fn build(toolchain: &WasmToolchain) -> Result<()> {
    let inputs = [
        "console",
        "rich-text",
        "browser",
        "widget/link.sh",
        "shared",
        "Cargo.toml",
        "Cargo.lock",
        "xtask/src/build/console.rs",
        "xtask/src/build/shrink.rs",
        "xtask/src/build/shrink",
        "xtask/src/build/taken_apart.rs",
    ]
    .map(workspace::path);
    let tools = [versions::WASM_BINDGEN.version, versions::WASM_SPLIT.version];
    let output = workspace::path(SMALL.folder);
    stamp::when_changed("console", &inputs, &tools, &output, || {
        progress::step(
            "Building the console",
            "about 2 min the first time, 30 s later",
            || {
                let program = compile(toolchain)?;
                taken_apart::run(&take_apart(toolchain, &program)?, SMALL)
            },
        )
    })
}

/// Compiles the program with the data that wasm-split needs, and returns its path.
fn compile(toolchain: &WasmToolchain) -> Result<PathBuf> {
    let mut cargo = toolchain.command("cargo")?;
    trunk::configure(&mut cargo, "console/link.sh");
    cargo
        .args(["build", "--package", PROGRAM, "--features", "split"])
        .args(["--target", wasm_target::TARGET, "--profile", PROFILE]);
    process::run(&mut cargo)?;
    let folder = wasm_target::folder().join(wasm_target::TARGET);
    Ok(folder.join(PROFILE).join(PROGRAM).with_extension("wasm"))
}

/// Splits the program in two.
fn take_apart(toolchain: &WasmToolchain, program: &Path) -> Result<TakenApart> {
    let folder = workspace::path(BUILT);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut split = toolchain.command("wasm-split-cli")?;
    split
        .arg(program)
        .arg(&folder)
        .args(["--out-name", PROGRAM]);
    process::run(&mut split)?;
    let mut bind = toolchain.command("wasm-bindgen")?;
    bind.arg(folder.join(PROGRAM).with_extension("wasm"))
        .args(["--target", "web", "--no-typescript", "--keep-lld-exports"])
        .arg("--out-dir")
        .arg(&folder);
    process::run(&mut bind)?;
    Ok(TakenApart::in_folder(&folder, PROGRAM, LATER))
}

/// All files to serve, by their path below `dist/`.
pub(crate) fn files() -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let built = TakenApart::small(SMALL)?;
    let style_sheet = style_sheet::of_console()?;
    let mut files = BTreeMap::new();
    for path in [&built.script, &built.loaders, &built.wasm, &built.later] {
        let content = if path.extension().is_some_and(|extension| extension == "js") {
            esbuild::minify_frame_module(&fs::read_to_string(path)?)?.into_bytes()
        } else {
            fs::read(path).with_context(|| format!("cannot read {}", path.display()))?
        };
        files.insert(served(path), content);
    }
    let address = |path: &Path| format!("/{}", served(path).display());
    let names = |text: &str| {
        text.replace("{{console_js}}", &address(&built.script))
            .replace("{{console_loaders}}", &address(&built.loaders))
            .replace("{{console_wasm}}", &address(&built.wasm))
            .replace("{{console_rooms}}", &address(&built.later))
            .replace(
                "{{console_css}}",
                &format!("/{SERVED}/{}", style_sheet.name),
            )
    };
    let languages = Languages::read(SERVED)?;
    let start = workspace::read("console/start.js")?;
    let start = start.replace("{{console_languages}}", &languages.known.to_string());
    let start = esbuild::minify_frame_module(&names(&start))?;
    let hash = stamp::hash_text(&start);
    let digits = hash
        .get(..NAME_DIGITS)
        .context("a hash is longer than its part in a name")?;
    let start_name = format!("start-{digits}.js");
    let document = names(&without_comments(&workspace::read("console/index.html")?))
        .replace("{{console_start}}", &format!("/{SERVED}/{start_name}"));
    let folder = Path::new(SERVED);
    files.insert(folder.join(start_name), start.into_bytes());
    files.extend(languages.files);
    files.insert(folder.join(&style_sheet.name), style_sheet.css.into_bytes());
    for room in ROOMS {
        let page = Path::new("console").join(room).with_extension("html");
        files.insert(page, document.clone().into_bytes());
    }
    let inbox = without_rooms(&document);
    files.insert(PathBuf::from("console.html"), inbox.into_bytes());
    Ok(files)
}

/// The path at which a file is served.
fn served(file: &Path) -> PathBuf {
    Path::new(SERVED).join(file.file_name().unwrap_or_default())
}

/// The page of the inbox, which works without the second part.
fn without_rooms(document: &str) -> String {
    document
        .lines()
        .filter(|line| !line.contains(ROOMS_MARK))
        .fold(String::new(), |text, line| text + line + "\n")
}

fn without_comments(document: &str) -> String {
    let mut kept = String::with_capacity(document.len());
    let mut rest = document;
    while let Some((before, comment)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept.lines()
        .filter(|line| !line.trim().is_empty())
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
    fn the_page_has_no_comments_and_that_of_the_inbox_loads_no_other_room() {
        let document = "<!doctype html>\n<!--\n  A template.\n-->\n<head>\n  <link href=\"/a-later.wasm\">\n  <title>\n";
        let document = without_comments(document);
        assert_eq!(
            document,
            "<!doctype html>\n<head>\n  <link href=\"/a-later.wasm\">\n  <title>\n"
        );
        assert_eq!(
            without_rooms(&document),
            "<!doctype html>\n<head>\n  <title>\n"
        );
    }
}
