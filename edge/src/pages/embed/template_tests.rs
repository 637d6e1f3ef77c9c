//! Tests that the template and its values fit each other, and that the template has no words of its own.

use porchlight_languages::DisplayLanguage;

use super::*;
use crate::domain::settings::project_settings::ProjectSettings;

/// Attributes that people see or hear.
const READ: [&str; 5] = [
    "alt",
    "aria-label",
    "aria-description",
    "placeholder",
    "title",
];

fn filled(language: DisplayLanguage) -> [(&'static str, String); 15] {
    let settings = ProjectSettings::default().public_settings("acme", "Acme Inc", 1);
    values(&settings, &[], Wording::ours(language))
}

/// The names in double braces. The script's own braces contain something else.
fn places(template: &str) -> Vec<&str> {
    let parts = template.split("{{").skip(1);
    parts
        .filter_map(|part| part.split_once("}}"))
        .map(|(name, _)| name)
        .filter(|name| {
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        })
        .collect()
}

/// `html` without the parts between `open` and `close`.
fn without(html: &str, open: &str, close: &str) -> String {
    let mut parts = html.split(open);
    let mut kept = parts.next().unwrap().to_owned();
    for part in parts {
        kept.push_str(part.split_once(close).unwrap().1);
    }
    kept
}

/// The markup that a visitor sees: without comments, styles, scripts and drawings.
fn markup() -> String {
    let mut html = TEMPLATE.to_owned();
    for (open, close) in [
        ("<!--", "-->"),
        ("<style", "</style>"),
        ("<script", "</script>"),
        ("<svg", "</svg>"),
    ] {
        html = without(&html, open, close);
    }
    html
}

fn is_a_place(text: &str) -> bool {
    text.starts_with("{{") && text.ends_with("}}")
}

#[test]
fn every_place_in_the_template_is_filled_and_every_value_has_a_place() {
    let values = filled(DisplayLanguage::English);
    for place in places(TEMPLATE) {
        let known = values
            .iter()
            .any(|(name, _)| *name == format!("{{{{{place}}}}}"));
        // The built template contains the files and their folder.
        let is_file = place.starts_with("widget_") || place == "parts";
        assert!(
            known || is_file,
            "nothing fills {place} in widget/index.html"
        );
    }
    for (name, _) in values {
        assert!(TEMPLATE.contains(name), "widget/index.html has no {name}");
    }
}

#[test]
fn the_template_has_no_words_of_its_own() {
    let markup = markup();
    for text in markup.split('>').filter_map(|part| part.split('<').next()) {
        let text = text.trim();
        assert!(text.is_empty() || is_a_place(text), "{text}");
    }
    for attribute in READ {
        for value in markup.split(&format!(" {attribute}=\"")).skip(1) {
            let (value, _) = value.split_once('"').unwrap();
            assert!(is_a_place(value), "{attribute}: {value}");
        }
    }
}

#[test]
fn every_text_of_the_document_is_shown_in_every_language() {
    let markup = markup();
    for &language in DisplayLanguage::ALL {
        let values = filled(language);
        for (name, value) in &values {
            // Only some projects have pictures.
            let may_be_empty = *name == "{{pictures}}";
            assert!(may_be_empty || !value.is_empty(), "{name} in {language:?}");
        }
        let shown: Vec<&String> = (values.iter())
            .filter(|(name, _)| markup.contains(name))
            .map(|(_, value)| value)
            .collect();
        let EmbedTexts {
            open,
            close,
            not_loaded,
            retry,
            no_script,
        } = *language.embed_document();
        let open = porchlight_languages::fill(open, &[("name", "Assistant")]);
        for text in [&open, close, not_loaded, retry, no_script] {
            let escaped = text.render().into_string();
            assert!(shown.contains(&&escaped), "{text} in {language:?}");
        }
    }
}
