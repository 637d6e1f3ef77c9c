//! Generates Rust from the language files. `src/lib.rs` includes it.

use std::fmt::{Error, Write as _};

use super::file::{Language, REFERENCE, TEXTS, Texts};

mod words;

/// The constants and types of `languages`, which must be checked already.
pub(crate) fn rust(languages: &[Language]) -> Result<String, Error> {
    let mut rust = String::new();
    let displayed: Vec<&Language> = languages
        .iter()
        .filter(|language| language.is_displayed())
        .collect();
    words::retrieval(&mut rust, languages)?;
    words::page_words(&mut rust, languages)?;
    words::person_words(&mut rust, languages)?;
    words::small_talk_words(&mut rust, languages)?;
    words::claim_words(&mut rust, languages)?;
    display_language(&mut rust, &displayed)?;
    for (part, name) in TEXTS {
        let Some(name) = name else { continue };
        match part {
            "widget" => widget(&mut rust, &displayed)?,
            "answers" | "small_talk" | "offers" => {
                structure(&mut rust, languages, part, name, "'static")?;
                by_tag(&mut rust, languages, part, name)?;
            }
            _ => {
                structure(&mut rust, languages, part, name, "'t")?;
                by_display_language(&mut rust, &displayed, part, name)?;
                if part == "page_errors" {
                    by_code(&mut rust, &displayed, part, name)?;
                }
            }
        }
    }
    names(&mut rust, &displayed)?;
    Ok(rust)
}

fn display_language(rust: &mut String, displayed: &[&Language]) -> Result<(), Error> {
    rust.push_str(
        "/// A language that widget, pages and e-mails are written in: one whose file has all their texts.\n\
         #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]\npub enum DisplayLanguage {\n",
    );
    for language in displayed {
        let default = if language.tag == REFERENCE {
            "#[default] "
        } else {
            ""
        };
        writeln!(
            rust,
            "#[doc = \"{name}.\"] {default}{name},",
            name = language.name
        )?;
    }
    let names: Vec<String> = displayed
        .iter()
        .map(|language| format!("Self::{}", language.name))
        .collect();
    write!(
        rust,
        "}}\nimpl DisplayLanguage {{\n/// Every one.\npub const ALL: &[Self] = &[{}];\n\
         const fn tags(self) -> &'static [&'static str] {{ match self {{\n",
        names.join(", ")
    )?;
    for language in displayed {
        writeln!(rust, "Self::{} => &{:?},", language.name, language.tags())?;
    }
    let from_right: Vec<String> = (displayed.iter())
        .filter(|language| language.rtl)
        .map(|language| format!("Self::{}", language.name))
        .collect();
    writeln!(
        rust,
        "}} }}\n/// Whether it is written from right to left.\n\
         pub const fn is_rtl(self) -> bool {{ matches!(self, {}) }}\n}}",
        from_right.join(" | ")
    )?;
    Ok(())
}

/// The type of a table of texts. The English texts are its docs.
fn structure(
    rust: &mut String,
    languages: &[Language],
    part: &str,
    name: &str,
    lifetime: &str,
) -> Result<(), Error> {
    let is_ours = lifetime == "'static";
    let parameter = if is_ours { "" } else { "<'t>" };
    writeln!(
        rust,
        "/// The texts in `[{part}]` of a language file.\n#[derive(Clone, Copy, Debug)]\npub struct {name}{parameter} {{"
    )?;
    let mut with = String::new();
    let reference = languages.iter().find(|language| language.tag == REFERENCE);
    for (key, text) in reference
        .and_then(|language| language.texts(part))
        .into_iter()
        .flatten()
    {
        writeln!(rust, "#[doc = {text:?}] pub {key}: &{lifetime} str,")?;
        writeln!(with, "{key}: own(\"{part}.{key}\").unwrap_or(self.{key}),")?;
    }
    rust.push_str("}\n");
    if !is_ours {
        write!(
            rust,
            "impl<'t> {name}<'t> {{\n/// The same, with what `own` has in the place of a text, by its name.\n\
             #[must_use] pub fn with(self, own: &dyn Fn(&str) -> Option<&'t str>) -> Self {{ Self {{\n{with}}} }}\n}}\n"
        )?;
    }
    Ok(())
}

