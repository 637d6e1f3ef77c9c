//! The public settings of a project's widget: part of the embed document, and the response of `GET /api/widget/config`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{lead::LeadForm, settings_table, stored_settings};

mod table;

/// The owner's own texts: by language tag, then by the name of the text.
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
    /// The first message in the panel.
    pub welcome_message: String,
    /// Questions offered before the first message.
    pub quick_replies: Vec<String>,
    /// Colours and place.
    pub theme: Theme,
    /// The owner's own texts.
    pub texts: Texts,
    /// The language of the assistant's answers, as a BCP 47 tag. `auto` means the visitor's.
    pub ai_language: String,
    /// Whether "Powered by Porchlight" is shown under the composer.
    pub show_branding: bool,
    /// Whether a visitor may ask for a person.
    pub handoff: bool,
    /// The form in which a visitor leaves contact details.
    #[serde(default)]
    pub lead_form: LeadForm,
    /// Whether a language model writes the answers.
    #[serde(default)]
    pub model_answers: bool,
    /// Whether visitors can send files to a person.
    #[serde(default)]
    pub attachments: bool,
    /// What the widget does by itself. Left out if that is nothing.
    #[serde(default, skip_serializing_if = "Invitation::is_default")]
    pub invitation: Invitation,
}

settings_table!(invitation => stored_settings! {
    /// What the widget does by itself. Pages are paths, in which `*` stands for any part. An empty list means all
    /// pages.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub struct Invitation {}
});

impl Invitation {
    /// Whether the widget does nothing by itself, because the owner has set nothing.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

settings_table!(theme => stored_settings! {
    /// Colours and position. Colours are `#rrggbb`.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub struct Theme {}
});

settings_table!(texts => stored_settings! {
    /// The owner's own texts. If one is empty, the widget shows its translation in the visitor's language.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub struct Texts {}
});

impl Theme {
    /// The pictures of the assistant, whose name is `name`, and of the people who answer: name and address.
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
    /// At the end of a line: on the right in scripts written from left to right.
    #[default]
    BottomRight,
    /// At the start of a line.
    BottomLeft,
}

/// Whether the panel opens by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AutoOpen {
    /// The panel stays closed until somebody opens it.
    #[default]
    Never,
    /// Once for each visitor.
    Visitor,
    /// Once in each visit.
    Visit,
}

/// The confidence that it takes to answer a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Carefulness {
    /// Answers fewer questions, and leads more to the closest pages.
    Careful,
    /// The limits measured on many websites.
    #[default]
    Balanced,
    /// Answers more questions, and says less often that there is no answer.
    Helpful,
}

impl Carefulness {
    /// All variants, the most careful first.
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
