//! Changes that are allowed, and changes that are refused.

use super::*;
use crate::domain::settings::rule::Rule;

fn patched(fields: Value, plan: Plan) -> Result<Patched, PatchError> {
    apply("{}", fields.as_object().unwrap(), plan)
}

#[test]
fn only_what_is_named_is_stored() {
    let stored = r##"{"theme":{"primaryColor":"#112233","later":1},"handoff":false}"##;
    let fields =
        json!({ "primaryColor": "#ABC", "botName": " Lumen ", "onlineText": "", "unheard": 1 });
    let patched = apply(stored, fields.as_object().unwrap(), Plan::Free).unwrap();
    assert_eq!(patched.updated, ["primaryColor", "botName", "onlineText"]);
    assert_eq!(
        patched.settings,
        json!({
            "theme": { "primaryColor": "#aabbcc", "later": 1 },
            "handoff": false,
            "name": "Lumen",
            "texts": { "onlineText": "" },
        })
    );
    assert_eq!(patched.allowed_origins, None);
}

#[test]
fn words_that_are_read_and_sent_back_are_not_set() {
    let stored = r#"{"aiLanguage":"de","texts":{"typingText":"Moment"}}"#;
    for (text, kept) in [
        ("Ich suche eine Antwort …", ""),
        ("Looking for an answer…", "Looking for an answer…"),
    ] {
        let fields = json!({ "typingText": text });
        let patched = apply(stored, fields.as_object().unwrap(), Plan::Free).unwrap();
        assert_eq!(patched.settings["texts"]["typingText"], kept);
    }
}

/// A value that is not the default.
fn another(rule: Rule) -> Value {
    match rule {
        Rule::Colour => json!("#123456"),
        Rule::OneOf(names) => json!(names.last()),
        Rule::Text { most, .. } => json!("x".repeat(most)),
        Rule::Flag | Rule::Branding => json!(false),
        Rule::Email => json!("me@shop.example"),
        Rule::Language => json!("pt-BR"),
        Rule::QuickReplies { .. } => json!(["Pricing?"]),
        Rule::Seconds { least, .. } | Rule::Days { least, .. } => json!(least),
        Rule::BusinessHours => json!({ "timezone": "UTC", "hours": [] }),
        Rule::LeadForm => {
            json!({ "when": "on_handoff", "fields": [{ "field": "own", "label": "Size", "required": false }], "consent": "" })
        }
        Rule::PagePatterns { .. } => json!(["/shop/*"]),
        Rule::Picture => json!("https://shop.example/logo.png"),
        Rule::Pictures => json!({ "Ada": "https://shop.example/ada.jpg" }),
        Rule::TextsByLanguage => json!({ "de": { "widget.send": "Los" } }),
        Rule::Origins { .. } => json!(["https://shop.example"]),
    }
}

#[test]
fn every_setting_can_be_changed_and_is_read_back() {
    let fields: Map<_, _> = setting::all()
        .map(|setting| (setting.name.to_owned(), another(setting.rule)))
        .collect();
    let patched = apply("{}", &fields, Plan::Scale).unwrap();
    let names: Vec<_> = setting::all().map(|setting| setting.name).collect();
    assert_eq!(patched.updated, names);
    let settings: ProjectSettings = serde_json::from_value(patched.settings).unwrap();
    let stored = json!(settings);
    for setting in setting::all().filter(|setting| setting.group != Group::Record) {
        let path = setting.path();
        let value = path.iter().fold(&stored, |at, name| &at[name]);
        assert_eq!(value, &fields[setting.name], "{path:?}");
    }
    assert_eq!(
        patched.allowed_origins,
        Some(vec!["https://shop.example".into()])
    );
}

#[test]
fn a_setting_is_stored_under_its_own_name() {
    let fields = json!({
        "primaryColor": "#111111", "greeting": "Hello", "botName": "Lumen", "aiLanguage": "pt-br",
        "networkErrorText": "l", "notifyEmail": " me@shop.example ",
        "leadForm": { "when": "on_handoff", "fields": [{ "field": "own", "label": " Size " }] },
        "leaseExpiry": "bot", "leaseSeconds": 30, "replyEmailSeconds": 60,
    });
    let settings = patched(fields, Plan::Scale).unwrap().settings;
    assert_eq!(
        settings,
        json!({
            "theme": { "primaryColor": "#111111" },
            "welcomeMessage": "Hello",
            "name": "Lumen",
            "aiLanguage": "pt-BR",
            "texts": { "networkErrorText": "l" },
            "notifyEmail": "me@shop.example",
            "leadForm": {
                "when": "on_handoff", "fields": [{ "field": "own", "label": "Size", "required": false }], "consent": "",
            },
            "leaseExpiry": "bot",
            "leaseSeconds": 30,
            "replyEmailSeconds": 60,
        })
    );
}

#[test]
fn a_bad_value_is_named_with_its_rule() {
    for (field, value) in [
        ("primaryColor", json!("red")),
        ("leaseExpiry", json!("operator")),
        ("leaseSeconds", json!(4)),
        ("leadForm", Value::Null),
        ("leadForm", json!({ "when": "always" })),
        ("leadForm", json!({ "when": "on_handoff" })),
        (
            "businessHours",
            json!({ "timezone": "Nowhere", "hours": [] }),
        ),
        ("primaryColor", json!("#11223344")),
        ("primaryColor", json!(7)),
        ("notifyEmail", json!("me")),
        ("notifyEmail", json!(null)),
        ("primaryColor", Value::Null),
        ("position", json!("top")),
        ("scheme", json!("blue")),
        ("greeting", json!(" ")),
        ("greeting", json!("x".repeat(501))),
        ("botName", json!("x".repeat(61))),
        ("botName", json!("a\u{0}b")),
        ("errorText", json!("x".repeat(201))),
        ("errorText", json!(["a"])),
        ("showBranding", json!("no")),
        ("handoff", json!(1)),
        ("aiLanguage", json!("German")),
        ("quickReplies", json!(vec!["a"; 7])),
        ("quickReplies", json!([""])),
        ("quickReplies", json!("a")),
        ("allowedOrigins", json!("https://shop.example")),
    ] {
        match patched(json!({ field: value }), Plan::Scale) {
            Err(PatchError::Value {
                field: named, rule, ..
            }) => {
                assert_eq!(named, field);
                assert!(rule.ends_with('.'), "{rule}");
            }
            other => panic!("{field}: {other:?}"),
        }
    }
}

#[test]
fn nothing_that_is_known_is_an_error() {
    for fields in [json!({}), json!({ "color": "#123456", "apiKey": "pk_1" })] {
        assert_eq!(patched(fields, Plan::Scale), Err(PatchError::Nothing));
    }
}

#[test]
fn only_the_largest_plan_goes_without_branding() {
    for plan in Plan::ALL.into_iter().filter(|plan| *plan != Plan::Scale) {
        assert_eq!(
            patched(json!({ "showBranding": false }), plan),
            Err(PatchError::Plan(Feature::Unbranded))
        );
        assert!(patched(json!({ "showBranding": true }), plan).is_ok());
    }
    assert!(patched(json!({ "showBranding": false }), Plan::Scale).is_ok());
}
