//! Contact details that a visitor leaves for the owner.

use std::collections::BTreeMap;

use porchlight_shared::lead::{CONSENT_CHARS, LABEL_CHARS, NAME_CHARS, PHONE_CHARS, VALUE_CHARS};
use serde::{Deserialize, Serialize};

use crate::domain::email;

/// The most custom fields.
pub const FIELDS: usize = 20;

/// The visitor's entries in the lead form. Every part is optional; [`LeadValues::checked`] enforces the limits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadValues {
    /// The name, as the visitor writes it.
    pub name: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
    /// The owner's custom fields: the label, and the visitor's entry.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// The text that the visitor agreed to, as it was shown.
    pub consent: Option<String>,
}

/// Why contact details were rejected. The message is for the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeadValuesError {
    /// Nothing was entered.
    #[error("Send at least one of name, email, phone and fields.")]
    Empty,
    /// The name is too long.
    #[error("A name has at most {NAME_CHARS} characters.")]
    Name,
    /// The text is not an e-mail address.
    #[error("This is not an e-mail address. Check it, or leave it out.")]
    Email,
    /// The text is not a telephone number.
    #[error(
        "A telephone number has at least 3 digits, and at most {PHONE_CHARS} characters: digits, spaces and + - ( ) . / #."
    )]
    Phone,
    /// There are too many fields, or a label or value is too long.
    #[error(
        "There are at most {FIELDS} fields, named in 1 to {LABEL_CHARS} characters, with at most {VALUE_CHARS} characters each."
    )]
    Fields,
    /// The consent is too long.
    #[error("The text of the consent has at most {CONSENT_CHARS} characters.")]
    Consent,
}

impl LeadValues {
    /// The details without surrounding white space and without empty parts, if they are valid.
    pub fn checked(self) -> Result<Self, LeadValuesError> {
        let mut values = Self {
            name: filled(self.name),
            email: filled(self.email),
            phone: filled(self.phone),
            fields: self
                .fields
                .into_iter()
                .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
                .filter(|(_, value)| !value.is_empty())
                .collect(),
            consent: filled(self.consent),
        };
        values.check()?;
        Ok(values)
    }

    fn check(&mut self) -> Result<(), LeadValuesError> {
        let fits = |text: &Option<String>, limit| {
            text.as_ref()
                .is_none_or(|text| text.chars().count() <= limit)
        };
        if self.name.is_none()
            && self.email.is_none()
            && self.phone.is_none()
            && self.fields.is_empty()
        {
            return Err(LeadValuesError::Empty);
        }
        if !fits(&self.name, NAME_CHARS) {
            return Err(LeadValuesError::Name);
        }
        if let Some(written) = &self.email {
            self.email = Some(email::normalised(written).ok_or(LeadValuesError::Email)?);
        }
        if self.phone.as_ref().is_some_and(|text| !is_phone(text)) {
            return Err(LeadValuesError::Phone);
        }
        let long_field = self.fields.iter().any(|(name, value)| {
            !(1..=LABEL_CHARS).contains(&name.chars().count())
                || value.chars().count() > VALUE_CHARS
        });
        if long_field || self.fields.len() > FIELDS {
            return Err(LeadValuesError::Fields);
        }
        if !fits(&self.consent, CONSENT_CHARS) {
            return Err(LeadValuesError::Consent);
        }
        Ok(())
    }

    /// These details. Missing ones come from `earlier`.
    #[must_use]
    pub fn over(self, earlier: Self) -> Self {
        let mut fields = earlier.fields;
        fields.extend(self.fields);
        Self {
            name: self.name.or(earlier.name),
            email: self.email.or(earlier.email),
            phone: self.phone.or(earlier.phone),
            fields,
            consent: self.consent.or(earlier.consent),
        }
    }
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

fn is_phone(text: &str) -> bool {
    text.chars().count() <= PHONE_CHARS
        && text.chars().filter(char::is_ascii_digit).count() >= 3
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || " +-()./#".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: LeadValues, expected: Result<LeadValues, LeadValuesError>) {
        assert_eq!(values.checked(), expected);
    }

    fn named(name: &str) -> LeadValues {
        LeadValues {
            name: Some(name.into()),
            ..LeadValues::default()
        }
    }

    #[test]
    fn what_is_empty_is_left_out() {
        let email = Some(" ada@example.com ".to_owned());
        let values = LeadValues {
            email,
            phone: Some("  ".into()),
            fields: BTreeMap::from([("Size".into(), " ".into())]),
            ..named(" Ada ")
        };
        let expected = LeadValues {
            email: Some("ada@example.com".into()),
            ..named("Ada")
        };
        check(values, Ok(expected));
        check(named(" "), Err(LeadValuesError::Empty));
        check(LeadValues::default(), Err(LeadValuesError::Empty));
    }

    #[test]
    fn what_cannot_be_right_is_refused() {
        check(
            named(&"x".repeat(NAME_CHARS + 1)),
            Err(LeadValuesError::Name),
        );
        for email in ["ada", "ada@", "a b@example.com"] {
            let email = Some(email.to_owned());
            check(
                LeadValues {
                    email,
                    ..named("Ada")
                },
                Err(LeadValuesError::Email),
            );
        }
        for phone in ["12", "call me", "+49 30 <1234>"] {
            let phone = Some(phone.to_owned());
            check(
                LeadValues {
                    phone,
                    ..named("Ada")
                },
                Err(LeadValuesError::Phone),
            );
        }
        let consent = Some("x".repeat(CONSENT_CHARS + 1));
        check(
            LeadValues {
                consent,
                ..named("Ada")
            },
            Err(LeadValuesError::Consent),
        );
        let many = (0..=FIELDS)
            .map(|n| (n.to_string(), "x".to_owned()))
            .collect();
        for fields in [
            many,
            BTreeMap::from([(String::new(), "x".to_owned())]),
            BTreeMap::from([("x".repeat(LABEL_CHARS + 1), "x".to_owned())]),
            BTreeMap::from([("x".to_owned(), "x".repeat(VALUE_CHARS + 1))]),
        ] {
            check(
                LeadValues {
                    fields,
                    ..named("Ada")
                },
                Err(LeadValuesError::Fields),
            );
        }
    }

    #[test]
    fn later_details_complete_earlier_ones() {
        let earlier = LeadValues {
            phone: Some("+49 (30) 123-456".into()),
            fields: BTreeMap::from([("a".into(), "1".into()), ("b".into(), "2".into())]),
            ..named("Ada")
        };
        let later = LeadValues {
            fields: BTreeMap::from([("b".into(), "3".into())]),
            ..named("Ada Lovelace")
        };
        let whole = later.over(earlier.checked().unwrap());
        assert_eq!(whole.name.as_deref(), Some("Ada Lovelace"));
        assert_eq!(whole.phone.as_deref(), Some("+49 (30) 123-456"));
        assert_eq!(whole.fields["a"], "1");
        assert_eq!(whole.fields["b"], "3");
    }
}
