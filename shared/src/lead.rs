//! The form in which a visitor leaves contact details: what the owner wants it to be, and what can be written into it.

use serde::{Deserialize, Serialize};

use crate::names;

/// Longest name, in characters.
pub const NAME_CHARS: usize = 100;
/// Longest telephone number, in characters.
pub const PHONE_CHARS: usize = 40;
/// Longest label of a field of the owner's own, in characters.
pub const LABEL_CHARS: usize = 50;
/// Longest value of such a field, in characters.
pub const VALUE_CHARS: usize = 1_000;
/// Longest text of a consent, in characters.
pub const CONSENT_CHARS: usize = 1_000;
/// Most fields of the owner's own in a form.
pub const OWN_FIELDS: usize = 5;

/// The form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct LeadForm {
    /// When it is shown.
    pub when: LeadMoment,
    /// What it asks for, in this order.
    #[cfg_attr(feature = "openapi", schema(max_items = 8))]
    pub fields: Vec<LeadField>,
    /// What a visitor agrees to with a tick; empty: there is nothing to agree to.
    #[cfg_attr(feature = "openapi", schema(max_length = 1_000))]
    pub consent: String,
}

names! {
    /// When the form is shown.
    #[derive(Default)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum LeadMoment {
        /// Never.
        #[default]
        Never = "never",
        /// Before the first message of a conversation is sent.
        BeforeFirstMessage = "before_first_message",
        /// When a person is asked for.
        OnHandoff = "on_handoff",
    }
}

/// One field of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeadField {
    /// What it asks for.
    pub field: LeadFieldKind,
    /// What stands over it, and what the answer is stored as; only for a field of the owner's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_length = 50))]
    pub label: String,
    /// The form cannot be sent without it.
    #[serde(default)]
    pub required: bool,
}

names! {
    /// What a field asks for.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum LeadFieldKind {
        /// A name.
        Name = "name",
        /// An e-mail address.
        Email = "email",
        /// A telephone number.
        Phone = "phone",
        /// Something of the owner's own.
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
