//! The embed document, which the loader's frame shows, with the settings and the texts in it.
//!
//! *Invariant:* it has one inline style and one inline script, and the policy names both by their hashes. So nothing
//! else runs, whatever a setting contains. Every setting is escaped for its position in the document.

use std::{collections::BTreeSet, fmt::Write as _};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use maud::Render as _;
use porchlight_languages::{DisplayLanguage, EmbedTexts, Key};
use porchlight_shared::settings::{PublicSettings, Scheme, Theme};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;

use crate::domain::{
    credentials::origin::frame_ancestors,
    hex::hex,
    settings::{contrast, wording::Wording},
};
use crate::services::published_project::PublishedProject;

/// The document with its run-time placeholders.
const TEMPLATE: &str = include_str!(concat!(env!("OUT_DIR"), "/embed.html"));

/// A project's embed document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbedDocument {
    /// The HTML.
    pub html: String,
    /// The value of `Content-Security-Policy`.
    pub policy: String,
    /// The quoted `ETag`.
    pub etag: String,
}

/// The embed document of `project` in `language`.
pub fn document(project: &PublishedProject, language: DisplayLanguage) -> EmbedDocument {
    let html = fill(TEMPLATE, project, language);
    let policy = policy(&html, &project.allowed_origins, &project.settings);
    let mut hash = Sha256::new();
    hash.update(&html);
    hash.update(&policy);
    let digest = hash.finalize();
    let etag = format!("\"{}\"", digest.get(..12).map(hex).unwrap_or_default());
    EmbedDocument { html, policy, etag }
}

/// The accessible name of the launcher.
pub(super) fn launcher_label(name: &str, wording: Wording<'_>) -> String {
    porchlight_languages::fill(wording.embed_document().open, &[("name", name)])
}

fn fill(template: &str, project: &PublishedProject, language: DisplayLanguage) -> String {
    let wording = project.wording(language);
    let settings = wording.settings(&project.settings);
    let values = values(&settings, &project.allowed_origins, wording);
    // One pass from the front, so that a setting that looks like a placeholder is not replaced.
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

/// The values for the template's placeholders. Every setting and every text is named here. If you add one, decide
/// whether visitors see it before the WebAssembly runs.
fn values(
    config: &PublicSettings,
    allowed_origins: &[String],
    wording: Wording<'_>,
) -> [(&'static str, String); 15] {
    let language = wording.language;
    let PublicSettings {
        name,
        theme,
        // Part of the widget's sentences.
        texts,
        // Visible only in the panel, which the WebAssembly draws.
        project: _,
        version: _,
        company: _,
        welcome_message: _,
        quick_replies: _,
        ai_language: _,
        show_branding: _,
        handoff: _,
        lead_form: _,
        model_answers: _,
        // boot.js reads it.
        attachments: _,
        invitation: _,
    } = config;
    let EmbedTexts {
        open: _,
        close,
        not_loaded,
        retry,
        no_script,
    } = wording.embed_document();
    let label = launcher_label(name, wording);
    let sentence = |key| wording.sentence(texts, key);
    let sites = if frame_ancestors(allowed_origins).is_some() {
        "listed"
    } else {
        "all"
    };
    let network_failed = sentence(Key::NetworkFailed);
    let not_loaded = if network_failed == language.text(Key::NetworkFailed) {
        not_loaded
    } else {
        network_failed
    };
    let escaped = |text: &str| text.render().into_string();
    [
        ("{{lang}}", language.tag().to_owned()),
        ("{{title}}", escaped(name)),
        ("{{label}}", escaped(&label)),
        ("{{close}}", escaped(close)),
        ("{{placeholder}}", escaped(sentence(Key::Placeholder))),
        ("{{send}}", escaped(sentence(Key::Send))),
        ("{{sites}}", sites.to_owned()),
        ("{{not_loaded}}", escaped(not_loaded)),
        ("{{retry}}", escaped(retry)),
        ("{{no_script}}", escaped(no_script)),
        ("{{theme}}", css_variables(theme)),
        ("{{pictures}}", picture_rules(config)),
        ("{{scheme}}", scheme(theme.scheme).to_owned()),
        (
            "{{settings}}",
            script_json(&frame_settings(config, wording)),
        ),
        ("{{texts}}", script_json(&wording.widget(texts))),
    ]
}

/// The settings for the frame's scripts. Texts are among the sentences already, except those of the widget's parts.
fn frame_settings(config: &PublicSettings, wording: Wording<'_>) -> Value {
    let mut settings = json!(config);
    let parts = wording.parts();
    if let Some(fields) = settings.as_object_mut() {
        fields.remove("texts");
        if !parts.is_empty() {
            fields.insert("parts".into(), json!(parts));
        }
    }
    settings
}

/// JSON for a script, inline or on its own.
pub(super) fn script_json<T: Serialize + ?Sized>(value: &T) -> String {
    // A `<` could end a script element. As an escape it is the same JSON.
    serde_json::to_string(value)
        .unwrap_or_else(|_| "{}".into())
        .replace('<', "\\u003c")
}

/// The theme as declarations of CSS variables.
pub fn css_variables(theme: &Theme) -> String {
    let ours = Theme::default();
    let [dark_accent, on_dark_accent] = contrast::in_the_dark(theme);
    let theme = &contrast::readable(theme);
    let muted = contrast::muted(theme);
    let Theme {
        primary_color,
        primary_foreground,
        background_color,
        foreground_color,
        secondary_color,
        secondary_foreground,
        position: _,
        scheme: _,
        // In rules of their own.
        logo: _,
        photos: _,
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
        ("light-muted", &muted, &ours.foreground_color),
    ];
    let mut css = String::new();
    for (name, own, ours) in variables {
        // Writing to a String cannot fail.
        let _ = write!(css, "--pl-{name}:{};", color(own, ours));
    }
    css
}

/// Rules that show pictures in place of the first letters of names.
fn picture_rules(config: &PublicSettings) -> String {
    let mut css = String::new();
    for (name, address) in config.theme.pictures(&config.name) {
        // Writing to a String cannot fail.
        let _ = write!(
            css,
            ".pl-avatar[data-name=\"{}\"]{{background:url(\"{}\") center/cover;color:transparent}}",
            css_string(name),
            css_string(address)
        );
    }
    css
}

/// The content of a CSS string, with everything but letters and digits escaped (CSS Syntax Level 3, section 4.3.7), so
/// that nothing ends the string or the style.
fn css_string(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            escaped.push(character);
        } else {
            let _ = write!(escaped, "\\{:x} ", u32::from(character));
        }
    }
    escaped
}

