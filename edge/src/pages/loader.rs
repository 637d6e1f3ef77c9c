//! The loader, with what it needs to draw a project's launcher at once.
//!
//! *Invariant:* text from a project or an address is in the script only as JSON.

use porchlight_languages::DisplayLanguage;
use porchlight_shared::settings::{Position, Scheme};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::embed::{dark_launcher_style, launcher_label, launcher_style, script_json};
use crate::{
    domain::{credentials::origin, hex::hex},
    services::published_project::PublishedProject,
};

/// The loader with its run-time placeholder.
const TEMPLATE: &str = include_str!(concat!(env!("OUT_DIR"), "/widget.js"));

/// The placeholder for [`Brought`] in the template.
const PLACE: &str = "\"{{brought}}\"";

/// A loader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loader {
    /// The script.
    pub script: String,
    /// The quoted `ETag`.
    pub etag: String,
}

/// The launcher that the loader draws.
#[derive(Clone, Copy, Debug)]
pub enum LoaderSubject<'a> {
    /// No project: the page names it in another way.
    Any,
    /// A slug that no project has.
    Unknown(&'a str),
    /// A project, with texts in a language.
    Project(&'a PublishedProject, DisplayLanguage),
}

/// The data for the script, as `public/widget.js` reads it.
#[derive(Serialize)]
struct Brought<'a> {
    /// The address that the script was loaded from. By it, the script finds its tag.
    address: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    look: Option<LauncherLook<'a>>,
}

#[derive(Serialize)]
struct LauncherLook<'a> {
    project: &'a str,
    /// The origins on which the launcher is drawn before the frame has loaded. `None` if only the frame can decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    sites: Option<Vec<&'a str>>,
    label: String,
    lang: &'static str,
    style: String,
    /// The style in dark mode, the same as in the frame.
    dark: String,
    position: Position,
    scheme: Scheme,
}

/// The loader at `address`.
pub fn loader(address: &str, subject: LoaderSubject<'_>) -> Loader {
    let look = match subject {
        LoaderSubject::Project(project, language) => look(address, project, language),
        LoaderSubject::Any | LoaderSubject::Unknown(_) => None,
    };
    let brought = script_json(&Brought { address, look });
    let mut script = TEMPLATE.replacen(PLACE, &brought, 1);
    if let LoaderSubject::Unknown(slug) = subject {
        let text = format!("Porchlight: there is no project \"{slug}\".");
        script.push_str("console.warn(");
        script.push_str(&script_json(&text));
        script.push_str(");\n");
    }
    let digest = Sha256::digest(&script);
    let etag = format!("\"{}\"", digest.get(..12).map(hex).unwrap_or_default());
    Loader { script, etag }
}

fn look<'a>(
    address: &'a str,
    project: &'a PublishedProject,
    language: DisplayLanguage,
) -> Option<LauncherLook<'a>> {
    let settings = &project.settings;
    let listed = project.allowed_origins.iter().map(String::as_str);
    let is_open = project
        .allowed_origins
        .iter()
        .any(|entry| entry == origin::ANY);
    let has_pattern = listed.clone().any(|entry| entry.contains(origin::ANY));
    // If the list has a pattern, the browser decides which sites it allows, once it has the frame.
    if has_pattern && !is_open {
        return None;
    }
    Some(LauncherLook {
        project: &settings.project,
        // Pages of this deployment may always show the chat.
        sites: (!is_open).then(|| listed.chain(origin_of(address)).collect()),
        label: launcher_label(&settings.name, project.wording(language)),
        lang: language.tag(),
        style: launcher_style(&settings.theme),
        dark: dark_launcher_style(&settings.theme),
        position: settings.theme.position,
        scheme: settings.theme.scheme,
    })
}

/// The scheme, host and port of an address.
fn origin_of(address: &str) -> Option<&str> {
    let start = address.find("://")? + 3;
    let end = address
        .get(start..)?
        .find('/')
        .map_or(address.len(), |end| start + end);
    address.get(..end)
}

