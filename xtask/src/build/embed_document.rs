//! The template of the embed document: trunk's index.html with the hashed names filled in, made small.
//!
//! What stands in `{{…}}` afterwards is filled in by the Worker, for each project.

use std::fs;

use anyhow::{Context, Result};

use super::{assets::minify, widget_files::WidgetFiles};
use crate::workspace;

/// Writes build/embed.html.
pub(crate) fn build(widget: &WidgetFiles) -> Result<()> {
    let path = &widget.document;
    let document =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let document = name_files(&without_early_links(&document), widget);
    let document = small(&document, |script| minify(script, &["--target=es2022"]))?;
    let output = workspace::path("build/embed.html");
    // Kept as it is when nothing changed, for those who look at its time.
    if fs::read_to_string(&output).is_ok_and(|last| last == document) {
        return Ok(());
    }
    workspace::write(&output, document)
}

fn name_files(document: &str, widget: &WidgetFiles) -> String {
    document
        .replace("{{widget_js}}", &format!("/widget/{}", widget.script))
        .replace("{{widget_wasm}}", &format!("/widget/{}", widget.wasm))
        .replace("{{widget_css}}", &format!("/widget/{}", widget.style_sheet))
}

/// Trunk links to what it has built. The widget is loaded when a visitor comes near it, and not before.
fn without_early_links(document: &str) -> String {
    let mut kept = String::with_capacity(document.len());
    let mut rest = document;
    while let Some(start) = rest.find("<link") {
        let (before, tag_on) = rest.split_at(start);
        let end = tag_on.find('>').map_or(tag_on.len(), |end| end + 1);
        let (tag, after) = tag_on.split_at(end);
        kept.push_str(before);
        if !["stylesheet", "preload", "modulepreload"]
            .iter()
            .any(|kind| has_relation(tag, kind))
        {
            kept.push_str(tag);
        }
        rest = after;
    }
    kept + rest
}

fn has_relation(tag: &str, kind: &str) -> bool {
    [
        format!("rel=\"{kind}\""),
        format!("rel='{kind}'"),
        format!("rel={kind} "),
    ]
    .iter()
    .any(|attribute| tag.contains(attribute))
}

/// Drops comments, indentation and empty lines, and minifies the inline script.
fn small(document: &str, minify_script: impl Fn(&str) -> Result<String>) -> Result<String> {
    let document = without_comments(document, "<!--", "-->");
    let document = map_elements(&document, "<style", "</style>", |_, style| {
        Ok(trim_lines(&without_comments(style, "/*", "*/")))
    })?;
    let document = map_elements(&document, "<script", "</script>", |tag, script| {
        let executable = !tag.contains("type=") && !script.trim().is_empty();
        if executable {
            Ok(minify_script(script)?.trim_end().to_owned())
        } else {
            Ok(script.trim().to_owned())
        }
    })?;
    Ok(trim_lines(&document))
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

/// Replaces the text of each element that begins with `open`.
fn map_elements(
    document: &str,
    open: &str,
    close: &str,
    map: impl Fn(&str, &str) -> Result<String>,
) -> Result<String> {
    let mut mapped = String::with_capacity(document.len());
    let mut rest = document;
    while let Some(start) = rest.find(open) {
        let (before, element) = rest.split_at(start);
        let tag_end = element
            .find('>')
            .map(|end| end + 1)
            .context("a tag of the embed document has no end")?;
        let (tag, content) = element.split_at(tag_end);
        let (text, after) = content
            .split_once(close)
            .with_context(|| format!("the embed document lacks a {close}"))?;
        mapped.push_str(before);
        mapped.push_str(tag);
        mapped.push_str(&map(tag, text)?);
        mapped.push_str(close);
        rest = after;
    }
    Ok(mapped + rest)
}

fn trim_lines(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn drops_comments_indentation_and_empty_lines() {
        let document =
            "<!-- why -->\n\n<style>\n  a {\n    b: c; /* d */\n  }\n</style>\n  <p>e</p>\n";
        let unchanged = |script: &str| Ok(script.to_owned());
        assert_eq!(
            small(document, unchanged).unwrap(),
            "<style>a {\nb: c;\n}</style>\n<p>e</p>"
        );
    }

    #[test]
    fn minifies_only_what_is_executed() {
        let document =
            "<script type=\"application/json\">{{settings}}</script>\n<script>\n run();\n</script>";
        let shout = |script: &str| Ok(script.trim().to_uppercase());
        assert_eq!(
            small(document, shout).unwrap(),
            "<script type=\"application/json\">{{settings}}</script>\n<script>RUN();</script>"
        );
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
        let widget = WidgetFiles {
            document: PathBuf::new(),
            script: "w-1.js".to_owned(),
            wasm: "w-1_bg.wasm".to_owned(),
            style_sheet: "p-2.css".to_owned(),
            served: Vec::new(),
            folder: PathBuf::new(),
        };
        let document = "{{title}} {{widget_js}} {{widget_wasm}} {{widget_css}}";
        assert_eq!(
            name_files(document, &widget),
            "{{title}} /widget/w-1.js /widget/w-1_bg.wasm /widget/p-2.css"
        );
    }
}
