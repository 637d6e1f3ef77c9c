//! The embed document: what the loader's frame shows, with the settings and the texts in it.
//!
//! *Invariant:* one inline style and one inline script, both named by their hashes in the policy, so that nothing
//! else runs, whatever a setting contains; every setting is escaped for the place it stands in.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use maud::Render as _;
use porchlight_languages::{DisplayLanguage, EmbedTexts, Key};
use porchlight_shared::settings::{PublicSettings, Scheme, Texts, Theme};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::domain::{credentials::origin::frame_ancestors, hex::hex, settings::contrast};
use crate::services::published_project::PublishedProject;

/// The document with its run-time placeholders.
const TEMPLATE: &str = include_str!(concat!(env!("OUT_DIR"), "/embed.html"));

/// A project's embed document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbedDocument {
    /// The HTML.
    pub html: String,
    /// Its `Content-Security-Policy`.
    pub policy: String,
    /// Its `ETag`, quoted.
    pub etag: String,
}

/// The embed document of `project` in `language`.
pub fn document(project: &PublishedProject, language: DisplayLanguage) -> EmbedDocument {
    let html = fill(TEMPLATE, project, language);
    let policy = policy(&html, &project.allowed_origins);
    let mut hash = Sha256::new();
    hash.update(&html);
    hash.update(&policy);
    let digest = hash.finalize();
    let etag = format!("\"{}\"", digest.get(..12).map(hex).unwrap_or_default());
    EmbedDocument { html, policy, etag }
}

/// The launcher's name in `language`.
pub(super) fn launcher_label(name: &str, language: DisplayLanguage) -> String {
    porchlight_languages::fill(language.embed_document().open, &[("name", name)])
}

fn fill(template: &str, project: &PublishedProject, language: DisplayLanguage) -> String {
    let values = values(&project.settings, &project.allowed_origins, language);
    // In one pass from the front, so that a setting that looks like a placeholder stays what it is.
    let mut html = String::with_capacity(template.len() + 2_048);
    let mut rest = template;
    while let Some(start) = rest.find("{{") {
        let (before, from) = rest.split_at(start);
        html.push_str(before);
        if let Some((name, value)) = values.iter().find(|(name, _)| from.starts_with(name)) {
            html.push_str(value);
            rest = from.get(name.len()..).unwrap_or_default();
        } else {
            html.push_str("{{");
            rest = from.get(2..).unwrap_or_default();
        }
    }
    html + rest
}