/// The names of all texts that visitors read, except those of the bot: part and key.
fn names(rust: &mut String, displayed: &[&Language]) -> Result<(), Error> {
    let reference = displayed.iter().find(|language| language.tag == REFERENCE);
    let named = |part: &str| -> Vec<String> {
        let texts = reference.and_then(|language| language.texts(part));
        let keys = texts.into_iter().flat_map(Texts::keys);
        keys.map(|key| format!("{part}.{key}")).collect()
    };
    let others: Vec<String> = ["embed_document", "chat_page", "emails", "widget_parts"]
        .into_iter()
        .flat_map(named)
        .collect();
    writeln!(
        rust,
        "/// The names of the texts for visitors that are not the widget's.\n\
         pub const OTHER_NAMES: &[&str] = &{others:?};\n\
         impl Key {{\n/// The names of the widget's texts, in order.\npub const NAMES: &[&str] = &{:?};\n}}",
        named("widget")
    )
}

fn fields(texts: &Texts) -> Result<String, Error> {
    let mut fields = String::new();
    for (key, text) in texts {
        write!(fields, "{key}: {text:?}, ")?;
    }
    Ok(fields)
}

/// Texts that a language may have without being displayed.
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
        write!(table, "(&{:?}, Self::{constant}), ", language.tags())?;
    }
    writeln!(rust, "const BY_TAGS: &[(&[&str], Self)] = &[{table}];")?;
    rust.push_str(
        "/// The texts in the language of a BCP 47 tag, if its file has them.\n\
         pub fn of(tag: &str) -> Option<&'static Self> {\n\
         Self::BY_TAGS.iter().find(|(tags, _)| names(tags, tag)).map(|(_, texts)| texts)\n}\n}\n",
    );
    Ok(())
}

/// Texts that every displayed language has.
fn by_display_language(
    rust: &mut String,
    displayed: &[&Language],
    part: &str,
    name: &str,
) -> Result<(), Error> {
    write!(
        rust,
        "impl DisplayLanguage {{\n/// The texts in `[{part}]`.\npub const fn {part}(self) -> &'static {name}<'static> {{ match self {{\n"
    )?;
    for language in displayed {
        if let Some(texts) = language.texts(part) {
            writeln!(
                rust,
                "Self::{} => &{name} {{ {} }},",
                language.name,
                fields(texts)?
            )?;
        }
    }
    rust.push_str("} }\n}\n");
    Ok(())
}

/// Texts that are looked up by code at run time.
fn by_code(
    rust: &mut String,
    displayed: &[&Language],
    part: &str,
    name: &str,
) -> Result<(), Error> {
    write!(
        rust,
        "impl<'t> {name}<'t> {{\n/// The text for one of the API's error codes, if there is one.\n\
         pub fn get(&self, code: &str) -> Option<&'t str> {{ match code {{\n"
    )?;
    let reference = displayed.iter().find(|language| language.tag == REFERENCE);
    let codes: Vec<&String> = reference
        .and_then(|language| language.texts(part))
        .into_iter()
        .flat_map(Texts::keys)
        .collect();
    for code in &codes {
        writeln!(rust, "{code:?} => Some(self.{code}),")?;
    }
    writeln!(
        rust,
        "_ => None,\n}} }}\n/// The codes that have a text.\npub const CODES: &'static [&'static str] = &{codes:?};\n}}"
    )?;
    Ok(())
}

/// The keys of the widget's texts, and the texts in the order of the keys.
fn widget(rust: &mut String, displayed: &[&Language]) -> Result<(), Error> {
    let reference = displayed.iter().find(|language| language.tag == REFERENCE);
    rust.push_str(
        "/// A text of the widget. `{}` in it stands for a number or a name.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq)]\npub enum Key {\n",
    );
    let mut all = String::new();
    for (key, text) in reference
        .and_then(|language| language.texts("widget"))
        .into_iter()
        .flatten()
    {
        let variant: String = key.split('_').map(capitalised).collect();
        writeln!(rust, "#[doc = {text:?}] {variant},")?;
        write!(all, "Self::{variant}, ")?;
    }
    write!(
        rust,
        "}}\nimpl Key {{\n/// Every key, in order.\npub const ALL: &[Self] = &[{all}];\n}}\n\
         impl DisplayLanguage {{\n/// The widget's texts, in the order of [`Key`].\n\
         pub const fn widget(self) -> &'static [&'static str] {{ match self {{\n"
    )?;
    for language in displayed {
        let texts: Vec<&String> = language
            .texts("widget")
            .into_iter()
            .flat_map(Texts::values)
            .collect();
        writeln!(rust, "Self::{} => &{texts:?},", language.name)?;
    }
    rust.push_str("} }\n}\n");
    Ok(())
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}
