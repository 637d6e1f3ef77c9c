//! What a project looks like to its visitors: the public settings, inlined into the embed document and answered by
//! `GET /api/widget/config`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{lead::LeadForm, settings_table, stored_settings};

mod table;

/// The owner's own words: by the tag of a language, and by the name of a text.
pub type TextsByLanguage = BTreeMap<String, BTreeMap<String, String>>;

/// The public configuration of a project's widget.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one setting of its own"
)]
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
    /// A language model writes the answers.
    #[serde(default)]
    pub model_answers: bool,
    /// Visitors can send files to a person.
    #[serde(default)]
    pub attachments: bool,
    /// What the widget does unasked. Left out if it is nothing.
    #[serde(default, skip_serializing_if = "Invitation::is_default")]
    pub invitation: Invitation,
}

settings_table!(invitation => stored_settings! {
    /// What the widget does unasked. Pages are paths, with `*` for any part of one; an empty list is all pages.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub struct Invitation {}
});

impl Invitation {
    /// Whether the widget does nothing unasked, since the owner has set nothing.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
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

impl Theme {
    /// The pictures of the assistant, who is called `name`, and of people: the name and the address.
    pub fn pictures<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let logo = (!self.logo.is_empty()).then_some((name, self.logo.as_str()));
        let photos = self.photos.iter();
        logo.into_iter()
            .chain(photos.map(|(name, address)| (name.as_str(), address.as_str())))
    }
}

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

/// Whether the panel opens by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AutoOpen {
    /// It stays closed until somebody opens it.
    #[default]
    Never,
    /// Once for each visitor.
    Visitor,
    /// Once in each visit.
    Visit,
}

/// How sure it must be that the pages answer a question until it is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Carefulness {
    /// Fewer questions are answered, and more are led to the closest pages.
    Careful,
    /// As measured on many websites.
    #[default]
    Balanced,
    /// More questions are answered, and fewer are told that there is no answer.
    Helpful,
}

impl Carefulness {
    /// Every one, the most careful first.
    pub const ALL: [Self; 3] = [Self::Careful, Self::Balanced, Self::Helpful];
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
    fn the_wire_format_of_what_the_widget_does_unasked_is_pinned() {
        assert_eq!(
            serde_json::to_value(Invitation::default()).unwrap(),
            json!({
                "bubbleText": "", "bubbleSeconds": 5, "bubblePages": [],
                "autoOpen": "never", "autoOpenSeconds": 10, "autoOpenPages": [],
                "sound": false,
                "salesShown": false, "salesSeconds": 30, "salesPages": [],
            })
        );
    }

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
            model_answers: false,
            attachments: false,
            invitation: Invitation::default(),
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
                "modelAnswers": false,
                "attachments": false,
            })
        );
    }
}