#[cfg(test)]
mod tests {
    use porchlight_languages::DisplayLanguage::{English, German};
    use porchlight_shared::ids::ProjectId;
    use serde_json::Value;

    use super::*;
    use crate::domain::settings::{plan::Plan, project_settings::ProjectSettings};

    const ADDRESS: &str = "https://chat.example/widget.js?project=acme";

    fn project(settings: &ProjectSettings, allowed: &[&str]) -> PublishedProject {
        PublishedProject {
            id: ProjectId::new(0, [0; 10]),
            plan: Plan::Scale,
            allowed_origins: allowed.iter().map(|&entry| entry.to_owned()).collect(),
            people: settings.people.clone(),
            texts_by_language: settings.texts_by_language.clone(),
            settings: settings.clone().public_settings("acme", "Acme Inc", 1),
        }
    }

    fn brought(loader: &Loader) -> Value {
        let (before, after) = TEMPLATE.split_once(PLACE).unwrap();
        let told = loader.script.strip_prefix(before).unwrap();
        let told = told.strip_suffix(after).unwrap();
        serde_json::from_str(told).unwrap()
    }

    #[test]
    fn the_loader_of_a_project_knows_its_launcher() {
        let mut settings = ProjectSettings {
            name: "Ember".into(),
            ..Default::default()
        };
        settings.theme.primary_color = "#123456".into();
        settings.theme.position = Position::BottomLeft;
        let project = project(&settings, &["https://shop.example"]);
        let told = brought(&loader(ADDRESS, LoaderSubject::Project(&project, German)));
        assert_eq!(
            told,
            serde_json::json!({
                "address": ADDRESS,
                "look": {
                    "project": "acme",
                    "sites": ["https://shop.example", "https://chat.example"],
                    "label": "Chat mit Ember öffnen",
                    "lang": "de",
                    "style": "--color:#123456;background:#123456;color:#ffffff",
                    "dark": "--color:#506982;background:#506982;color:#ffffff",
                    "position": "bottom-left",
                    "scheme": "auto",
                }
            })
        );
    }

    #[test]
    fn without_a_project_the_loader_knows_where_it_comes_from() {
        let told = brought(&loader(
            "https://chat.example/widget.js",
            LoaderSubject::Any,
        ));
        assert_eq!(
            told,
            serde_json::json!({ "address": "https://chat.example/widget.js" })
        );
    }

    #[test]
    fn where_the_list_has_a_pattern_the_frame_alone_says_who_may_show_it() {
        let told = |allowed: &[&str]| {
            let project = project(&ProjectSettings::default(), allowed);
            brought(&loader(ADDRESS, LoaderSubject::Project(&project, English)))
        };
        let open = told(&["*"]);
        assert!(open["look"].is_object() && open.pointer("/look/sites").is_none());
        let pattern = told(&["https://a.example", "https://*.b.example"]);
        assert!(pattern["look"].is_null(), "{pattern}");
    }

    #[test]
    fn an_unknown_project_is_said_in_the_console() {
        let script = loader(ADDRESS, LoaderSubject::Unknown("nobody")).script;
        assert!(
            script
                .ends_with("console.warn(\"Porchlight: there is no project \\\"nobody\\\".\");\n")
        );
    }

    #[test]
    fn a_hostile_setting_stays_text() {
        let mut settings = ProjectSettings {
            name: "\"});alert(1);({\"</script>{{brought}}".into(),
            ..Default::default()
        };
        settings.theme.primary_color = "red;background:url(//evil.test)".into();
        let project = project(&settings, &[]);
        let told = brought(&loader(ADDRESS, LoaderSubject::Project(&project, English)));
        let label = told.pointer("/look/label").and_then(Value::as_str).unwrap();
        assert!(label.contains(&settings.name), "{label}");
        let style = told.pointer("/look/style").and_then(Value::as_str).unwrap();
        assert!(!style.contains("url"), "{style}");
    }
}
