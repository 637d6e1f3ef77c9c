//! A project's settings as they are stored (JSON in `projects.settings`) and as visitors get them.

use porchlight_shared::{
    lead::LeadForm,
    settings::{Texts, Theme, WidgetConfig},
};
use serde::{Deserialize, Serialize};

use super::business_hours::BusinessHours;
use crate::domain::conversation::holder::HandBackTo;

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
    /// The form in which a visitor leaves contact details.
    pub lead_form: LeadForm,
    /// Where the owner is told that a person is asked for; empty: nowhere. It is never shown to visitors.
    pub notify_email: String,
    /// What the widget is not told of people who answer.
    #[serde(flatten)]
    pub people: PeopleSettings,
}

/// Shortest lease, in seconds.
pub const LEASE_SECONDS_LEAST: u64 = 5;
/// Longest lease, in seconds: a day.
pub const LEASE_SECONDS_MOST: u64 = 24 * 60 * 60;

/// Shortest time until a visitor who has left gets a reply by e-mail, in seconds.
pub const REPLY_EMAIL_SECONDS_LEAST: u64 = 5;
/// Longest, in seconds: an hour.
pub const REPLY_EMAIL_SECONDS_MOST: u64 = 60 * 60;

/// How people answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PeopleSettings {
    /// To whom a conversation goes whose operator is gone.
    pub lease_expiry: HandBackTo,
    /// For how long an operator holds a conversation without doing anything, in seconds.
    pub lease_seconds: u64,
    /// How long after a reply the visitor gets it by e-mail, if they have not come back, in seconds.
    pub reply_email_seconds: u32,
    /// When somebody is there; always, if not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_hours: Option<BusinessHours>,
}

impl Default for PeopleSettings {
    fn default() -> Self {
        Self {
            lease_expiry: HandBackTo::Queue,
            lease_seconds: 10 * 60,
            reply_email_seconds: 2 * 60,
            business_hours: None,
        }
    }
}

impl PeopleSettings {
    /// Whether somebody is there at `now` (Unix milliseconds).
    pub fn is_open(&self, now: u64) -> bool {
        self.business_hours
            .as_ref()
            .is_none_or(|hours| hours.is_open(now))
    }

    /// For how long an operator holds a conversation without doing anything, in milliseconds.
    pub const fn lease_ms(&self) -> u64 {
        self.lease_seconds.saturating_mul(1_000)
    }
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
            lead_form: LeadForm::default(),
            notify_email: String::new(),
            people: PeopleSettings::default(),
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
            lead_form: self.lead_form,
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
                "texts":{"inputPlaceholder":"Ask"},"aiLanguage":"de","showBranding":false,"handoff":false,
                "leadForm":{"when":"on_handoff","fields":[{"field":"email","required":true}]},
                "leaseExpiry":"bot","leaseSeconds":60,"businessHours":{"timezone":"UTC","hours":[]}}"##,
        )
        .unwrap();
        assert_eq!(settings.theme.primary_color, "#112233");
        assert_eq!(settings.theme.primary_foreground, "#ffffff");
        assert_eq!(settings.texts.input_placeholder, "Ask");
        assert!(!settings.show_branding && !settings.handoff);
        assert!(settings.lead_form.fields[0].required && settings.lead_form.consent.is_empty());
        assert_eq!(settings.people.lease_expiry, HandBackTo::Bot);
        assert_eq!(settings.people.lease_ms(), 60_000);
        assert!(!settings.people.is_open(0));
    }
}
