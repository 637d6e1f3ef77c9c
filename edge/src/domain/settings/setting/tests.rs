//! The table agrees with the stored types, and `docs/settings.md` with the table.

use std::{collections::BTreeSet, env, fs, path::Path};

use serde_json::{Value, json};

use super::*;
use crate::domain::settings::{
    business_hours::SPANS,
    project_settings::ProjectSettings,
    rule::{PATTERN_CHARS, PICTURE_CHARS, PICTURES, QUICK_REPLY_CHARS},
    wording::{OWN_TEXT_CHARS, OWN_TEXTS},
};

/// The stored JSON, with values for the fields that it leaves out by default.
fn stored() -> Value {
    let set = json!({
        "businessHours": { "timezone": "UTC", "hours": [] },
        "theme": { "logo": "https://shop.example/a.png", "photos": { "Ada": "https://shop.example/b.png" } },
    });
    json!(serde_json::from_value::<ProjectSettings>(set).unwrap())
}

#[test]
fn every_setting_is_stored_where_its_row_says_and_no_other_is() {
    let mut paths = BTreeSet::new();
    for (name, value) in stored().as_object().unwrap() {
        if ["theme", "texts", "invitation"].contains(&name.as_str()) {
            let inner = value.as_object().unwrap().keys();
            paths.extend(inner.map(|inner| vec![name.clone(), inner.clone()]));
        } else {
            paths.insert(vec![name.clone()]);
        }
    }
    let in_the_settings = all().filter(|setting| setting.group != Group::Record);
    let rows: BTreeSet<_> = in_the_settings.map(|setting| setting.path()).collect();
    assert_eq!(rows, paths);
}

/// All Rust and JavaScript in the folders of the repository.
fn sources(folders: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut waiting: Vec<_> = folders.iter().map(|folder| root.join(folder)).collect();
    let mut sources = String::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(
                fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path
            .extension()
            .is_some_and(|extension| extension == "rs" || extension == "js")
        {
            sources += &fs::read_to_string(path).unwrap();
        }
    }
    sources
}

#[test]
fn no_setting_is_without_effect() {
    let edge = ["api", "jobs", "pages", "services"].map(|layer| format!("edge/src/{layer}"));
    let mut folders: Vec<&str> = edge.iter().map(String::as_str).collect();
    folders.extend([
        "widget/boot.js",
        "widget/parts",
        "widget/src/actions",
        "widget/src/components",
        "widget/src/state",
        "widget/src/i18n/speaker.rs",
    ]);
    folders.extend([
        "edge/src/domain/settings/project_settings.rs",
        "widget/src/state.rs",
    ]);
    let sources = sources(&folders);
    for setting in all() {
        let read = match (setting.sentence, setting.group) {
            (Some(key), _) => format!("Key::{key}"),
            (None, Group::Invitation) => format!("invitation.{}", setting.name),
            (None, _) => format!(".{}", setting.field),
        };
        assert!(sources.contains(&read), "nothing reads {}", setting.name);
    }
}

#[test]
fn the_widget_reads_a_text_by_its_name_in_the_api() {
    for setting in all().filter(|setting| setting.group == Group::Texts) {
        assert_eq!(setting.path(), ["texts", setting.name]);
    }
}

