//! The lead form, as an owner sets it.

use std::collections::HashSet;

use porchlight_shared::lead::{
    CONSENT_CHARS, LABEL_CHARS, LeadField, LeadFieldKind, LeadForm, LeadMoment, OWN_FIELDS,
};

/// Why a form is invalid. The messages continue a sentence that begins with the name of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeadFormError {
    /// The value does not have the shape of a form.
    #[error(
        "must have when (never, before_first_message or on_handoff), fields, a list of objects with field (name, email, phone \
         or own), label and required, and consent, a text."
    )]
    Shape,
    /// It is shown, but has no fields.
    #[error("must have at least one field, unless when is never.")]
    Empty,
    /// It has too many custom fields.
    #[error("can have at most {OWN_FIELDS} fields of the kind own.")]
    TooMany,
    /// A custom field has no label, or one that is too long.
    #[error("must have a label of 1 to {LABEL_CHARS} characters for each field of the kind own.")]
    Label,
    /// A field that is not custom has a label.
    #[error(
        "can have a label only for fields of the kind own: the widget names the others in the visitor's language."
    )]
    ForeignLabel,
    /// It asks for the same thing twice.
    #[error("can have each field and each label only once.")]
    Twice,
    /// The consent is too long.
    #[error("can have a consent of at most {CONSENT_CHARS} characters.")]
    Consent,
}

impl LeadFormError {
    /// The number in the error's sentence, by name.
    pub fn numbers(self) -> Vec<(&'static str, u64)> {
        let most = match self {
            Self::TooMany => OWN_FIELDS,
            Self::Label => LABEL_CHARS,
            Self::Consent => CONSENT_CHARS,
            Self::Shape | Self::Empty | Self::ForeignLabel | Self::Twice => return Vec::new(),
        };
        vec![("most", u64::try_from(most).unwrap_or(u64::MAX))]
    }
}

/// The form without surrounding white space in its texts, if it is valid.
pub fn checked(mut form: LeadForm) -> Result<LeadForm, LeadFormError> {
    form.consent = form.consent.trim().into();
    for field in &mut form.fields {
        field.label = field.label.trim().to_owned();
    }
    if form.when != LeadMoment::Never && form.fields.is_empty() {
        return Err(LeadFormError::Empty);
    }
    let is_own = |field: &&LeadField| field.field == LeadFieldKind::Own;
    if form.fields.iter().filter(is_own).count() > OWN_FIELDS {
        return Err(LeadFormError::TooMany);
    }
    for field in &form.fields {
        let length = field.label.chars().count();
        if field.field == LeadFieldKind::Own && !(1..=LABEL_CHARS).contains(&length) {
            return Err(LeadFormError::Label);
        }
        if field.field != LeadFieldKind::Own && length > 0 {
            return Err(LeadFormError::ForeignLabel);
        }
    }
    let mut seen = HashSet::new();
    let is_new = |field: &LeadField| seen.insert((field.field as u8, field.label.to_lowercase()));
    if !form.fields.iter().all(is_new) {
        return Err(LeadFormError::Twice);
    }
    if form.consent.chars().count() > CONSENT_CHARS {
        return Err(LeadFormError::Consent);
    }
    Ok(form)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[track_caller]
    fn check(fields: Value, expected: Result<usize, LeadFormError>) {
        let form = json!({ "when": "on_handoff", "fields": fields, "consent": " Yes. " });
        let form = checked(serde_json::from_value(form).unwrap());
        if let Ok(form) = &form {
            assert_eq!(form.consent, "Yes.");
        }
        assert_eq!(form.map(|form| form.fields.len()), expected);
    }

    #[test]
    fn a_form_asks_for_something_and_for_each_thing_once() {
        let own = |label: &str| json!({ "field": "own", "label": label });
        check(
            json!([{ "field": "email", "required": true }, own(" Size ")]),
            Ok(2),
        );
        check(json!([]), Err(LeadFormError::Empty));
        check(
            json!([{ "field": "email" }, { "field": "email" }]),
            Err(LeadFormError::Twice),
        );
        check(
            json!([own("Size"), own("size ")]),
            Err(LeadFormError::Twice),
        );
        check(json!([own(" ")]), Err(LeadFormError::Label));
        check(
            json!([own(&"x".repeat(LABEL_CHARS + 1))]),
            Err(LeadFormError::Label),
        );
        check(
            json!([{ "field": "name", "label": "Name" }]),
            Err(LeadFormError::ForeignLabel),
        );
        let many: Vec<Value> = (0..=OWN_FIELDS).map(|n| own(&n.to_string())).collect();
        check(json!(many), Err(LeadFormError::TooMany));
    }

    #[test]
    fn a_form_that_is_never_shown_may_be_empty() {
        assert_eq!(checked(LeadForm::default()), Ok(LeadForm::default()));
        let form = LeadForm {
            consent: "x".repeat(CONSENT_CHARS + 1),
            ..LeadForm::default()
        };
        assert_eq!(checked(form), Err(LeadFormError::Consent));
    }
}
