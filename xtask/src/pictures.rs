//! `cargo xtask pictures`: takes the pictures of README.md and docs/ again, during the end-to-end tests.

use std::{collections::BTreeSet, fs};

use anyhow::{Context, Result, ensure};

use crate::{
    build, dev, process, progress, test_programs::TestPrograms, toolchain::browser, workspace,
};

/// The folder of the documents' pictures.
const FOLDER: &str = "docs/images";
/// The variable with the folder into which the tests save pictures, at twice the window's size.
const PICTURES: &str = "PORCHLIGHT_PICTURES";

pub(crate) fn run() -> Result<()> {
    build::run()?;
    dev::prepare_secrets()?;
    let seen = workspace::path("build/pictures");
    let mut tests = TestPrograms::build()?.command("end_to_end")?;
    tests
        .env("CHROMEDRIVER", browser::ensure_driver()?)
        .env(PICTURES, &seen);
    process::run(&mut tests)?;

    let wanted = wanted()?;
    let folder = workspace::path(FOLDER);
    fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {FOLDER}"))?;
    fs::create_dir_all(&folder)?;
    for name in &wanted {
        fs::copy(seen.join(name), folder.join(name))
            .with_context(|| format!("no end-to-end test takes the picture {name}"))?;
    }
    progress::note(&format!("{} pictures are in {FOLDER}", wanted.len()));
    Ok(())
}

/// The pictures that the documents refer to.
fn wanted() -> Result<BTreeSet<String>> {
    let mut texts = vec![workspace::read("README.md")?];
    for entry in fs::read_dir(workspace::path("docs"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "md") {
            texts.push(fs::read_to_string(path)?);
        }
    }
    let wanted: BTreeSet<String> = texts.iter().flat_map(|text| pictures(text)).collect();
    ensure!(!wanted.is_empty(), "no document shows a picture");
    Ok(wanted)
}

/// The names of the pictures in a document.
fn pictures(text: &str) -> impl Iterator<Item = String> {
    let links = text.split("](").skip(1);
    links.filter_map(|rest| {
        let (target, _) = rest.split_once(')')?;
        let (_, name) = target.split_once("images/")?;
        Some(name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_found_in_a_document() {
        let text = "![The panel](docs/images/panel.webp)\n[a](b.md) ![b](images/b.webp), c";
        assert_eq!(pictures(text).collect::<Vec<_>>(), ["panel.webp", "b.webp"]);
    }
}
