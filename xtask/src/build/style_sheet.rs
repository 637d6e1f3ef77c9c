//! The style sheets. The panel's has all CSS files next to rich text and the widget's components. The console's has the
//! imports of `console/console.css`. Each becomes one file with a hashed name.
//!
//! The launcher's CSS is in neither: it is part of the embed document.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::esbuild;
use crate::{stamp, workspace};

/// The number of hash digits in the name.
const NAME_DIGITS: usize = 16;

#[derive(Debug)]
pub(crate) struct StyleSheet {
    /// The file name, with a hash of the content.
    pub(crate) name: String,
    /// The minified CSS.
    pub(crate) css: String,
}

/// Bundles `rich-text/src/**/*.css`, then `widget/src/**/*.css`, each sorted by path.
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
