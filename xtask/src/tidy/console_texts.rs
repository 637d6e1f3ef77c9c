//! Checks the console's texts: each goes through `console/src/texts.rs`, and every language of `languages/console/` has
//! it.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::{
    rust_code::{Literals, literals},
    source_file::{Finding, SourceFile},
};

const CODE: &str = "console/src";
const LANGUAGES: &str = "languages/console";

/// The functions that show or mark a text, with the positions of the texts among their arguments.
const SHOWING: [(&str, &[usize]); 5] = [
    ("text", &[0]),
    ("english", &[0]),
    ("filled", &[0]),
    ("counted", &[1, 2]),
    (AS_IS, &[0]),
];
/// The one of [`SHOWING`] whose text is not translated.
const AS_IS: &str = "as_is";
/// The one of [`SHOWING`] with plural forms. Languages are keyed by its last text.
const COUNTED: &str = "counted";
/// Functions whose texts only developers see, and names on the wire.
const LEFT_OUT: [&str; 7] = [
    "names",
    "log_error",
    "panic",
    "assert",
    "assert_eq",
    "debug_assert",
    "unreachable",
];
/// Names that browsers and HTML give to keys and other things.
const OF_BROWSERS: [&str; 10] = [
    "Enter",
    "Escape",
    "Home",
    "End",
    "ArrowUp",
    "ArrowDown",
    "Tab",
    "Files",
    "noopener noreferrer",
    "input, textarea, select",
];

/// A text that people see.
#[derive(Debug)]
struct Shown<'f> {
    file: &'f SourceFile,
    line: usize,
    text: String,
    has_forms: bool,
}

/// No text of the console is shown in English only.
pub(super) fn check_console_texts(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut shown = Vec::new();
    for file in files.iter().filter(|file| file.is_in(CODE)) {
        for literal in literals(file, &SHOWING, &LEFT_OUT) {
            match literal {
                Literals::Alone(line, text) if is_text(&text) => findings.push(Finding::new(
                    file,
                    line,
                    format!("\"{text}\" is shown in English only: pass it through `text` or a similar function"),
                )),
                Literals::Alone(..) => {}
                Literals::Given(function, ..) if function == AS_IS => {}
                Literals::Given(function, line, mut texts) => {
                    shown.extend(texts.pop().map(|text| Shown {
                        file,
                        line,
                        text,
                        has_forms: function == COUNTED,
                    }));
                }
            }
        }
    }
    for file in files.iter().filter(|file| file.is_in(LANGUAGES)) {
        findings.extend(language(file, &shown));
    }
    findings
}