/// The text of the page about a setting's values.
fn values(rule: Rule) -> String {
    match rule {
        Rule::Colour => "A colour, `#rgb` or `#rrggbb`; kept as `#rrggbb` in small letters".into(),
        Rule::OneOf([names @ .., last]) => format!("`{}` or `{last}`", names.join("`, `")),
        Rule::OneOf([]) => panic!("a choice of nothing"),
        Rule::Text { least: 0, most } => format!("Up to {most} characters"),
        Rule::Text { least, most } => format!("{least} to {most} characters"),
        Rule::Flag => "`true` or `false`".into(),
        Rule::Branding => "`true` or `false`; `false` needs the Scale plan".into(),
        Rule::Email => "An e-mail address, or empty".into(),
        Rule::Language => "`auto`, or a BCP 47 tag such as `de` or `pt-BR`".into(),
        Rule::QuickReplies { most } => {
            format!("Up to {most} questions of 1 to {QUICK_REPLY_CHARS} characters")
        }
        Rule::PagePatterns { most } => {
            format!("Up to {most} paths of 1 to {PATTERN_CHARS} characters")
        }
        Rule::Seconds { least, most } => format!("{least} to {most} seconds"),
        Rule::Days { least, most } => format!("{least} to {most} days"),
        Rule::BusinessHours => format!("`null`, or `timezone` and up to {SPANS} `hours`"),
        Rule::LeadForm => "A form; see below".into(),
        Rule::Picture => {
            format!("An `https` address of up to {PICTURE_CHARS} characters, or empty")
        }
        Rule::Pictures => format!("An object by name; up to {PICTURES} `https` addresses"),
        Rule::TextsByLanguage => {
            format!(
                "An object by language; up to {OWN_TEXTS} texts of up to {OWN_TEXT_CHARS} characters"
            )
        }
        Rule::Origins { most } => format!("Up to {most} origins"),
    }
}

fn default(setting: &Setting) -> String {
    let settings = json!(ProjectSettings::default());
    let value = setting.path().iter().fold(&settings, |at, name| &at[name]);
    match (setting.rule, value) {
        (Rule::LeadForm, _) => "never shown".into(),
        (Rule::BusinessHours, _) => "always".into(),
        (_, Value::String(text)) if !text.is_empty() => format!("`{text}`"),
        (_, Value::Bool(_) | Value::Number(_)) => format!("`{value}`"),
        _ => "none".into(),
    }
}

/// The beginning of each table on the page.
const HEAD: &str = "| Field | What it is | Values | Default |\n|---|---|---|---|\n";

/// The table rows for the settings that `belongs` selects, in Markdown.
fn rows(belongs: impl Fn(&Setting) -> bool) -> String {
    let row = |setting: Setting| {
        let doc = setting.doc.concat();
        let doc = doc.trim().trim_end_matches('.');
        let (values, default) = (values(setting.rule), default(&setting));
        format!("| `{}` | {doc} | {values} | {default} |\n", setting.name)
    };
    all().filter(belongs).map(row).collect()
}

/// The page with these rows in its tables.
fn with_rows(page: &str, tables: &[String]) -> String {
    let parts: Vec<&str> = page.split(HEAD).collect();
    assert_eq!(parts.len(), tables.len() + 1, "tables of docs/settings.md");
    let mut made = parts[0].to_owned();
    for (part, rows) in parts[1..].iter().zip(tables) {
        let old_rows = part.lines().take_while(|line| line.starts_with('|'));
        let length: usize = old_rows.map(|line| line.len() + 1).sum();
        made += &[HEAD, rows, part.split_at(length).1].concat();
    }
    made
}

#[test]
fn the_tables_of_the_page_about_settings_are_those_of_the_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/settings.md");
    let page = fs::read_to_string(&file).unwrap();
    let is_colour = |setting: &Setting| matches!(setting.rule, Rule::Colour);
    let is_text = |setting: &Setting| setting.group == Group::Texts;
    let tables = [
        rows(|setting| !is_colour(setting) && !is_text(setting)),
        rows(is_colour),
        rows(is_text),
    ];
    let made = with_rows(&page, &tables);
    if env::var_os("PORCHLIGHT_WRITE_DOCS").is_some() {
        fs::write(file, made).unwrap();
    } else {
        assert!(
            made == page,
            "The tables of docs/settings.md are not those of shared/src/settings/table.rs. To write them: \
             PORCHLIGHT_WRITE_DOCS=1 cargo test -p porchlight-edge --lib settings::setting"
        );
    }
}