/// What stands in the template's places. Every setting and every text is named, so that whoever adds one decides here
/// whether it is seen before the WebAssembly.
fn values(
    config: &PublicSettings,
    allowed_origins: &[String],
    language: DisplayLanguage,
) -> [(&'static str, String); 14] {
    let PublicSettings {
        name,
        theme,
        texts,
        // Seen only in the panel that the WebAssembly draws.
        project: _,
        version: _,
        company: _,
        welcome_message: _,
        quick_replies: _,
        ai_language: _,
        show_branding: _,
        handoff: _,
        lead_form: _,
    } = config;
    let Texts {
        network_error_text,
        input_placeholder,
        typing_text: _,
        online_text: _,
        handoff_text: _,
        handoff_sent_text: _,
        email_placeholder: _,
        email_send_text: _,
        email_skip_text: _,
        feedback_yes_text: _,
        feedback_no_text: _,
        error_text: _,
    } = texts;
    let EmbedTexts {
        open: _,
        close,
        not_loaded,
        retry,
        no_script,
    } = *language.embed_document();
    let label = launcher_label(name, language);
    let placeholder = match input_placeholder.as_str() {
        "" => language.text(Key::Placeholder),
        own => own,
    };
    let sites = if frame_ancestors(allowed_origins).is_some() {
        "listed"
    } else {
        "all"
    };
    let not_loaded = match network_error_text.as_str() {
        "" => not_loaded,
        own => own,
    };
    let escaped = |text: &str| text.render().into_string();
    [
        ("{{lang}}", language.tag().to_owned()),
        ("{{title}}", escaped(name)),
        ("{{label}}", escaped(&label)),
        ("{{close}}", escaped(close)),
        ("{{placeholder}}", escaped(placeholder)),
        ("{{send}}", escaped(language.text(Key::Send))),
        ("{{sites}}", sites.to_owned()),
        ("{{not_loaded}}", escaped(not_loaded)),
        ("{{retry}}", escaped(retry)),
        ("{{no_script}}", escaped(no_script)),
        ("{{theme}}", css_variables(theme)),
        ("{{scheme}}", scheme(theme.scheme).to_owned()),
        ("{{settings}}", script_json(config)),
        ("{{texts}}", script_json(language.widget())),
    ]
}

/// JSON for a script, in a document or by itself.
pub(super) fn script_json<T: Serialize + ?Sized>(value: &T) -> String {
    // A `<` in a script element could end it; as an escape it is the same JSON.
    serde_json::to_string(value)
        .unwrap_or_else(|_| "{}".into())
        .replace('<', "\\u003c")
}

/// The theme as declarations of CSS variables.
pub fn css_variables(theme: &Theme) -> String {
    let ours = Theme::default();
    let [dark_accent, on_dark_accent] = contrast::in_the_dark(theme);
    let theme = &contrast::readable(theme);
    let Theme {
        primary_color,
        primary_foreground,
        background_color,
        foreground_color,
        secondary_color,
        secondary_foreground,
        position: _,
        scheme: _,
    } = theme;
    let variables = [
        ("accent", primary_color, &ours.primary_color),
        ("accent-text", primary_foreground, &ours.primary_foreground),
        ("dark-accent", &dark_accent, &ours.primary_color),
        (
            "dark-accent-text",
            &on_dark_accent,
            &ours.primary_foreground,
        ),
        ("light-bg", background_color, &ours.background_color),
        ("light-fg", foreground_color, &ours.foreground_color),
        ("light-bubble", secondary_color, &ours.secondary_color),
        (
            "light-bubble-fg",
            secondary_foreground,
            &ours.secondary_foreground,
        ),
    ];
    let mut css = String::new();
    for (name, own, ours) in variables {
        // Writing to a String cannot fail.
        let _ = write!(css, "--pl-{name}:{};", color(own, ours));
    }
    css
}

/// The launcher's colours as declarations, for an element of its own.
pub(super) fn launcher_style(theme: &Theme) -> String {
    let theme = &contrast::readable(theme);
    let ours = Theme::default();
    let background = color(&theme.primary_color, &ours.primary_color);
    let text = color(&theme.primary_foreground, &ours.primary_foreground);
    format!("--color:{background};background:{background};color:{text}")
}

/// The owner's colour. What is none could break out of the declaration, so ours takes its place.
fn color<'a>(own: &'a str, ours: &'a str) -> &'a str {
    if is_color(own) { own } else { ours }
}

/// `#rgb` or `#rrggbb`.
fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

const fn scheme(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Auto => "auto",
        Scheme::Light => "light",
        Scheme::Dark => "dark",
    }
}

fn policy(html: &str, allowed_origins: &[String]) -> String {
    let ancestors = frame_ancestors(allowed_origins)
        .map(|sources| format!("; frame-ancestors {sources}"))
        .unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {script}; style-src 'self' {style}; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'{ancestors}",
        script = inline_hash(html, "<script>", "</script>"),
        style = inline_hash(html, "<style>", "</style>"),
    )
}

/// The hash source (CSP Level 3, section 2.3.1) of the first element between `open` and `close`.
fn inline_hash(html: &str, open: &str, close: &str) -> String {
    let content = html
        .split_once(open)
        .and_then(|(_, rest)| rest.split_once(close))
        .map_or("", |(content, _)| content);
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(content)))
}

#[cfg(test)]
mod template_tests;

#[cfg(test)]
mod tests {
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
}
