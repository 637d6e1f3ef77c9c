//! The word lists of the languages: for search, and for recognising what people and pages say.

use std::fmt::{Error, Write as _};

use crate::file::{
    Language,
    words::{Asking, SmallTalkWords},
};

/// A macro that passes the languages to a macro of the crate that searches.
pub(super) fn retrieval(rust: &mut String, languages: &[Language]) -> Result<(), Error> {
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
            tags = language.tags(),
            grams = retrieval.grams,
            spaced = retrieval.spaced,
            words = stop_words.join(" "),
        )?;
    }
    rust.push_str("    } };\n}\n");
    Ok(())
}

pub(super) fn page_words(rust: &mut String, languages: &[Language]) -> Result<(), Error> {
    rust.push_str("/// What pages say besides their text, by language.\npub const PAGE_WORDS: &[PageWords] = &[\n");
    for language in languages {
        if let Some(words) = &language.page_words {
            writeln!(
                rust,
                "PageWords {{ tag: {:?}, ratings: &{:?} }},",
                language.tag, words.ratings
            )?;
        }
    }
    rust.push_str("];\n");
    Ok(())
}

pub(super) fn person_words(rust: &mut String, languages: &[Language]) -> Result<(), Error> {
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

pub(super) fn small_talk_words(rust: &mut String, languages: &[Language]) -> Result<(), Error> {
    rust.push_str("/// The phrases of small talk, by language.\npub const SMALL_TALK_WORDS: &[SmallTalkWords] = &[\n");
    for language in languages {
        if let Some(words) = &language.small_talk_words {
            phrases(
                rust,
                language,
                "SmallTalkWords",
                words.spaced,
                &SmallTalkWords::lists(words),
                "",
            )?;
        }
    }
    rust.push_str("];\n/// The words by which questions tell what they ask for, by language.\npub const ASKING: &[Asking] = &[\n");
    for language in languages {
        if let Some(asking) = &language.asking {
            let mut pairs = String::from("opposites: &[");
            for [deed, opposite] in &asking.opposites {
                write!(pairs, "[&{deed:?}, &{opposite:?}], ")?;
            }
            pairs.push_str("], ");
            phrases(
                rust,
                language,
                "Asking",
                asking.spaced,
                &Asking::lists(asking),
                &pairs,
            )?;
        }
    }
    rust.push_str("];\n");
    Ok(())
}

pub(super) fn claim_words(rust: &mut String, languages: &[Language]) -> Result<(), Error> {
    rust.push_str("/// The words that change what a sentence claims, by language.\npub const CLAIM_WORDS: &[ClaimWords] = &[\n");
    for language in languages {
        let Some(claims) = &language.claims else {
            continue;
        };
        write!(
            rust,
            "ClaimWords {{ tags: &{:?}, negations: &{:?}, clauses: &{:?}, purposes: &{:?}, decisions: &{:?}, plain: &{:?}, limits: &[",
            language.tags(),
            claims.negations,
            claims.clauses,
            claims.purposes,
            claims.decisions,
            claims.plain
        )?;
        for line in &claims.limits {
            write!(rust, "&{line:?}, ")?;
        }
        rust.push_str("], numbers: &[");
        for (word, number) in &claims.numbers {
            write!(rust, "({word:?}, \"{number}\"), ")?;
        }
        rust.push_str("] },\n");
    }
    rust.push_str("];\n");
    Ok(())
}

fn phrases(
    rust: &mut String,
    language: &Language,
    name: &str,
    spaced: bool,
    lists: &[(&str, &[String])],
    other_fields: &str,
) -> Result<(), Error> {
    write!(
        rust,
        "{name} {{ tags: &{:?}, spaced: {spaced}, ",
        language.tags()
    )?;
    for (list, phrases) in lists {
        write!(rust, "{list}: &{phrases:?}, ")?;
    }
    rust.push_str(other_fields);
    rust.push_str("},\n");
    Ok(())
}