/// The texts that a language lacks, and those that are never shown.
fn language(file: &SourceFile, shown: &[Shown<'_>]) -> Vec<Finding> {
    let texts = match file.text.parse::<Table>() {
        Ok(mut table) => table.remove("texts"),
        Err(error) => return vec![Finding::new(file, 1, error.message())],
    };
    let Some(Value::Table(texts)) = texts else {
        return vec![Finding::new(file, 1, "it has no [texts]")];
    };
    let mut findings = Vec::new();
    let mut wanted = BTreeMap::new();
    for it in shown {
        if wanted.insert(it.text.as_str(), it.has_forms).is_none() && !texts.contains_key(&it.text)
        {
            let message = format!("{} lacks \"{}\"", file.path, it.text);
            findings.push(Finding::new(it.file, it.line, message));
        }
    }
    let line = |text: &str| {
        let lines = file.text.lines();
        let found = lines.zip(1..).find(|(line, _)| line.contains(text));
        found.map_or(1, |(_, line)| line)
    };
    for (english, translated) in &texts {
        let problem = match (wanted.get(english.as_str()), translated) {
            (None, _) => "is shown nowhere",
            (Some(false), Value::String(text)) if names_in(text) != names_in(english) => {
                "has different names in braces"
            }
            (Some(false), Value::String(_)) => continue,
            (Some(false), _) => "is no text",
            (Some(true), Value::Table(forms)) if fits(english, forms) => continue,
            (Some(true), _) => {
                "needs a form for each kind of number, with the same names in braces"
            }
        };
        findings.push(Finding::new(
            file,
            line(english),
            format!("\"{english}\" {problem}"),
        ));
    }
    findings
}

/// Whether all forms have the placeholders of the text. The form for one may omit the number.
fn fits(english: &str, forms: &Table) -> bool {
    let wanted = names_in(english);
    let mut forms_fit = forms.iter().map(|(category, form)| {
        let mut names = form.as_str().map(names_in).unwrap_or_default();
        if category == "one" {
            names.insert("n");
        }
        names == wanted
    });
    forms.contains_key("other") && forms_fit.all(|fits| fits)
}

/// The names in braces.
fn names_in(text: &str) -> BTreeSet<&str> {
    let behind_brace = text.split('{').skip(1);
    behind_brace
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

/// Whether a literal looks like text for people: it begins like a sentence, or has several words.
fn is_text(literal: &str) -> bool {
    if OF_BROWSERS.contains(&literal) || literal.contains("pc-") || is_code(literal) {
        return false;
    }
    let mut letters = literal.trim().chars();
    let begins = letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_lowercase);
    let words = literal.split(' ').filter(|word| {
        word.chars().count() > 1
            && word
                .chars()
                .all(|it| it.is_alphabetic() || ".,’?!".contains(it))
    });
    begins || words.count() > 1
}

/// Whether a literal is an HTTP header, or lines to copy.
fn is_code(literal: &str) -> bool {
    let starts_large = |part: &str| part.starts_with(char::is_uppercase);
    let is_header = literal.contains('-') && literal.split('-').all(starts_large);
    literal.contains('\n') || is_header
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source;

    const GERMAN: &str = "name = \"Deutsch\"\n[texts]\n\"Save\" = \"Speichern\"\n\
        \"By {name}\" = \"Von {name}\"\n\"{n} pages\" = { one = \"Eine Seite\", other = \"{n} Seiten\" }\n";
    const CODE: &str = "fn a() { text(\"Save\"); filled(\"By {name}\", &[]); counted(n, \"{n} page\", \"{n} pages\") }";

    fn found(code: &str, german: &str) -> Vec<String> {
        let files = [
            source("console/src/a.rs", code),
            source("languages/console/de.toml", german),
        ];
        let findings = check_console_texts(&files).into_iter();
        findings.map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn texts_that_every_language_has_are_well() {
        assert_eq!(found(CODE, GERMAN), Vec::<String>::new());
    }

    #[test]
    fn a_text_that_nobody_translates_is_found() {
        for (code, expected) in [
            (
                "view! { <p>\"Nothing here\"</p> }",
                "a.rs:1: \"Nothing here\" is shown",
            ),
            (
                "const A: &str = \"saved for you\";",
                "\"saved for you\" is shown",
            ),
            (
                "fn a() { text(if b { \"On\" } else { c }) }",
                "\"On\" is shown",
            ),
            (
                "const A: &str = english(\"Off\");",
                "a.rs:1: languages/console/de.toml lacks \"Off\"",
            ),
            (
                "fn a() { counted(n, \"a\", \"{n} keys\") }",
                "lacks \"{n} keys\"",
            ),
        ] {
            let found = found(&format!("{CODE} {code}"), GERMAN);
            assert!(found.len() == 1 && found[0].contains(expected), "{found:?}");
        }
    }

    #[test]
    fn what_people_do_not_read_needs_no_language() {
        for code in [
            "view! { <p class=\"pc-card pc-open\" data-id=\"a\">{x}</p> }",
            "#[expect(dead_code, reason = \"It is read by nobody\")] fn a() { log_error(\"No tone\"); panic!(\"No way\") }",
            "fn a() { key == \"Escape\"; header(\"If-Match\") }",
            "const A: &str = as_is(\"Cloudflare Workers AI\"); names! { enum B { C = \"A name\" } }",
            "const A: &str = \"import Script\nfrom there\";",
            "/// A comment.\nfn a() {}",
        ] {
            assert_eq!(
                found(&format!("{CODE} {code}"), GERMAN),
                Vec::<String>::new()
            );
        }
    }

    #[test]
    fn a_language_file_has_what_is_shown_and_no_more() {
        for (german, expected) in [
            (
                GERMAN.replace("Von {name}", "Von {wem}"),
                "de.toml:4: \"By {name}\" has different names",
            ),
            (
                GERMAN.replace("{n} Seiten", "Seiten"),
                "de.toml:5: \"{n} pages\" needs a form",
            ),
            (
                GERMAN.replace("other =", "many ="),
                "\"{n} pages\" needs a form",
            ),
            (
                GERMAN.to_owned() + "\"Gone\" = \"Weg\"\n",
                "de.toml:6: \"Gone\" is shown nowhere",
            ),
            ("name = 1".to_owned(), "has no [texts]"),
        ] {
            let found = found(CODE, &german);
            assert!(found.len() == 1 && found[0].contains(expected), "{found:?}");
        }
    }
}