/// The origins of pictures, each once, for a policy.
fn picture_origins(config: &PublicSettings) -> String {
    let addresses = config.theme.pictures(&config.name);
    let origins: BTreeSet<String> = addresses
        .filter_map(|(_, address)| Url::parse(address).ok())
        .map(|url| url.origin().ascii_serialization())
        .collect();
    origins
        .iter()
        .fold(String::new(), |all, one| all + " " + one)
}

/// The launcher's colours as declarations, for an element outside the panel.
pub(super) fn launcher_style(theme: &Theme) -> String {
    let theme = &contrast::readable(theme);
    let ours = Theme::default();
    let background = color(&theme.primary_color, &ours.primary_color);
    let text = color(&theme.primary_foreground, &ours.primary_foreground);
    colors(background, text)
}

/// The launcher's colours in dark mode.
pub(super) fn dark_launcher_style(theme: &Theme) -> String {
    let [background, text] = contrast::in_the_dark(theme);
    let ours = Theme::default();
    colors(
        color(&background, &ours.primary_color),
        color(&text, &ours.primary_foreground),
    )
}

fn colors(background: &str, text: &str) -> String {
    format!("--color:{background};background:{background};color:{text}")
}

/// The owner's colour. A value that is not a colour could break out of the declaration, so ours replaces it.
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

fn policy(html: &str, allowed_origins: &[String], config: &PublicSettings) -> String {
    let ancestors = frame_ancestors(allowed_origins)
        .map(|sources| format!("; frame-ancestors {sources}"))
        .unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {script}; style-src 'self' {style}; \
         img-src 'self' data: blob:{pictures}; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'{ancestors}",
        script = inline_hash(html, "<script>", "</script>"),
        style = inline_hash(html, "<style>", "</style>"),
        pictures = picture_origins(config),
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
mod tests;
