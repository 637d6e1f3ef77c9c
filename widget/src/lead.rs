//! Contact details: what a form asks for, and whether what was written can be right. Plain state: no DOM, no network.

use porchlight_shared::{
    lead::{
        CONSENT_CHARS, LeadField, LeadFieldKind, LeadForm, NAME_CHARS, PHONE_CHARS, VALUE_CHARS,
        is_email, is_phone,
    },
    limits::EMAIL_CHARS,
};

use crate::i18n::Key;

/// What a visitor has left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// A name.
    pub name: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
    /// The owner's own fields, by their labels.
    pub fields: Vec<(String, String)>,
    /// The text that the visitor agreed to.
    pub consent: Option<String>,
}

impl Contact {
    /// Nothing was left.
    pub const fn is_empty(&self) -> bool {
        self.name.is_none()
            && self.email.is_none()
            && self.phone.is_none()
            && self.fields.is_empty()
    }
}

/// What a form asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Its fields, in their order.
    pub fields: Vec<LeadField>,
    /// What is to be agreed to; empty: nothing.
    pub consent: String,
    /// The form can be passed by.
    pub may_skip: bool,
    /// It is the owner's form, not only the question for an address.
    pub is_owners: bool,
}

impl Asked {
    /// The owner's form, without what is known already.
    pub fn of(form: &LeadForm, knows_email: bool) -> Self {
        let is_unknown = |field: &&LeadField| field.field != LeadFieldKind::Email || !knows_email;
        let fields: Vec<LeadField> = form.fields.iter().filter(is_unknown).cloned().collect();
        Self {
            may_skip: !fields.iter().any(|field| field.required),
            fields,
            consent: form.consent.clone(),
            is_owners: true,
        }
    }

    /// An address, where a reply can reach the visitor later.
    pub fn email(knows_email: bool) -> Self {
        let field = LeadField {
            field: LeadFieldKind::Email,
            label: String::new(),
            required: true,
        };
        Self {
            fields: (!knows_email).then_some(field).into_iter().collect(),
            may_skip: true,
            ..Self::default()
        }
    }

    /// There is nothing to fill in.
    pub const fn is_nothing(&self) -> bool {
        self.fields.is_empty()
    }

    /// What is wrong with the values of the fields, and last with the tick; one for each, in their order.
    pub fn problems(&self, values: &[String], agreed: bool) -> Vec<Option<Key>> {
        let mut problems: Vec<Option<Key>> = self
            .fields
            .iter()
            .zip(values)
            .map(|(field, value)| problem(field, value))
            .collect();
        let missing = !agreed && !self.consent.is_empty();
        problems.push(missing.then_some(Key::ConsentMissing));
        problems
    }

    /// The details in the values of the fields.
    pub fn contact(&self, values: &[String], agreed: bool) -> Contact {
        let mut contact = Contact::default();
        for (field, value) in self.fields.iter().zip(values) {
            let value = value.trim().to_owned();
            if value.is_empty() {
                continue;
            }
            match field.field {
                LeadFieldKind::Name => contact.name = Some(value),
                LeadFieldKind::Email => contact.email = Some(value),
                LeadFieldKind::Phone => contact.phone = Some(value),
                LeadFieldKind::Own => contact.fields.push((field.label.clone(), value)),
            }
        }
        let consent = self.consent.chars().take(CONSENT_CHARS).collect();
        contact.consent = (agreed && !self.consent.is_empty()).then_some(consent);
        contact
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

fn problem(field: &LeadField, value: &str) -> Option<Key> {
    let value = value.trim();
    if value.is_empty() {
        return field.required.then_some(Key::FieldMissing);
    }
    match field.field {
        LeadFieldKind::Email if !is_email(value) => Some(Key::EmailInvalid),
        LeadFieldKind::Phone if !is_phone(value) => Some(Key::PhoneInvalid),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: LeadFieldKind, required: bool) -> LeadField {
        LeadField {
            field: kind,
            label: String::new(),
            required,
        }
    }

    #[track_caller]
    fn check(kind: LeadFieldKind, required: bool, value: &str, expected: Option<Key>) {
        assert_eq!(problem(&field(kind, required), value), expected, "{value}");
    }

    #[test]
    fn only_what_is_missing_or_cannot_be_right_is_a_problem() {
        check(LeadFieldKind::Name, true, " ", Some(Key::FieldMissing));
        check(LeadFieldKind::Name, false, " ", None);
        check(LeadFieldKind::Email, false, "me@", Some(Key::EmailInvalid));
        check(LeadFieldKind::Email, true, " me@shop.example ", None);
        check(
            LeadFieldKind::Phone,
            false,
            "call me",
            Some(Key::PhoneInvalid),
        );
        check(LeadFieldKind::Phone, false, "+49 30 1234", None);
        check(LeadFieldKind::Own, true, "call me", None);
    }

    #[test]
    fn what_is_known_is_not_asked_for() {
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
    fn details_are_what_was_written_and_agreed_to() {
        let mut own = field(LeadFieldKind::Own, false);
        own.label = "Size".into();
        let asked = Asked {
            fields: vec![field(LeadFieldKind::Email, true), own],
            consent: "You may write to me.".into(),
            ..Asked::default()
        };
        let values = [" me@shop.example ".to_owned(), "L".to_owned()];
        assert_eq!(
            asked.problems(&values, false),
            [None, None, Some(Key::ConsentMissing)]
        );
        assert_eq!(asked.problems(&values, true), [None, None, None]);
        let contact = asked.contact(&values, true);
        assert_eq!(contact.email.as_deref(), Some("me@shop.example"));
        assert_eq!(contact.fields, [("Size".to_owned(), "L".to_owned())]);
        assert_eq!(contact.consent.as_deref(), Some("You may write to me."));
        let nothing = asked.contact(&[String::new(), " ".into()], false);
        assert!(nothing.is_empty() && nothing.consent.is_none());
    }
}
