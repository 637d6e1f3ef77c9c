//! The template of the embed document: trunk's index.html, minified, with its script, its style sheet and the hashed
//! names inserted.
//!
//! ```text
//!   /*{{css:embed.css}}*/   /*{{js:boot.js}}*/   the files next to widget/index.html, minified
//!   {{widget_js}} {{widget_wasm}} {{widget_css}} the addresses of the files loaded later
//!   {{parts}}                                    the folder of the parts
//!   {{anything else}}                            filled in by the Worker, for each project
//! ```

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::{esbuild, parts::Parts, style_sheet::StyleSheet, trunk_files::TrunkFiles};
use crate::workspace;

pub(crate) fn build(widget: &TrunkFiles, style_sheet: &StyleSheet, parts: &Parts) -> Result<()> {
    let path = &widget.document;
    let document =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let document = small(&without_early_links(&document));
    let folder = workspace::path("widget");
    let document = include(&document, "css", &folder, esbuild::bundle_css)?;
    let document = include(&document, "js", &folder, esbuild::minify_frame_script)?;
    let document = parts.named_in(&name_files(&document, widget, style_sheet));
    let output = workspace::path("build/embed.html");
    // Leaves an unchanged file alone, for tools that look at its time.
    if fs::read_to_string(&output).is_ok_and(|last| last == document) {
        return Ok(());
    }
    workspace::write(&output, document)
}

/// Replaces each `/*{{kind:name}}*/` by the minified file.
fn include(
    document: &str,
    kind: &str,
    folder: &Path,
    minify: fn(&str) -> Result<String>,
) -> Result<String> {
    let mut filled = String::with_capacity(document.len());
    let mut rest = document;
    while let Some((before, tail)) = rest.split_once(&format!("/*{{{{{kind}:")) {
        let (name, after) = tail
            .split_once("}}*/")
            .with_context(|| format!("an include of {kind} has no end"))?;
        let path = folder.join(name);
        let content =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        filled.push_str(before);
        filled.push_str(minify(&content)?.trim_end());
        rest = after;
    }
    Ok(filled + rest)
}

fn name_files(document: &str, widget: &TrunkFiles, style_sheet: &StyleSheet) -> String {
    document
        .replace("{{widget_js}}", &format!("/widget/{}", widget.script))
        .replace("{{widget_wasm}}", &format!("/widget/{}", widget.wasm))
        .replace("{{widget_css}}", &format!("/widget/{}", style_sheet.name))
}

/// Removes the links that trunk adds and those to its output, because the widget is loaded only when a visitor comes
/// near it.
fn without_early_links(document: &str) -> String {
    let mut kept = String::with_capacity(document.len());
    let mut rest = document;
    while let Some(start) = rest.find("<link") {
        let (before, tag_on) = rest.split_at(start);
        let end = tag_on.find('>').map_or(tag_on.len(), |end| end + 1);
        let (tag, after) = tag_on.split_at(end);
        kept.push_str(before);
        let early = [
            "data-trunk",
            "\"stylesheet\"",
            "\"preload\"",
            "\"modulepreload\"",
        ];
        if !early.iter().any(|mark| tag.contains(mark)) {
            kept.push_str(tag);
        }
        rest = after;
    }
    kept + rest
}

/// Removes comments, indentation and empty lines.
fn small(document: &str) -> String {
    let document = without_comments(document, "<!--", "-->");
    document
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

fn without_comments(text: &str, open: &str, close: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once(open) {
        kept.push_str(before);
        rest = comment.split_once(close).map_or("", |(_, after)| after);
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn drops_comments_indentation_and_empty_lines() {
        let document = "<!-- why -->\n\n<head>\n  <title>a</title>\n</head>\n";
        assert_eq!(small(document), "<head>\n<title>a</title>\n</head>");
    }

    #[test]
    fn includes_files_and_says_which_is_missing() {
        let folder = std::env::temp_dir().join(format!("porchlight-embed-{}", std::process::id()));
        workspace::write(&folder.join("boot.js"), "run();\n").unwrap();
        let include =
            |document| include(document, "js", &folder, |script| Ok(script.to_uppercase()));
        assert_eq!(
            include("<script>/*{{js:boot.js}}*/</script>").unwrap(),
            "<script>RUN();</script>"
        );
        assert!(
            include("/*{{js:gone.js}}*/")
                .unwrap_err()
                .to_string()
                .contains("gone.js")
        );
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn drops_links_that_would_load_the_widget_at_once() {
        let document = "<link rel=\"modulepreload\" href=\"/w.js\"><link rel=\"icon\" href=\"data:,\">\
                        <link rel=\"stylesheet\" href=\"/panel-1.css\" />";
        assert_eq!(
            without_early_links(document),
            "<link rel=\"icon\" href=\"data:,\">"
        );
    }

    #[test]
    fn names_the_hashed_files_and_leaves_what_the_worker_fills_in() {
        let widget = TrunkFiles {
            document: PathBuf::new(),
            script: "w-1.js".to_owned(),
            wasm: "w-1_bg.wasm".to_owned(),
            served: Vec::new(),
            folder: PathBuf::new(),
        };
        let style_sheet = StyleSheet {
            name: "panel-2.css".to_owned(),
            css: String::new(),
        };
        let document = "{{title}} {{widget_js}} {{widget_wasm}} {{widget_css}}";
        assert_eq!(
            name_files(document, &widget, &style_sheet),
            "{{title}} /widget/w-1.js /widget/w-1_bg.wasm /widget/panel-2.css"
        );
    }
}
