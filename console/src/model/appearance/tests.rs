//! The form's input, and what is sent of it.

use serde_json::json;

use super::*;
use crate::texts::{Values, for_tests};

fn saved() -> Settings {
    let saved = json!({
        "botName": "Ember", "primaryColor": "#3737f6", "quickReplies": ["How long?", "How much?"], "handoff": true,
        "businessHours": { "timezone": "Europe/Oslo", "hours": [
            { "day": "monday", "from": "09:00", "to": "12:00" }, { "day": "monday", "from": "13:00", "to": "17:00" },
        ] },
    });
    serde_json::from_value(saved).unwrap()
}

fn typed(fields: &[(&str, &str)]) -> Typed {
    let mut typed = Typed::default();
    for (name, text) in fields {
        typed.note(&saved(), name, (*text).to_owned());
    }
    typed
}

#[test]
fn only_what_was_changed_is_sent() {
    assert_eq!(typed(&[]).changes(&saved()), Ok(Settings::new()));
    assert!(typed(&[("botName", "Ember"), ("monday", "09:00-12:00, 13:00-17:00")]).is_empty());
    let changes = typed(&[
        ("botName", " Ash "),
        ("quickReplies", "How long?\n\n How far? "),
        ("handoff", "false"),
    ]);
    assert_eq!(
        Value::Object(changes.changes(&saved()).unwrap()),
        json!({ "botName": "Ash", "quickReplies": ["How long?", "How far?"], "handoff": false })
    );
    let mut back = changes.clone();
    back.note(&saved(), "botName", "Ember".to_owned());
    assert_eq!(back.text(&saved(), "botName"), "Ember");
    assert!(!back.changes(&saved()).unwrap().contains_key("botName"));
}

#[test]
fn what_was_saved_is_no_longer_a_draft() {
    let mut kept = typed(&[("botName", "Ash"), ("company", "Acme")]);
    let mut now = saved();
    now.insert("botName".to_owned(), "Ash".into());
    kept.forget_saved(&now, false);
    assert_eq!(kept, typed(&[("company", "Acme")]));
    kept.forget_saved(&now, true);
    assert!(kept.is_empty());
}

#[test]
fn hours_are_typed_as_people_write_them() {
    let form = Typed::default();
    let shown = |name: &str| form.text(&saved(), name);
    assert_eq!(
        (shown("hours"), shown("hours-zone")),
        ("hours".into(), "Europe/Oslo".into())
    );
    assert_eq!(
        (shown("monday").as_str(), shown("sunday").as_str()),
        ("09:00-12:00, 13:00-17:00", "")
    );
    let changes = typed(&[("monday", ""), ("friday", "9 – 12.30,14:00-24")]).changes(&saved());
    assert_eq!(
        Value::Object(changes.unwrap()),
        json!({ "businessHours": { "timezone": "Europe/Oslo", "hours": [
            { "day": "friday", "from": "09:00", "to": "12:30" }, { "day": "friday", "from": "14:00", "to": "24:00" },
        ] } })
    );
    let always = typed(&[("hours", "always"), ("monday", "")]).changes(&saved());
    assert_eq!(always.unwrap().get("businessHours"), Some(&Value::Null));
    for wrong in ["nine to five", "9", "9:70-10:00", "25-26"] {
        let wrong = typed(&[("monday", wrong)]).changes(&saved()).unwrap_err();
        assert_eq!(wrong.field, "monday");
        assert!(wrong.message.contains("Monday"), "{wrong:?}");
    }
}

fn refused(code: &str, sentence: &str) -> Wrong {
    Wrong::of(&Problem {
        status: 400,
        code: code.to_owned(),
        message: sentence.to_owned(),
        values: Values::new(),
    })
}

