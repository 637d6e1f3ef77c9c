//! The sentences of errors, in responses and in the languages of the console.

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use porchlight_shared::error::ErrorBody;
use toml::{Table, Value};

use super::Answer;

/// Codes of sentences whose numbers are not limits: they give a position in the body, or the id of the request.
const PLACES: [&str; 3] = ["invalid_json", "invalid_query", "internal"];
/// Numbers that are not limits: the ports that an address may have, and the standard for language tags (BCP 47).
const NAMES: [u64; 5] = [80, 443, 8_000, 9_999, 47];

/// The table `[errors]` of each language of the console.
static LANGUAGES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../languages/console");
    let files = fs::read_dir(folder).unwrap();
    files
        .map(|file| {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let table: Table = text.parse().unwrap();
            table["errors"].as_table().unwrap().clone()
        })
        .collect()
});

impl Answer {
    /// Expects an error with this status and code, and a sentence that says something.
    pub(crate) fn check_error(&self, status: u16, code: &str) {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        let body = self.json();
        assert_eq!(body["code"], code, "{body}");
        assert!(body["error"].as_str().unwrap().len() > 10, "{body}");
        assert!(
            self.header("access-control-allow-origin").is_some(),
            "an error without CORS cannot be read"
        );
    }
}

/// Checks that every language of the console with the error's code has its numbers, too. Passes for other responses.
pub(super) fn check(answer: &Answer) {
    if answer.status.as_u16() < 400 {
        return;
    }
    let Ok(error) = serde_json::from_str::<ErrorBody>(&answer.body) else {
        return;
    };
    for texts in LANGUAGES.iter() {
        if let Err(problem) = is_said(&error, texts) {
            panic!("{problem}: {}", answer.body);
        }
    }
}

/// Whether the server names all numbers of the error, and the sentence in `texts` uses only those and at least one.
fn is_said(error: &ErrorBody, texts: &Table) -> Result<(), String> {
    let ErrorBody {
        error: sentence,
        code,
        values,
    } = error;
    if PLACES.contains(&code.as_str()) || !texts.contains_key(code) {
        return Ok(());
    }
    let mut words = sentence.split_whitespace().map(bare);
    if let Some(number) = words.find_map(|word| missing(word, values)) {
        return Err(format!("{number} has no name"));
    }
    let field = sentence.split(' ').next().unwrap_or_default();
    let of_field = texts.get(&format!("{code}.{field}"));
    let said = of_field.or_else(|| texts.get(code)).and_then(Value::as_str);
    let said = said.unwrap_or_default();
    for name in said
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
    {
        let known = match name {
            "field" => true,
            "size" => values.contains_key("bytes"),
            "time" => values.contains_key("seconds"),
            name => values.contains_key(name),
        };
        if !known {
            return Err(format!("{said:?} needs {name}"));
        }
    }
    // A sentence that serves all fields cannot have the number of one.
    let is_general = code == "value_invalid" && of_field.is_none();
    if !values.is_empty() && !said.contains('{') && !is_general && numbers(sentence) > 0 {
        return Err(format!("{said:?} says no number"));
    }
    Ok(())
}

fn bare(word: &str) -> &str {
    word.trim_matches(|it: char| !it.is_alphanumeric())
}

fn numbers(sentence: &str) -> usize {
    let words = sentence.split_whitespace().map(bare);
    words
        .filter_map(|word| word.parse::<u64>().ok())
        .filter(|number| *number > 1)
        .count()
}

/// The number in a word, if it is not one of `values`, neither as it is nor in a larger unit.
fn missing(word: &str, values: &BTreeMap<String, u64>) -> Option<u64> {
    let number = word.parse::<u64>().ok().filter(|number| *number > 1)?;
    let units = [1, 60, 60 * 60, 1024, 1024 * 1024];
    let is_value = |value: &u64| units.iter().any(|unit| value.div_ceil(*unit) == number);
    let is_name = NAMES.contains(&number);
    (!is_name && !values.values().any(is_value)).then_some(number)
}

#[test]
fn an_error_that_is_english_only_is_found() {
    let texts: Table = "a = \"Höchstens {most}.\"\nb = \"Zu viele.\"\nc = \"Erst in {time}.\""
        .parse()
        .unwrap();
    let said = |code: &str, sentence: &str, values: &[(&str, u64)]| {
        let named = values
            .iter()
            .map(|(name, number)| ((*name).to_owned(), *number));
        let error = ErrorBody {
            error: sentence.into(),
            code: code.into(),
            values: named.collect(),
        };
        is_said(&error, &texts).is_ok()
    };
    assert!(said("a", "At most 20.", &[("most", 20)]));
    assert!(!said("a", "At most 20.", &[]), "a number without a name");
    assert!(!said("a", "Too many.", &[]), "a name without a number");
    assert!(
        !said("b", "At most 20.", &[("most", 20)]),
        "a number that is left out"
    );
    assert!(said("c", "Try again in 3 minutes.", &[("seconds", 180)]));
    assert!(said("d", "At most 20.", &[]), "it is not for the console");
}
