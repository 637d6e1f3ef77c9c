//! The form for a visitor's contact details: the owner's settings, and the limits on what visitors enter.

use serde::{Deserialize, Serialize};

use crate::names;

/// The most characters in a name.
pub const NAME_CHARS: usize = 100;
/// The most characters in a telephone number.
pub const PHONE_CHARS: usize = 40;
/// The most characters in the label of a custom field.
pub const LABEL_CHARS: usize = 50;
/// The most characters in the value of a custom field.
pub const VALUE_CHARS: usize = 1_000;
/// The most characters in the text of a consent.
pub const CONSENT_CHARS: usize = 1_000;
/// The most custom fields in a form.
pub const OWN_FIELDS: usize = 5;

/// The lead form of a project. Unless it is never shown, it has at least one field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct LeadForm {
    /// When the form is shown.
    pub when: LeadMoment,
    /// The fields, in the order in which they are shown.
    #[cfg_attr(feature = "openapi", schema(max_items = 8))]
    pub fields: Vec<LeadField>,
    /// The text that a visitor agrees to by ticking a box. If it is empty, there is no box.
    #[cfg_attr(feature = "openapi", schema(max_length = 1_000))]
    pub consent: String,
}

names! {
    /// When the form is shown.
    #[derive(Default)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum LeadMoment {
        /// The form is not shown.
        #[default]
        Never = "never",
        /// The form comes before the first message of a conversation.
        BeforeFirstMessage = "before_first_message",
        /// The form comes when a visitor asks for a person.
        OnHandoff = "on_handoff",
    }
}

/// A field of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeadField {
    /// What to enter.
    pub field: LeadFieldKind,
    /// The label of a custom field, under which its value is stored. Empty for other fields.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_length = 50))]
    pub label: String,
    /// Whether the form can be sent only with this field filled in.
    #[serde(default)]
    pub required: bool,
}

names! {
    /// What a visitor enters into a field.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum LeadFieldKind {
        /// A name, at most [`NAME_CHARS`] long.
        Name = "name",
        /// An e-mail address.
        Email = "email",
        /// A telephone number, at most [`PHONE_CHARS`] long.
        Phone = "phone",
        /// A custom field of the owner.
        Own = "own",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_wire_format_is_pinned() {
        let form = LeadForm {
            when: LeadMoment::BeforeFirstMessage,
            fields: vec![
                LeadField {
                    field: LeadFieldKind::Email,
                    label: String::new(),
                    required: true,
                },
                LeadField {
                    field: LeadFieldKind::Own,
                    label: "Order number".into(),
                    required: false,
                },
            ],
            consent: "You may write to me.".into(),
        };
        let wire = json!({
            "when": "before_first_message",
            "fields": [
                { "field": "email", "required": true },
                { "field": "own", "label": "Order number", "required": false },
            ],
            "consent": "You may write to me.",
        });
        assert_eq!(json!(form), wire);
        assert_eq!(serde_json::from_value::<LeadForm>(wire).unwrap(), form);
        assert_eq!(json!(LeadForm::default())["when"], "never");
        assert_eq!(
            serde_json::from_value::<LeadForm>(json!({})).unwrap(),
            LeadForm::default()
        );
    }
}
