//! Texts that have a form for each kind of number.
//!
//! A file writes `unread = { one = "…", other = "…" }`, by the categories of CLDR's plural rules for cardinal numbers.
//! From there on it is one string, `one=…|other=…`, of which the browser picks a form with `Intl.PluralRules`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer};

use super::Texts;

/// A text as a file writes it.
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

/// The categories of a text's forms; none if it is one text for every number.
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

/// The categories that whole numbers below a million fall into (CLDR 48), with `other`, which is taken where a form is
/// missing.
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

/// What is wrong with the forms of a table's texts.
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
