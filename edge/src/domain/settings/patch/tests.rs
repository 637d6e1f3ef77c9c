//! What can be changed, and what is refused.

use super::*;

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
fn every_field_can_be_changed() {
    let fields = json!({
        "primaryColor": "#111111", "primaryForeground": "#222222", "backgroundColor": "#333333",
        "foregroundColor": "#444444", "secondaryColor": "#555555", "secondaryForeground": "#666666",
        "position": "bottom-left", "greeting": "Hello", "botName": "Lumen", "showBranding": false,
        "aiLanguage": "pt-br", "inputPlaceholder": "a", "typingText": "b", "onlineText": "c", "handoffText": "d",
        "handoffSentText": "e", "emailPlaceholder": "f", "emailSendText": "g", "emailSkipText": "h",
        "feedbackYesText": "i", "feedbackNoText": "j", "errorText": "k", "networkErrorText": "l",
        "company": "Oak", "quickReplies": ["Pricing?"], "scheme": "dark", "handoff": false,
        "notifyEmail": " me@shop.example ",
        "leadForm": { "when": "on_handoff", "fields": [{ "field": "own", "label": " Size " }] },
        "leaseExpiry": "bot", "leaseSeconds": 30, "businessHours": { "timezone": "UTC", "hours": [] },
        "allowedOrigins": ["https://shop.example"],
    });
    let patched = patched(fields.clone(), Plan::Scale).unwrap();
    assert_eq!(patched.updated.len(), fields.as_object().unwrap().len());
    let settings: ProjectSettings = serde_json::from_value(patched.settings).unwrap();
    assert_eq!(settings.welcome_message, "Hello");
    assert_eq!(settings.name, "Lumen");
    assert_eq!(settings.ai_language, "pt-BR");
    assert_eq!(settings.texts.network_error_text, "l");
    assert_eq!(settings.theme.secondary_foreground, "#666666");
    assert!(!settings.show_branding && !settings.handoff);
    assert_eq!(settings.notify_email, "me@shop.example");
    assert_eq!(settings.lead_form.fields[0].label, "Size");
    assert!(settings.people.lease_seconds == 30 && !settings.people.is_open(0));
    assert_eq!(
        patched.allowed_origins,
        Some(vec!["https://shop.example".into()])
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
        ("greeting", json!("x".repeat(GREETING_CHARS + 1))),
        ("botName", json!("x".repeat(NAME_CHARS + 1))),
        ("botName", json!("a\u{0}b")),
        ("errorText", json!("x".repeat(TEXT_CHARS + 1))),
        ("errorText", json!(["a"])),
        ("showBranding", json!("no")),
        ("handoff", json!(1)),
        ("aiLanguage", json!("German")),
        ("quickReplies", json!(vec!["a"; QUICK_REPLIES + 1])),
        ("quickReplies", json!([""])),
        ("quickReplies", json!("a")),
        ("allowedOrigins", json!("https://shop.example")),
    ] {
        match patched(json!({ field: value }), Plan::Scale) {
            Err(PatchError::Value { field: named, rule }) => {
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
    for plan in [Plan::Free, Plan::Starter, Plan::Growth] {
        assert_eq!(
            patched(json!({ "showBranding": false }), plan),
            Err(PatchError::Plan(Feature::Unbranded))
        );
        assert!(patched(json!({ "showBranding": true }), plan).is_ok());
    }
    assert!(patched(json!({ "showBranding": false }), Plan::Scale).is_ok());
}
