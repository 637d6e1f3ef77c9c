//! The language files are as complete as they say, and what is missing is named.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets what it does not expect should stop there"
)]

#[path = "../build/file.rs"]
#[expect(dead_code, reason = "what is only made into Rust is not read here")]
mod file;

use std::{fs, path::Path};

use file::{Language, TEXTS, check, read_all, words::ClaimWords};
use porchlight_languages::{DisplayLanguage, fill, names};

fn languages() -> Vec<Language> {
    read_all(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The language files, with that of `tag` changed by `change`.
fn with(tag: &str, change: impl Fn(String) -> String) -> Vec<String> {
    let path = format!("{}/{tag}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = change(fs::read_to_string(path).unwrap());
    let mut languages = languages();
    let changed = Language::parse(tag, &text).unwrap();
    *languages
        .iter_mut()
        .find(|language| language.tag == tag)
        .unwrap() = changed;
    check(&languages)
}

/// The parts of a made-up, incomplete language, so that no test depends on which real ones are incomplete.
const MADE_PARTS: [&str; 6] = [
    "answers",
    "small_talk",
    "small_talk_words",
    "person_words",
    "offers",
    "claims",
];

/// The file of the made-up language: some of English under another name.
fn made() -> String {
    let path = format!("{}/en.toml", env!("CARGO_MANIFEST_DIR"));
    let english = fs::read_to_string(path).unwrap();
    let mut file = format!("name = \"Made\"\nrank = 999\nparts = {MADE_PARTS:?}\n");
    for table in english.split("\n[").skip(1) {
        let (name, _) = table.split_once(']').unwrap();
        if MADE_PARTS.contains(&name) {
            file.extend(["\n[", table, "\n"]);
        }
    }
    file
}

/// What is wrong with the files, including the made-up one changed by `change`.
fn with_made(change: impl Fn(String) -> String) -> Vec<String> {
    let mut languages = languages();
    languages.push(Language::parse("made", &change(made())).unwrap());
    check(&languages)
}

/// `text` without the line or table that starts with `start`.
fn without(text: &str, start: &str) -> String {
    let begin = text.find(&format!("\n{start}")).unwrap();
    let (before, rest) = text.split_at(begin);
    let rest = rest.trim_start();
    let end = if start.starts_with('[') {
        rest.find("\n\n[").unwrap_or(rest.len())
    } else {
        rest.find('\n').unwrap()
    };
    before.to_owned() + rest.split_at(end).1
}

#[test]
fn every_file_has_the_parts_that_it_names() {
    assert_eq!(check(&languages()), Vec::<String>::new());
}

#[test]
fn a_part_that_is_missing_is_named() {
    for (part, _) in TEXTS {
        assert_eq!(
            with("de", |text| without(&text, &format!("[{part}]"))),
            [format!(
                "languages/de.toml: [{part}] is missing, yet parts names it."
            )]
        );
    }
    assert_eq!(with_made(|text| text), Vec::<String>::new());
    assert_eq!(
        with_made(|text| text.replace("\"answers\", ", "")),
        ["languages/made.toml: [answers] is there, yet parts does not name it."]
    );
}

#[test]
fn a_language_without_small_talk_says_so() {
    assert_eq!(
        with_made(|text| without(&text, "[small_talk]").replace("\"small_talk\", ", "")),
        [
            "languages/made.toml: [small_talk] is missing; write it, or name it in lacks.",
            "languages/made.toml: [small_talk_words] is of no use without [small_talk].",
        ]
    );
    assert_eq!(
        with_made(|text| text.replace("rank =", "lacks = [\"small_talk\", \"offers\"]\nrank =")),
        [
            "languages/made.toml: [small_talk] is there, yet lacks names it.",
            "languages/made.toml: lacks names [offers], which no file must have.",
        ]
    );
    let empty = with_made(|text| {
        let (before, after) = text.split_once("\nwellbeing = [").unwrap();
        let (_, after) = after.split_once(']').unwrap();
        format!("{before}\nwellbeing = []{after}")
    });
    assert_eq!(
        empty,
        ["languages/made.toml: [small_talk_words] wellbeing is empty."]
    );
}

#[test]
fn what_is_understood_is_answered_in_the_same_language() {
    for (missing, there) in [("offers", "person_words"), ("person_words", "offers")] {
        let problems = with_made(|text| {
            without(&text, &format!("[{missing}]")).replace(&format!("\"{missing}\", "), "")
        });
        assert_eq!(
            problems,
            [format!(
                "languages/made.toml: [{there}] is of no use without [{missing}]."
            )]
        );
    }
}

/// What is wrong with the made-up file, with its claim words changed by `change`.
fn with_claims(change: impl Fn(&mut ClaimWords)) -> Vec<String> {
    let mut made = Language::parse("made", &made()).unwrap();
    change(made.claims.as_mut().unwrap());
    let mut languages = languages();
    languages.push(made);
    check(&languages)
}

#[test]
fn a_language_without_words_for_claims_says_which() {
    for (list, problems) in [
        ("negations", with_claims(|claims| claims.negations.clear())),
        ("decisions", with_claims(|claims| claims.decisions.clear())),
        ("limits", with_claims(|claims| claims.limits.clear())),
        ("plain", with_claims(|claims| claims.plain.clear())),
        ("numbers", with_claims(|claims| claims.numbers.clear())),
    ] {
        assert_eq!(
            problems,
            [format!("languages/made.toml: [claims] {list} is empty.")]
        );
    }
    assert_eq!(
        with_made(|text| without(&text, "[claims]").replace(", \"claims\"", "")),
        ["languages/made.toml: [claims] is missing; write it, or name it in lacks."]
    );
}

#[test]
fn every_text_that_is_missing_is_named() {
    let english = languages().into_iter().find(|file| file.tag == "en");
    let english = english.unwrap();
    for (part, _) in TEXTS {
        for (key, text) in english.texts(part).unwrap() {
            let problems = with("de", |file| {
                let (before, after) = file.split_once(&format!("[{part}]")).unwrap();
                format!("{before}[{part}]{}", without(after, &format!("{key} =")))
            });
            assert_eq!(
                problems,
                [format!(
                    "languages/de.toml: [{part}] has no {key} (\"{text}\")."
                )]
            );
        }
    }
}

#[test]
fn a_text_keeps_its_placeholders_and_is_one_that_english_has() {
    assert_eq!(
        with("de", |text| text.replace("{company}", "uns"))
            .first()
            .map(String::as_str),
        Some("languages/de.toml: [answers] none has {}, not {\"company\"}.")
    );
    assert_eq!(
        with("de", |text| text.replace("\nlater =", "\nlate =")),
        [
            "languages/de.toml: [offers] has no later (\"Nobody is here right now. Leave your email address below, and a person will get back to you as soon as we are back.\").",
            "languages/de.toml: [offers] late is no text that English has.",
        ]
    );
}

#[test]
fn two_languages_do_not_share_a_rank() {
    assert_eq!(
        with("de", |text| text.replace("rank = 2", "rank = 1")),
        [
            "languages/en.toml: another language has the rank 1 too.",
            "languages/de.toml: another language has the rank 1 too.",
        ]
    );
}

#[test]
fn a_displayed_language_is_translated() {
    let languages = languages();
    let english = languages.iter().find(|file| file.tag == "en").unwrap();
    for language in languages
        .iter()
        .filter(|file| file.is_displayed() && file.tag != "en")
    {
        let texts = || {
            TEXTS
                .iter()
                .flat_map(|(part, _)| language.texts(part).unwrap())
        };
        let originals = TEXTS
            .iter()
            .flat_map(|(part, _)| english.texts(part).unwrap());
        let same = texts()
            .zip(originals)
            .filter(|(text, english)| text == english);
        // Some words are the same in both languages ("Options" in French).
        assert!(same.count() * 10 <= texts().count(), "{}", language.tag);
    }
}

#[test]
fn the_languages_that_are_promised_have_every_text() {
    let languages = languages();
    for tag in [
        "en", "de", "fr", "es", "pt", "it", "nl", "pl", "tr", "ja", "zh", "ko", "ar", "he",
    ] {
        let language = languages.iter().find(|language| language.tag == tag);
        let language = language.unwrap_or_else(|| panic!("languages/{tag}.toml is missing"));
        let missing: Vec<&str> = TEXTS
            .iter()
            .map(|(part, _)| *part)
            .filter(|part| language.texts(part).is_none())
            .collect();
        assert_eq!(missing, Vec::<&str>::new(), "languages/{tag}.toml");
        assert!(language.is_displayed(), "languages/{tag}.toml: parts");
        let spoken = DisplayLanguage::from_tag(tag).unwrap();
        assert_eq!(spoken.tag(), tag);
        assert_eq!(spoken.is_rtl(), matches!(tag, "ar" | "he"), "{tag}");
    }
}

#[test]
fn a_text_with_a_number_has_the_forms_of_its_language() {
    assert_eq!(
        with("pl", |text| text
            .replace("few = \"{} nowe", "two = \"{} nowe")),
        [
            "languages/pl.toml: [widget] unread has the forms {\"many\", \"one\", \"other\", \"two\"}, not [\"one\", \"few\", \"many\", \"other\"]."
        ]
    );
    assert_eq!(
        with("de", |text| text.replace(
            "\nsend = \"Senden\"\nstop",
            "\nsend = \"Ab|senden\"\nstop"
        )),
        ["languages/de.toml: [widget] send has a bar, which stands between forms."]
    );
}

#[test]
fn a_tag_names_its_language_whatever_its_region() {
    use DisplayLanguage::{English, German};
    for (tag, language) in [
        ("de", Some(German)),
        ("de-AT", Some(German)),
        ("DE_ch", Some(German)),
        ("en-GB", Some(English)),
        ("xx", None),
        ("", None),
    ] {
        assert_eq!(DisplayLanguage::from_tag(tag), language, "{tag}");
    }
}

#[test]
fn other_tags_of_a_language_name_it_too() {
    for (tag, named) in [
        ("no", true),
        ("nb-NO", true),
        ("NN_no", true),
        ("nob", false),
        ("", false),
    ] {
        assert_eq!(names(&["no", "nb", "nn"], tag), named, "{tag}");
    }
}

#[test]
fn a_browser_gets_the_language_that_it_asks_for_most() {
    use DisplayLanguage::{English, German};
    for (header, language) in [
        ("de-AT,de;q=0.9,en;q=0.8", German),
        ("en-GB,en;q=0.9,de;q=0.8", English),
        ("en;q=0.5, de;q=0.7", German),
        ("xx, de;q=0.1", German),
        ("de;q=0, xx", English),
        ("*", English),
        ("", English),
        ("de;q=zero", English),
    ] {
        assert_eq!(DisplayLanguage::accepted(header), language, "{header}");
    }
}

#[test]
fn what_stands_in_a_value_stays_as_it_is() {
    let filled = fill("{a} and {b}, {c", &[("a", "{b}"), ("b", "2")]);
    assert_eq!(filled, "{b} and 2, {c");
}
