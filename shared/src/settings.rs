//! What a project looks like to its visitors: the public settings, inlined into the embed document and answered by
//! `GET /api/widget/config`.

use serde::{Deserialize, Serialize};

use crate::{lead::LeadForm, settings_table, stored_settings};

mod table;

/// The public configuration of a project's widget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PublicSettings {
    /// The project's slug.
    pub project: String,
    /// Rises with every published change.
    pub version: u64,
    /// The assistant's name.
    pub name: String,
    /// The owner's name, for "I couldn't find that in …'s pages".
    pub company: String,
    /// The first thing that the panel says.
    pub welcome_message: String,
    /// Questions offered before the first message.
    pub quick_replies: Vec<String>,
    /// Colours and place.
    pub theme: Theme,
    /// Every text of the owner's own.
    pub texts: Texts,
    /// The language that the assistant answers in, as a BCP 47 tag, or `auto`: the visitor's.
    pub ai_language: String,
    /// "Powered by Porchlight" under the composer.
    pub show_branding: bool,
    /// A visitor may ask for a person.
    pub handoff: bool,
    /// The form in which a visitor leaves contact details.
    #[serde(default)]
    pub lead_form: LeadForm,
}

settings_table!(theme => stored_settings! {
    /// Colours and place. Colours are `#rrggbb`.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub struct Theme {}
});

settings_table!(texts => stored_settings! {
    /// The owner's own words. An empty text stands for the widget's translation in the visitor's language.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub struct Texts {}
});

/// The launcher's corner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    /// At the end of the line.
    #[default]
    BottomRight,
    /// At its start.
    BottomLeft,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// What the visitor's system prefers.
    #[default]
    Auto,
    /// Light colours, whatever the device prefers.
    Light,
    /// Dark colours, whatever the device prefers.
    Dark,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_wire_format_of_the_public_configuration_is_pinned() {
        let config = PublicSettings {
            project: "acme".into(),
            version: 7,
            name: "Support Bot".into(),
            company: "Acme Inc".into(),
            welcome_message: "Hi! How can I help you today?".into(),
            quick_replies: vec!["Pricing".into()],
            theme: Theme::default(),
            texts: Texts::default(),
            ai_language: "auto".into(),
            show_branding: true,
            handoff: true,
            lead_form: LeadForm::default(),
        };
        assert_eq!(
            serde_json::to_value(&config).unwrap(),
            json!({
                "project": "acme",
                "version": 7,
                "name": "Support Bot",
                "company": "Acme Inc",
                "welcomeMessage": "Hi! How can I help you today?",
                "quickReplies": ["Pricing"],
                "theme": {
                    "primaryColor": "#3737f6",
                    "primaryForeground": "#ffffff",
                    "backgroundColor": "#ffffff",
                    "foregroundColor": "#16181d",
                    "secondaryColor": "#f2f3f5",
                    "secondaryForeground": "#16181d",
                    "position": "bottom-right",
                    "scheme": "auto",
                },
                "texts": {
                    "inputPlaceholder": "", "typingText": "", "onlineText": "", "handoffText": "",
                    "handoffSentText": "", "emailPlaceholder": "", "emailSendText": "", "emailSkipText": "",
                    "feedbackYesText": "", "feedbackNoText": "", "errorText": "", "networkErrorText": "",
                },
                "aiLanguage": "auto",
                "showBranding": true,
                "handoff": true,
                "leadForm": { "when": "never", "fields": [], "consent": "" },
            })
        );
    }
}
