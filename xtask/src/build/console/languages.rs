//! The languages of the console. Each file in `languages/console/` becomes one that the page loads before it shows
//! anything.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use toml::Table;

use crate::{stamp, workspace};

/// The folder of the language files.
const FOLDER: &str = "languages/console";
/// The number of hash digits in a file name.
const NAME_DIGITS: usize = 16;
/// The tables of a language that map the server's codes to sentences.
const CODED: [&str; 6] = [
    "errors",
    "warnings",
    "readings",
    "notices",
    "models",
    "deliveries",
];
/// The language of the texts in the code.
const WRITTEN_IN: &str = "en";

pub(super) struct Languages {
    /// The files to serve, by their path below `dist/`.
    pub(super) files: BTreeMap<PathBuf, Vec<u8>>,
    /// For the start script, by tag: the language's name, the address of its texts, and the script's own texts.
    pub(super) known: Value,
}

impl Languages {
    /// Reads all languages. Their files go to `served`, a folder below `dist/`.
    pub(super) fn read(served: &str) -> Result<Self> {
        let mut known = Map::new();
        let english = json!({
            "name": "English", "failed": "Could not load this page. Check your connection.", "again": "Try again",
        });
        known.insert(WRITTEN_IN.to_owned(), english);
        let mut files = BTreeMap::new();
        for path in workspace::files(&workspace::path(FOLDER))? {
            let tag = path.file_stem().and_then(|stem| stem.to_str());
            let tag = tag.context("a language's file is named after its tag")?;
            let language = fs::read_to_string(&path)?.parse()?;
            let content =
                texts(&language).with_context(|| format!("{} cannot be used", path.display()))?;
            let hash = stamp::hash_bytes(&content);
            let digits = hash.get(..NAME_DIGITS).unwrap_or(&hash);
            let place = Path::new(served).join(format!("{tag}-{digits}.json"));
            let said = |name: &str| {
                let said = language.get(name).and_then(toml::Value::as_str);
                said.with_context(|| format!("{} has no {name}", path.display()))
            };
            let language = json!({
                "name": said("name")?, "failed": said("failed")?, "again": said("again")?,
                "texts": format!("/{}", place.display()),
            });
            known.insert(tag.to_owned(), language);
            files.insert(place, content);
        }
        Ok(Self {
            files,
            known: Value::Object(known),
        })
    }
}

/// A language's texts in the form that the page reads. For a text with plural forms, the form `other` has the English
/// text as its key, and the other forms have their category before it, as in `one={n} pages`. The key for a code is the
/// table's name and the code, as in `errors:last_owner`.
fn texts(language: &Table) -> Result<Vec<u8>> {
    let table = language.get("texts").and_then(toml::Value::as_table);
    let mut texts = BTreeMap::new();
    for (english, text) in table.context("there is no [texts]")? {
        let forms = match text {
            toml::Value::Table(forms) => forms.clone(),
            text => Table::from_iter([("other".to_owned(), text.clone())]),
        };
        for (category, text) in forms {
            let key = match category.as_str() {
                "other" => english.clone(),
                category => format!("{category}={english}"),
            };
            let text = text.as_str().context("a text is not a string")?;
            texts.insert(key, text.to_owned());
        }
    }
    for name in CODED {
        let of_codes = language.get(name).and_then(toml::Value::as_table);
        for (code, text) in of_codes.into_iter().flatten() {
            let text = text.as_str().context("a text is not a string")?;
            texts.insert(format!("{name}:{code}"), text.to_owned());
        }
    }
    Ok(serde_json::to_vec(&texts)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_codes_become_texts_of_their_own() {
        let language = "[texts]\n\"Save\" = \"Speichern\"\n\
            \"{n} pages\" = { one = \"Eine Seite\", other = \"{n} Seiten\" }\n\
            [errors]\nlast_owner = \"Der letzte\"\n";
        let content = texts(&language.parse().unwrap()).unwrap();
        let content: Value = serde_json::from_slice(&content).unwrap();
        let expected = json!({
            "Save": "Speichern", "one={n} pages": "Eine Seite", "{n} pages": "{n} Seiten",
            "errors:last_owner": "Der letzte",
        });
        assert_eq!(content, expected);
        for broken in ["name = \"A\"", "[texts]\na = 1", "[texts]\n[errors]\na = 1"] {
            assert!(texts(&broken.parse().unwrap()).is_err(), "{broken}");
        }
    }

    #[test]
    fn the_script_that_starts_the_page_knows_every_language() {
        let languages = Languages::read("files").unwrap();
        let german = &languages.known["de"];
        let place = german["texts"].as_str().unwrap().trim_start_matches('/');
        assert!(languages.files.contains_key(Path::new(place)));
        assert_eq!(german["name"], "Deutsch");
        assert_ne!(german["failed"], languages.known["en"]["failed"]);
    }
}
