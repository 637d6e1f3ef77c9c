//! The form for contact details: what it asks for, and by which rules. Plain state: no DOM, no network.
//!
//! What was written is checked by the browser, which knows what an address is, by these rules.

use porchlight_shared::{
    lead::{LeadField, LeadFieldKind, LeadForm, NAME_CHARS, PHONE_CHARS, VALUE_CHARS},
    limits::EMAIL_CHARS,
};

use crate::i18n::Key;

/// What a telephone number looks like: three digits at least, and what people write between them. The server's rule, in
/// the browser's words: it reads patterns in its strictest mode, where these characters are escaped.
pub const PHONE: &str = r"([ +\-\(\).\/#]*[0-9]){3}[0-9 +\-\(\).\/#]*";

/// The field for an address where a reply can reach the visitor.
static EMAIL: LeadField = LeadField {
    field: LeadFieldKind::Email,
    label: String::new(),
    required: true,
};

/// What a form asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked<'a> {
    /// Its fields, in their order.
    pub fields: Vec<&'a LeadField>,
    /// What is to be agreed to; empty: nothing.
    pub consent: &'a str,
    /// The form can be passed by.
    pub may_skip: bool,
    /// It is the owner's form, not only the question for an address.
    pub is_owners: bool,
}

impl<'a> Asked<'a> {
    /// The owner's form, without what is known already.
    pub fn of(form: &'a LeadForm, knows_email: bool) -> Self {
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

    /// An address, where a reply can reach the visitor later.
    pub fn email(knows_email: bool) -> Self {
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

    /// There is nothing to fill in.
    pub const fn is_nothing(&self) -> bool {
        self.fields.is_empty()
    }
}

/// What a field's value is called in a lead; `None` for the owner's own, which have their labels.
pub const fn name(field: LeadFieldKind) -> Option<&'static str> {
    match field {
        LeadFieldKind::Name => Some("name"),
        LeadFieldKind::Email => Some("email"),
        LeadFieldKind::Phone => Some("phone"),
        LeadFieldKind::Own => None,
    }
}

/// The longest value of a field, in characters.
pub const fn longest(field: LeadFieldKind) -> usize {
    match field {
        LeadFieldKind::Name => NAME_CHARS,
        LeadFieldKind::Email => EMAIL_CHARS,
        LeadFieldKind::Phone => PHONE_CHARS,
        LeadFieldKind::Own => VALUE_CHARS,
    }
}

/// What is said of a field whose value is not right; of the tick, where there is no field.
pub const fn problem(field: Option<LeadFieldKind>, is_empty: bool) -> Key {
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
        let whole = Asked::of(&form, false);
        assert_eq!((whole.fields.len(), whole.may_skip), (2, false));
        let rest = Asked::of(&form, true);
        assert_eq!((rest.fields.len(), rest.may_skip), (1, true));
        assert!(Asked::email(true).is_nothing() && !Asked::email(false).is_nothing());
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
