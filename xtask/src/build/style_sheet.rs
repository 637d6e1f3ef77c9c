//! The style sheets: of the panel, all CSS that stands beside rich text and the widget's components; of the inbox, what
//! `console/console.css` imports. Each is one file with a hashed name.
//!
//! The launcher's CSS is in none: that is part of the embed document.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::esbuild;
use crate::{stamp, workspace};

/// Digits of the hash in the name.
const NAME_DIGITS: usize = 16;

/// A file to serve.
#[derive(Debug)]
pub(crate) struct StyleSheet {
    /// Its name, with its content's hash in it.
    pub(crate) name: String,
    /// Its CSS, minified.
    pub(crate) css: String,
}

/// Bundles `rich-text/src/**/*.css`, then `widget/src/**/*.css`, each in the order of their paths.
pub(crate) fn of_panel() -> Result<StyleSheet> {
    let mut parts = Vec::new();
    for folder in ["rich-text/src", "widget/src"] {
        let before = parts.len();
        parts.extend(
            workspace::files(&workspace::path(folder))?
                .into_iter()
                .filter(|file| file.extension().is_some_and(|extension| extension == "css")),
        );
        if parts.len() == before {
            bail!("there is no CSS in {folder}: the panel would be shown without any");
        }
    }
    bundle("panel", &parts)
}

/// Bundles `console/console.css`.
pub(crate) fn of_console() -> Result<StyleSheet> {
    bundle("console", &[workspace::path("console/console.css")])
}

fn bundle(name: &str, parts: &[PathBuf]) -> Result<StyleSheet> {
    let css = esbuild::bundle_css(&entry(parts)?)?;
    let hash = stamp::hash_text(&css);
    let digits = hash
        .get(..NAME_DIGITS)
        .context("a hash is longer than its part in a name")?;
    Ok(StyleSheet {
        name: format!("{name}-{digits}.css"),
        css,
    })
}

/// A style sheet that imports the others.
fn entry(parts: &[PathBuf]) -> Result<String> {
    let import = |part: &PathBuf| Some(format!("@import \"{}\";\n", part.to_str()?));
    parts
        .iter()
        .map(import)
        .collect::<Option<String>>()
        .context("a path to the checkout is not UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_the_parts_in_their_order() {
        let parts = [
            "/p/rich-text/src/rich_text.css",
            "/p/widget/src/components/composer.css",
        ]
        .map(PathBuf::from);
        assert_eq!(
            entry(&parts).unwrap(),
            "@import \"/p/rich-text/src/rich_text.css\";\n@import \"/p/widget/src/components/composer.css\";\n"
        );
    }
}