#[test]
fn an_error_of_the_server_stands_at_its_field_in_words() {
    let sentence = "primaryColor must be a colour like #1a2b3c or #abc, without transparency.";
    let wrong = refused("value_invalid", sentence);
    assert_eq!(wrong.field, "primaryColor");
    assert!(wrong.message.starts_with("“Main colour” must be a colour"));
    for (code, sentence, field) in [
        (
            "value_invalid",
            "businessHours is null, or a timezone.",
            "hours",
        ),
        (
            "value_invalid",
            "position is bottom-right or bottom-left.",
            "position",
        ),
        (
            "origin_invalid",
            "\"shop\" is not an origin. Write it like https://shop.example, without a path.",
            "allowedOrigins",
        ),
        (
            "origin_invalid",
            "At most 100 origins can be allowed.",
            "allowedOrigins",
        ),
        ("plan_required", "Your plan does not include this.", ""),
    ] {
        assert_eq!(refused(code, sentence).field, field, "{sentence}");
    }
}

#[test]
fn what_the_server_says_of_a_setting_is_said_in_the_language_of_the_page() {
    for_tests::speak(&[
        (
            "errors:value_invalid.primaryColor",
            "„{field}“ ist eine Farbe.",
        ),
        ("Main colour", "Hauptfarbe"),
        (
            "warnings:contrast_low",
            "Besucher sehen stattdessen {shown}.",
        ),
        (
            "warnings:contrast_low.primaryColor",
            "Im Dunkeln sehen Besucher {shown}.",
        ),
    ]);
    let wrong = refused(
        "value_invalid",
        "primaryColor must be a colour like #1a2b3c.",
    );
    assert_eq!(
        (wrong.field.as_str(), wrong.message.as_str()),
        ("primaryColor", "„Hauptfarbe“ ist eine Farbe.")
    );
    let warning = |field: &str| {
        let warning = json!({ "code": "contrast_low", "field": field, "message": "Low.", "shown": "#16181d" });
        serde_json::from_value::<Warning>(warning)
            .unwrap()
            .sentence()
    };
    assert_eq!(
        [warning("primaryForeground"), warning("primaryColor")],
        [
            "Besucher sehen stattdessen #16181d.",
            "Im Dunkeln sehen Besucher #16181d."
        ]
    );
}

#[test]
fn names_of_settings_become_labels_and_ordinary_words_stay() {
    for (sentence, words) in [
        (
            "Text in primaryForeground (#ffffff) on primaryColor (#ffff00) has a contrast of 1.07:1.",
            "Text in “Text on the main colour” (#ffffff) on “Main colour” (#ffff00) has a contrast of 1.07:1.",
        ),
        (
            "company has at most 60 characters.",
            "“Your company” has at most 60 characters.",
        ),
        (
            "Ask your company for a position and a scheme: the greeting and the handoff stay.",
            "Ask your company for a position and a scheme: the greeting and the handoff stay.",
        ),
        (
            "scheme and position are words.",
            "“Light or dark” and position are words.",
        ),
    ] {
        assert_eq!(in_words(sentence), words);
    }
}

#[test]
fn what_visitors_do_not_see_is_known_when_the_settings_are_read() {
    let read = json!({
        "botName": "Ember", "warnings": [{ "code": "contrast_low", "field": "primaryColor", "message": "Low." }],
    });
    let read: StoredSettings = serde_json::from_value(read).unwrap();
    assert_eq!(read.warnings[0].field, "primaryColor");
    assert!(read.config.contains_key("botName") && !read.config.contains_key("warnings"));
}

#[test]
fn the_form_has_no_setting_twice_and_only_such_as_there_are() {
    let table = include_str!("../../../../shared/src/settings/table.rs");
    let mut names: Vec<&str> = GROUPS
        .iter()
        .flat_map(|group| group.fields)
        .map(|field| field.name)
        .collect();
    for name in names.iter().chain([&HOURS]) {
        assert!(
            table.contains(&format!("\"{name}\"")),
            "there is no setting {name}"
        );
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(
        names.len(),
        GROUPS.iter().map(|group| group.fields.len()).sum::<usize>()
    );
}

#[test]
fn what_was_sent_is_forgotten_however_it_was_kept() {
    let sent = typed(&[("botName", " Ash ")]);
    let mut now = typed(&[("botName", " Ash "), ("company", "typed meanwhile")]);
    now.forget_sent(&sent);
    assert_eq!(now, typed(&[("company", "typed meanwhile")]));
}
