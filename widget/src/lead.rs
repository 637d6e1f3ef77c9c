//! The form for contact details: its fields and their rules. Plain state: no DOM, no network.
//!
//! The browser checks the values against these rules, and email addresses against its own.

use porchlight_shared::{
    lead::{LeadField, LeadFieldKind, LeadForm, NAME_CHARS, PHONE_CHARS, VALUE_CHARS},
    limits::EMAIL_CHARS,
};

use crate::i18n::Key;

/// The pattern of a telephone number: at least three digits, and the characters that people write between them. The
/// server has the same rule. Browsers compile `pattern` with the flag `v` (HTML standard), which requires these
/// escapes.
pub(crate) const PHONE: &str = r"([ +\-\(\).\/#]*[0-9]){3}[0-9 +\-\(\).\/#]*";

/// The field for the visitor's email address, used if the owner has no form.
static EMAIL: LeadField = LeadField {
    field: LeadFieldKind::Email,
    label: String::new(),
    required: true,
};

/// A form for contact details.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Form<'a> {
    pub(crate) fields: Vec<&'a LeadField>,
    /// The text to agree to; empty if there is none.
    pub(crate) consent: &'a str,
    /// Whether the visitor may skip the form.
    pub(crate) may_skip: bool,
    /// Whether this is the owner's form, rather than the single field for an email address.
    pub(crate) is_owners: bool,
}

impl<'a> Form<'a> {
    /// The owner's form, without the email address if it is known.
    pub(crate) fn of(form: &'a LeadForm, knows_email: bool) -> Self {
        let mut fields = Vec::new();
        let mut may_skip = true;
        for field in &form.fields {
            if field.field != LeadFieldKind::Email || !knows_email {
                may_skip &= !field.required;
                fields.push(field);
            }
        }
        Self {
            fields,
            consent: &form.consent,
            may_skip,
            is_owners: true,
        }
    }

    /// The field for an email address, or nothing if the address is known.
    pub(crate) fn email(knows_email: bool) -> Self {
        let mut fields = Vec::new();
        if !knows_email {
            fields.push(&EMAIL);
        }
        Self {
            fields,
            may_skip: true,
            ..Self::default()
        }
    }

    /// Whether there is nothing to fill in.
    pub(crate) const fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

/// The name of a field in a lead's JSON. `None` for the owner's custom fields, which use their labels.
pub(crate) const fn name(field: LeadFieldKind) -> Option<&'static str> {
    match field {
        LeadFieldKind::Name => Some("name"),
        LeadFieldKind::Email => Some("email"),
        LeadFieldKind::Phone => Some("phone"),
        LeadFieldKind::Own => None,
    }
}

/// The most characters of a field's value.
pub(crate) const fn longest(field: LeadFieldKind) -> usize {
    match field {
        LeadFieldKind::Name => NAME_CHARS,
        LeadFieldKind::Email => EMAIL_CHARS,
        LeadFieldKind::Phone => PHONE_CHARS,
        LeadFieldKind::Own => VALUE_CHARS,
    }
}

/// The message about an invalid field. `None` stands for the consent's checkbox.
pub(crate) const fn problem(field: Option<LeadFieldKind>, is_empty: bool) -> Key {
    match field {
        Some(LeadFieldKind::Email) if !is_empty => Key::EmailInvalid,
        Some(LeadFieldKind::Phone) if !is_empty => Key::PhoneInvalid,
        _ => Key::FieldMissing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_not_asked_for() {
        let field = |field, required| LeadField {
            field,
            label: String::new(),
            required,
        };
        let form = LeadForm {
            fields: vec![
                field(LeadFieldKind::Email, true),
                field(LeadFieldKind::Name, false),
            ],
            ..LeadForm::default()
        };
        let whole = Form::of(&form, false);
        assert_eq!((whole.fields.len(), whole.may_skip), (2, false));
        let rest = Form::of(&form, true);
        assert_eq!((rest.fields.len(), rest.may_skip), (1, true));
        assert!(Form::email(true).is_empty() && !Form::email(false).is_empty());
    }

    #[test]
    fn a_problem_is_named_by_what_is_wrong() {
        for (field, is_empty, expected) in [
            (Some(LeadFieldKind::Email), false, Key::EmailInvalid),
            (Some(LeadFieldKind::Email), true, Key::FieldMissing),
            (Some(LeadFieldKind::Phone), false, Key::PhoneInvalid),
            (Some(LeadFieldKind::Own), true, Key::FieldMissing),
            (None, false, Key::FieldMissing),
        ] {
            assert_eq!(problem(field, is_empty), expected);
        }
    }
}
