//! `dist/`: the static files of the Worker.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::{esbuild, parts::Parts, style_sheet::StyleSheet, trunk_files::TrunkFiles};
use crate::workspace;

/// Files with a hash in their name never change. The loader's name stays the same, so pages must revalidate it. The
/// frame of a sandboxed page has an opaque origin, for which even the widget's own files are cross-origin.
const HEADERS: &str = "\
/*
  X-Content-Type-Options: nosniff
  Strict-Transport-Security: max-age=31536000
/
  Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
/docs/api/*
  Content-Security-Policy: default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'
/preview
  Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'
  X-Robots-Tag: noindex
/console*
  Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
  Cross-Origin-Opener-Policy: same-origin
  Referrer-Policy: same-origin
  X-Robots-Tag: noindex
/console/files/*
  Cache-Control: public, max-age=31536000, immutable
/widget/*
  Cache-Control: public, max-age=31536000, immutable
  Access-Control-Allow-Origin: *
  Cross-Origin-Resource-Policy: cross-origin
/words/*
  X-Robots-Tag: noindex
/openapi/*
  X-Robots-Tag: noindex
/widget.js
  Cache-Control: public, max-age=3600, stale-while-revalidate=86400
  Access-Control-Allow-Origin: *
  Cross-Origin-Resource-Policy: cross-origin
";

/// The files of Swagger UI for the page at /docs/api. We serve them ourselves.
const API_VIEWER: [&str; 2] = ["swagger-ui.css", "swagger-ui-bundle.js"];

/// Updates dist/ and writes only files that differ, because wrangler watches it in development.
pub(crate) fn build(
    widget: &TrunkFiles,
    style_sheet: &StyleSheet,
    parts: &Parts,
    console: BTreeMap<PathBuf, Vec<u8>>,
) -> Result<()> {
    let public = workspace::path("public");
    let mut files = console;
    files.insert(PathBuf::from("_headers"), HEADERS.as_bytes().to_owned());
    for file in workspace::files(&public)? {
        files.insert(file.strip_prefix(&public)?.to_owned(), fs::read(&file)?);
    }
    for name in API_VIEWER {
        let file = workspace::path("node_modules/swagger-ui-dist").join(name);
        let content = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        files.insert(Path::new("docs/api").join(name), content);
    }
    let loader = workspace::read("public/widget.js")?;
    let loader = parts.named_in(&esbuild::minify_loader(&loader)?);
    files.insert(PathBuf::from("widget.js"), loader.into_bytes());
    for file in &widget.served {
        let path = widget.folder.join(file);
        let content = if path.extension().is_some_and(|extension| extension == "js") {
            esbuild::minify_frame_module(&fs::read_to_string(&path)?)?.into_bytes()
        } else {
            fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?
        };
        files.insert(Path::new("widget").join(file), content);
    }
    files.extend(parts.served());
    // The Worker reads these: the table once per isolate, a document when it is requested.
    files.insert(
        PathBuf::from("words/table.bin"),
        fs::read(workspace::path("knowledge/table/table.bin"))?,
    );
    let documents = workspace::path("docs/openapi");
    for file in workspace::files(&documents)? {
        let name = file.strip_prefix(&documents)?;
        files.insert(Path::new("openapi").join(name), fs::read(&file)?);
    }
    files.insert(
        Path::new("widget").join(&style_sheet.name),
        style_sheet.css.clone().into_bytes(),
    );
    synchronize(&workspace::path("dist"), &files)
}

fn synchronize(folder: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    for present in workspace::files(folder)? {
        if !files.contains_key(present.strip_prefix(folder)?) {
            fs::remove_file(&present)?;
        }
    }
    for (name, content) in files {
        let path = folder.join(name);
        if !fs::read(&path).is_ok_and(|present| present == *content) {
            workspace::write(&path, content)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The headers that `_headers` sets for a path: those of its own section and of the section for all paths.
    fn headers(path: &str) -> String {
        let mut applies = false;
        let mut found = String::new();
        for line in HEADERS.lines() {
            match line.strip_prefix("  ") {
                Some(header) if applies => found.extend([header, "\n"]),
                Some(_) => {}
                None => {
                    applies = match line.strip_suffix('*') {
                        Some(folder) => path.starts_with(folder),
                        None => path == line,
                    };
                }
            }
        }
        found
    }

    #[test]
    fn every_page_that_is_served_as_it_is_has_a_policy() {
        let public = workspace::path("public");
        let pages = workspace::files(&public).unwrap();
        let pages = pages.iter().filter_map(|file| {
            file.strip_prefix(&public)
                .unwrap()
                .to_str()?
                .strip_suffix("index.html")
        });
        let paths: Vec<String> = pages.map(|folder| format!("/{folder}")).collect();
        assert!(paths.contains(&"/".to_owned()), "{paths:?}");
        for path in paths
            .iter()
            .map(String::as_str)
            .chain(["/console", "/console/knowledge"])
        {
            let headers = headers(path);
            for part in [
                "Content-Security-Policy: default-src",
                "frame-ancestors 'none'",
                "X-Content-Type-Options: nosniff",
                "Strict-Transport-Security: max-age=",
            ] {
                assert!(headers.contains(part), "{path} lacks {part}: {headers}");
            }
            for open in [
                "script-src 'self' 'unsafe",
                "img-src https:",
                " https:",
                "*",
            ] {
                assert!(!headers.contains(open), "{path} has {open}: {headers}");
            }
        }
    }

    #[test]
    fn only_files_whose_names_change_are_kept_for_a_year() {
        assert!(headers("/console/files/console-1.js").contains("immutable"));
        assert!(!headers("/console/knowledge").contains("Cache-Control"));
    }

    #[test]
    fn what_pages_load_may_be_loaded_by_isolated_and_by_sandboxed_ones() {
        for path in ["/widget.js", "/widget/w-1.js", "/widget/w-1_bg.wasm"] {
            let headers = headers(path);
            for part in [
                "Access-Control-Allow-Origin: *",
                "Cross-Origin-Resource-Policy: cross-origin",
            ] {
                assert!(headers.contains(part), "{path} lacks {part}: {headers}");
            }
        }
    }

    #[test]
    fn removes_files_of_the_last_build_and_writes_new_ones() {
        let folder = std::env::temp_dir().join(format!("porchlight-assets-{}", std::process::id()));
        workspace::write(&folder.join("widget/old-1.js"), "old").unwrap();
        let files = BTreeMap::from([(PathBuf::from("widget/new-2.js"), b"new".to_vec())]);
        synchronize(&folder, &files).unwrap();
        assert_eq!(
            workspace::files(&folder).unwrap(),
            [folder.join("widget/new-2.js")]
        );
        fs::remove_dir_all(folder).unwrap();
    }
}
