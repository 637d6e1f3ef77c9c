//! The document of the frame for a project.

use porchlight_languages::DisplayLanguage::{English, German};
use porchlight_shared::ids::ProjectId;

use super::*;
use crate::domain::settings::{plan::Plan, project_settings::ProjectSettings};

fn project(settings: ProjectSettings) -> PublishedProject {
    PublishedProject {
        id: ProjectId::new(0, [0; 10]),
        plan: Plan::Scale,
        allowed_origins: vec!["https://shop.example".into()],
        people: settings.people.clone(),
        texts_by_language: settings.texts_by_language.clone(),
        settings: settings.public_settings("acme", "Acme Inc", 1),
    }
}

#[test]
fn the_document_holds_composer_and_settings() {
    let document = document(&project(ProjectSettings::default()), English);
    assert!(document.html.contains("pl-composer__input"));
    assert!(document.html.contains(r#""project":"acme""#));
    assert!(
        document
            .policy
            .contains("frame-ancestors 'self' https://shop.example")
    );
}

#[test]
fn the_document_is_in_the_visitors_language_and_the_owners_words_come_first() {
    let mut settings = ProjectSettings {
        name: "Ember".into(),
        ..Default::default()
    };
    let german = document(&project(settings.clone()), German).html;
    for text in [
        r#"<html lang="de""#,
        r#"aria-label="Chat mit Ember öffnen""#,
        r#"placeholder="Stellen Sie eine Frage …""#,
        r#"aria-label="Senden""#,
        "Der Chat konnte nicht geladen werden.",
        "\"Stellen Sie eine Frage …\"",
    ] {
        assert!(german.contains(text), "{text}");
    }
    settings.texts.network_error_text = "No <net>".into();
    let own = document(&project(settings), German).html;
    assert!(own.contains("pl-skeleton__text\">No &lt;net&gt;</p>"));
}

#[test]
fn the_document_brings_the_widgets_texts_in_one_language_only() {
    for &language in DisplayLanguage::ALL {
        let html = document(&project(ProjectSettings::default()), language).html;
        for &other in DisplayLanguage::ALL {
            let brought = html.contains(other.text(Key::HandoffNeedsQuestion));
            assert_eq!(brought, other == language, "{other:?} in {language:?}");
        }
    }
}

#[test]
fn a_hostile_setting_stays_text() {
    let mut settings = ProjectSettings {
        name: "</script><img src=x onerror=\"a\">{{label}}".into(),
        ..Default::default()
    };
    settings.theme.primary_color = "red;}body{display:none".into();
    settings.welcome_message = "</script><script>alert(1)</script>{{theme}}".into();
    let hostile = document(&project(settings), English).html;
    assert!(!hostile.contains("<img src=x"));
    assert!(!hostile.contains("alert(1)</script>"));
    let (style, _) = hostile.split_once("</style>").unwrap();
    assert!(
        style.contains("--pl-accent:#3737f6;"),
        "the default takes its place"
    );
    assert!(
        !style.contains("red;}"),
        "only hexadecimal colours reach the style"
    );
}

#[test]
fn pictures_are_shown_from_the_addresses_that_the_owner_has_set_and_no_others() {
    let mut settings = ProjectSettings {
        name: "Ember".into(),
        ..Default::default()
    };
    let plain = document(&project(settings.clone()), English);
    assert!(
        plain.policy.contains("img-src 'self' data: blob:; "),
        "{}",
        plain.policy
    );
    assert!(!plain.html.contains("data-name="));
    settings.theme.logo = "https://cdn.example/logo.png?a=1;b".into();
    let evil = "Ada\"]{}</style><script>";
    settings
        .theme
        .photos
        .insert(evil.into(), "https://shop.example/ada.jpg".into());
    let shown = document(&project(settings), English);
    assert!(
        shown
            .policy
            .contains("img-src 'self' data: blob: https://cdn.example https://shop.example; "),
        "{}",
        shown.policy
    );
    assert!(
        shown
            .html
            .contains("[data-name=\"Ember\"]{background:url(\"https\\3a \\2f \\2f cdn")
    );
    assert!(!shown.html.contains("]{}</style>"));
}

#[test]
fn the_etag_follows_the_content() {
    let plain = project(ProjectSettings::default());
    let lamp = project(ProjectSettings {
        name: "Lamp".into(),
        ..Default::default()
    });
    let first = document(&plain, English);
    assert_eq!(first.etag, document(&plain, English).etag);
    assert_ne!(first.etag, document(&plain, German).etag);
    assert_ne!(first.etag, document(&lamp, English).etag);
}
