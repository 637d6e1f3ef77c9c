//! A project's settings, as stored (JSON in `projects.settings`) and as visitors get them.

use porchlight_languages::DisplayLanguage;
use porchlight_shared::{
    lead::LeadForm,
    settings::{Carefulness, Invitation, PublicSettings, Texts, TextsByLanguage, Theme},
    settings_table, stored_settings,
};
use serde::{Deserialize, Serialize};

use super::business_hours::BusinessHours;
use crate::domain::conversation::holder::HandBackTo;

settings_table!(project => stored_settings! {
    /// The owner's settings. Missing ones have their defaults, so that `{}` is a working project.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct ProjectSettings {
        /// Colours and position.
        pub theme: Theme,
        /// The owner's own words.
        pub texts: Texts,
        /// What the widget does on its own.
        pub invitation: Invitation,
        /// When and how the chat and people answer.
        #[serde(flatten)]
        pub people: PeopleSettings,
    }
});

settings_table!(people => stored_settings! {
    /// When and how the chat and people answer. The widget does not get these settings.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct PeopleSettings {}
});

impl PeopleSettings {
    /// Whether people answer at `now` (Unix milliseconds).
    pub fn is_open(&self, now: u64) -> bool {
        self.business_hours
            .as_ref()
            .is_none_or(|hours| hours.is_open(now))
    }

    /// How long an operator holds a conversation without doing anything, in milliseconds.
    pub const fn lease_ms(&self) -> u64 {
        self.lease_seconds.saturating_mul(1_000)
    }
}

impl ProjectSettings {
    /// The language of e-mails to the owner: that of the answers, because the owner's own is not stored.
    pub fn email_language(&self) -> DisplayLanguage {
        Self::language_of(&self.ai_language)
    }

    /// The language of e-mails to a visitor who reads `locale` (a BCP 47 tag): that of the answers, if it is set.
    pub fn visitors_language(&self, locale: Option<&str>) -> DisplayLanguage {
        DisplayLanguage::from_tag(&self.ai_language)
            .or_else(|| DisplayLanguage::from_tag(locale?))
            .unwrap_or_default()
    }

    /// The language of texts without a particular reader, from that of the answers.
    pub fn language_of(ai_language: &str) -> DisplayLanguage {
        DisplayLanguage::from_tag(ai_language).unwrap_or_default()
    }

    /// The public configuration of the project `slug`, called `project_name`, in its settings' `version`.
    pub fn public_settings(self, slug: &str, project_name: &str, version: u64) -> PublicSettings {
        PublicSettings {
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
            // The model is not stored in the directory: the code that publishes the settings adds it.
            model_answers: false,
            // The same goes for the store of files.
            attachments: false,
            invitation: self.invitation,
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
        let config = settings.public_settings("acme", "Acme Inc", 3);
        assert_eq!((config.company.as_str(), config.version), ("Acme Inc", 3));
    }

    #[test]
    fn what_the_widget_does_unasked_is_told_only_where_it_does_something() {
        let told = |text: &str| {
            let settings: ProjectSettings = serde_json::from_str(text).unwrap();
            let public = settings.public_settings("acme", "Acme", 1);
            serde_json::to_value(public).unwrap()["invitation"].clone()
        };
        assert_eq!(told("{}"), serde_json::Value::Null);
        let told = told(r#"{"invitation":{"bubbleText":"Hello","bubblePages":["/shop/*"]}}"#);
        assert_eq!(told["bubbleText"], "Hello");
        assert_eq!(told["bubbleSeconds"], 5);
    }

    #[test]
    fn the_stored_format_is_pinned() {
        let settings: ProjectSettings = serde_json::from_str(
            r##"{"name":"Lamp","welcomeMessage":"Hello","quickReplies":["Pricing"],"theme":{"primaryColor":"#112233"},
                "texts":{"inputPlaceholder":"Ask"},"aiLanguage":"de","showBranding":false,"handoff":false,
                "leadForm":{"when":"on_handoff","fields":[{"field":"email","required":true}]},
                "carefulness":"careful","leaseExpiry":"bot","leaseSeconds":60,"businessHours":{"timezone":"UTC","hours":[]}}"##,
        )
        .unwrap();
        assert_eq!(settings.theme.primary_color, "#112233");
        assert_eq!(settings.theme.primary_foreground, "#ffffff");
        assert_eq!(settings.texts.input_placeholder, "Ask");
        assert!(!settings.show_branding && !settings.handoff);
        assert!(settings.lead_form.fields[0].required && settings.lead_form.consent.is_empty());
        assert_eq!(settings.people.carefulness, Carefulness::Careful);
        assert_eq!(settings.people.lease_expiry, HandBackTo::Bot);
        assert_eq!(settings.people.lease_ms(), 60_000);
        assert!(!settings.people.is_open(0));
    }
}
