//! A project's settings as they are stored (JSON in `projects.settings`) and as visitors get them.

use porchlight_shared::settings::{Texts, Theme, WidgetConfig};
use serde::{Deserialize, Serialize};

/// What the owner has set. What is missing has its default, so that `{}` is a working project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProjectSettings {
    /// The assistant's name.
    pub name: String,
    /// The owner's name; empty stands for the project's.
    pub company: String,
    /// The first thing that the panel says.
    pub welcome_message: String,
    /// Questions offered before the first message.
    pub quick_replies: Vec<String>,
    /// Colours and place.
    pub theme: Theme,
    /// The owner's own words.
    pub texts: Texts,
    /// The language of the answers, or `auto`.
    pub ai_language: String,
    /// "Powered by Porchlight".
    pub show_branding: bool,
    /// A visitor may ask for a person.
    pub handoff: bool,
    /// Where the owner is told that a person is asked for; empty: nowhere. It is never shown to visitors.
    pub notify_email: String,
}

impl Default for ProjectSettings {
    fn default() -> Self {
        Self {
            name: "Assistant".into(),
            company: String::new(),
            welcome_message: "Hi! How can I help you today?".into(),
            quick_replies: Vec::new(),
            theme: Theme::default(),
            texts: Texts::default(),
            ai_language: "auto".into(),
            show_branding: true,
            handoff: true,
            notify_email: String::new(),
        }
    }
}

impl ProjectSettings {
    /// The public configuration of the project `slug`, called `project_name`, in its settings' `version`.
    pub fn widget_config(self, slug: &str, project_name: &str, version: u64) -> WidgetConfig {
        WidgetConfig {
            project: slug.into(),
            version,
            name: self.name,
            company: if self.company.is_empty() {
                project_name.into()
            } else {
                self.company
            },
            welcome_message: self.welcome_message,
            quick_replies: self.quick_replies,
            theme: self.theme,
            texts: self.texts,
            ai_language: self.ai_language,
            show_branding: self.show_branding,
            handoff: self.handoff,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_object_is_a_working_project() {
        let settings: ProjectSettings = serde_json::from_str("{}").unwrap();
        assert_eq!(settings, ProjectSettings::default());
        let config = settings.widget_config("acme", "Acme Inc", 3);
        assert_eq!((config.company.as_str(), config.version), ("Acme Inc", 3));
    }

    #[test]
    fn the_stored_format_is_pinned() {
        let settings: ProjectSettings = serde_json::from_str(
            r##"{"name":"Lamp","welcomeMessage":"Hello","quickReplies":["Pricing"],"theme":{"primaryColor":"#112233"},
                "texts":{"inputPlaceholder":"Ask"},"aiLanguage":"de","showBranding":false,"handoff":false}"##,
        )
        .unwrap();
        assert_eq!(settings.theme.primary_color, "#112233");
        assert_eq!(settings.theme.primary_foreground, "#ffffff");
        assert_eq!(settings.texts.input_placeholder, "Ask");
        assert!(!settings.show_branding && !settings.handoff);
    }
}
