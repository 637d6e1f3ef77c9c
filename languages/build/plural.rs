//! Texts with plural forms.
//!
//! A file writes `unread = { one = "…", other = "…" }`, with the categories of CLDR's plural rules for cardinal
//! numbers. The build joins the forms to one string, `one=…|other=…`, from which the browser picks a form with
//! `Intl.PluralRules`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer};

use super::Texts;

/// A text as it is in a file.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Forms(BTreeMap<String, String>),
}

/// Reads a table of texts.
pub(crate) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Texts>, D::Error> {
    let written = BTreeMap::<String, Written>::deserialize(deserializer)?;
    let joined = |text| match text {
        Written::Text(text) => text,
        Written::Forms(forms) => {
            let forms: Vec<String> = (forms.into_iter())
                .map(|(category, text)| format!("{category}={text}"))
                .collect();
            forms.join("|")
        }
    };
    let texts = written.into_iter().map(|(key, text)| (key, joined(text)));
    Ok(Some(texts.collect()))
}

/// The categories of a text's forms. Empty if one text fits all numbers.
fn categories_of(text: &str) -> BTreeSet<&str> {
    let forms = text.split('|').map(|form| form.split_once('='));
    let categories: Option<BTreeSet<&str>> = forms
        .map(|form| {
            form.map(|(category, _)| category)
                .filter(|it| CATEGORIES.contains(it))
        })
        .collect();
    categories.unwrap_or_default()
}

const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The categories of whole numbers below a million (CLDR 48), including `other`, which replaces a missing form.
fn categories(tag: &str) -> &'static [&'static str] {
    match tag {
        "ja" | "ko" | "zh" => &["other"],
        "ar" => &CATEGORIES,
        "he" => &["one", "two", "other"],
        "pl" | "ru" => &["one", "few", "many", "other"],
        "ro" => &["one", "few", "other"],
        _ => &["one", "other"],
    }
}

/// What is wrong with the plural forms of a table.
pub(crate) fn check(tag: &str, part: &str, texts: &Texts, reference: &Texts) -> Vec<String> {
    let mut problems = Vec::new();
    for (key, text) in texts {
        let has_forms = reference
            .get(key)
            .is_some_and(|english| !categories_of(english).is_empty());
        let (found, wanted) = (categories_of(text), categories(tag));
        if has_forms && found != wanted.iter().copied().collect() {
            problems.push(format!(
                "[{part}] {key} has the forms {found:?}, not {wanted:?}"
            ));
        }
        if !has_forms && text.contains('|') {
            problems.push(format!(
                "[{part}] {key} has a bar, which stands between forms"
            ));
        }
    }
    problems
}
