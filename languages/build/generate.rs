//! The Rust that the language files become. `src/lib.rs` includes it.

use std::fmt::{Error, Write as _};

use super::file::{Language, REFERENCE, TEXTS, Texts};

/// The constants and types of `languages`, which are checked.
pub(crate) fn rust(languages: &[Language]) -> Result<String, Error> {
    let mut rust = String::new();
    retrieval(&mut rust, languages)?;
    person_words(&mut rust, languages)?;
    for (part, name) in TEXTS {
        structure(&mut rust, languages, part, name)?;
        by_tag(&mut rust, languages, part, name)?;
    }
    Ok(rust)
}

/// A macro that hands the languages to a macro of the crate that searches.
fn retrieval(rust: &mut String, languages: &[Language]) -> Result<(), Error> {
    rust.push_str(
        "/// Calls `$callback!` with a line for every language that pages can be searched in: its name, its tags, its\n\
         /// stemmer, `grams`, `spaced`, its script and its stop words.\n\
         #[macro_export]\nmacro_rules! retrieval_languages {\n    ($callback:ident) => { $callback! {\n",
    );
    for language in languages {
        let Some(retrieval) = &language.retrieval else {
            continue;
        };
        let stemmer = retrieval
            .stemmer
            .as_ref()
            .map_or("None".to_owned(), |name| format!("Some(Algorithm::{name})"));
        let mut script = String::new();
        for range in &retrieval.script {
            let (from, to) = range.split_once('-').unwrap_or((range, range));
            write!(script, "('\\u{{{from}}}', '\\u{{{to}}}'), ")?;
        }
        let stop_words: Vec<&str> = retrieval.stop_words.split_whitespace().collect();
        writeln!(
            rust,
            "#[doc = \"{name}.\"] {name} {tags:?}, {stemmer}, {grams}, {spaced}, [{script}], {words:?};",
            name = language.name,
            tags = tags(language),
            grams = retrieval.grams,
            spaced = retrieval.spaced,
            words = stop_words.join(" "),
        )?;
    }
    rust.push_str("    } };\n}\n");
    Ok(())
}

fn person_words(rust: &mut String, languages: &[Language]) -> Result<(), Error> {
    rust.push_str("/// The words with which visitors ask for a person, by language.\npub const PERSON_WORDS: &[PersonWords] = &[\n");
    for language in languages {
        if let Some(words) = &language.person_words {
            writeln!(
                rust,
                "PersonWords {{ tag: {:?}, spaced: {}, people: &{:?}, wishes: &{:?}, small: &{:?} }},",
                language.tag, words.spaced, words.people, words.wishes, words.small
            )?;
        }
    }
    rust.push_str("];\n");
    Ok(())
}

/// The type of a table of texts, documented by the English ones.
fn structure(
    rust: &mut String,
    languages: &[Language],
    part: &str,
    name: &str,
) -> Result<(), Error> {
    writeln!(
        rust,
        "/// The texts in `[{part}]` of a language file.\n#[derive(Clone, Copy, Debug)]\npub struct {name} {{"
    )?;
    let reference = languages.iter().find(|language| language.tag == REFERENCE);
    for (key, text) in reference
        .and_then(|language| language.texts(part))
        .into_iter()
        .flatten()
    {
        writeln!(rust, "#[doc = {text:?}] pub {key}: &'static str,")?;
    }
    rust.push_str("}\n");
    Ok(())
}

fn fields(texts: &Texts) -> Result<String, Error> {
    let mut fields = String::new();
    for (key, text) in texts {
        write!(fields, "{key}: {text:?}, ")?;
    }
    Ok(fields)
}

/// Texts that languages have whether or not they are complete.
fn by_tag(rust: &mut String, languages: &[Language], part: &str, name: &str) -> Result<(), Error> {
    writeln!(rust, "impl {name} {{")?;
    let mut table = String::new();
    for language in languages {
        let Some(texts) = language.texts(part) else {
            continue;
        };
        let constant = language.name.to_uppercase();
        writeln!(
            rust,
            "#[doc = \"In {}.\"] pub const {constant}: Self = Self {{ {} }};",
            language.name,
            fields(texts)?
        )?;
        write!(table, "(&{:?}, Self::{constant}), ", tags(language))?;
    }
    writeln!(rust, "const BY_TAGS: &[(&[&str], Self)] = &[{table}];")?;
    rust.push_str(
        "/// The texts in the language of a BCP 47 tag, if its file has them.\n\
         pub fn of(tag: &str) -> Option<&'static Self> {\n\
         Self::BY_TAGS.iter().find(|(tags, _)| names(tags, tag)).map(|(_, texts)| texts)\n}\n}\n",
    );
    Ok(())
}

fn tags(language: &Language) -> Vec<&str> {
    let also = language.also.iter().map(String::as_str);
    [language.tag.as_str()].into_iter().chain(also).collect()
}
