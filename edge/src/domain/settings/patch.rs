//! What an owner wants to change of a project's settings: some fields, flat, each by the name it has on the wire.
//!
//! What must hold: only what is named changes, what was not set keeps its default, and one bad value changes nothing.

use serde_json::{Map, Value, json};

use super::{
    business_hours::{BusinessHours, SPANS},
    lead_form::{self, LeadFormError},
    plan::{Feature, Plan},
    project_settings::{
        LEASE_SECONDS_LEAST, LEASE_SECONDS_MOST, ProjectSettings, REPLY_EMAIL_SECONDS_LEAST,
        REPLY_EMAIL_SECONDS_MOST,
    },
};
use crate::domain::email;

pub mod colour;
pub mod language;

/// Longest name of the assistant or the owner, in characters.
pub const NAME_CHARS: usize = 60;
/// Longest greeting, in characters.
pub const GREETING_CHARS: usize = 500;
/// Longest of the owner's own words for a text of the widget, in characters.
pub const TEXT_CHARS: usize = 200;
/// Most questions offered before the first message.
pub const QUICK_REPLIES: usize = 6;
/// Longest question offered, in characters.
pub const QUICK_REPLY_CHARS: usize = 100;

/// Why nothing was changed. The text is for the owner.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatchError {
    /// No field that can be changed is named.
    #[error("No valid fields to update")]
    Nothing,
    /// A field's value is not one that it can have.
    #[error("{field} {rule}")]
    Value {
        /// The field.
        field: &'static str,
        /// What its values look like, as the rest of the sentence.
        rule: String,
    },
    /// The plan does not include it.
    #[error("{}", .0.refusal())]
    Plan(Feature),
    /// What is stored is not a project's settings. The text is for the log.
    #[error("stored settings: {0}")]
    Stored(String),
}

/// Settings after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patched {
    /// The fields that were named, in the order of the documentation.
    pub updated: Vec<&'static str>,
    /// `ProjectSettings` as JSON: only what the owner has set.
    pub settings: Value,
    /// The origins that may show the widget, as they were named: still to be checked.
    pub allowed_origins: Option<Vec<String>>,
}

/// The values that a field can have.
#[derive(Clone, Copy)]
enum Rule {
    Colour,
    OneOf(&'static [&'static str]),
    Text { least: usize, most: usize },
    Flag,
    Email,
    Branding,
    Language,
    QuickReplies,
    Seconds { least: u64, most: u64 },
    BusinessHours,
    LeadForm,
    Origins,
}

const OWN_WORDS: Rule = Rule::Text {
    least: 0,
    most: TEXT_CHARS,
};

/// Each field: its name, where it is stored, and what it can be.
const FIELDS: [(&str, &[&str], Rule); 34] = [
    ("primaryColor", &["theme", "primaryColor"], Rule::Colour),
    (
        "primaryForeground",
        &["theme", "primaryForeground"],
        Rule::Colour,
    ),
    (
        "backgroundColor",
        &["theme", "backgroundColor"],
        Rule::Colour,
    ),
    (
        "foregroundColor",
        &["theme", "foregroundColor"],
        Rule::Colour,
    ),
    ("secondaryColor", &["theme", "secondaryColor"], Rule::Colour),
    (
        "secondaryForeground",
        &["theme", "secondaryForeground"],
        Rule::Colour,
    ),
    (
        "position",
        &["theme", "position"],
        Rule::OneOf(&["bottom-right", "bottom-left"]),
    ),
    (
        "greeting",
        &["welcomeMessage"],
        Rule::Text {
            least: 1,
            most: GREETING_CHARS,
        },
    ),
    (
        "botName",
        &["name"],
        Rule::Text {
            least: 1,
            most: NAME_CHARS,
        },
    ),
    ("showBranding", &["showBranding"], Rule::Branding),
    ("aiLanguage", &["aiLanguage"], Rule::Language),
    (
        "inputPlaceholder",
        &["texts", "inputPlaceholder"],
        OWN_WORDS,
    ),
    ("typingText", &["texts", "typingText"], OWN_WORDS),
    ("onlineText", &["texts", "onlineText"], OWN_WORDS),
    ("handoffText", &["texts", "handoffText"], OWN_WORDS),
    ("handoffSentText", &["texts", "handoffSentText"], OWN_WORDS),
    (
        "emailPlaceholder",
        &["texts", "emailPlaceholder"],
        OWN_WORDS,
    ),
    ("emailSendText", &["texts", "emailSendText"], OWN_WORDS),
    ("emailSkipText", &["texts", "emailSkipText"], OWN_WORDS),
    ("feedbackYesText", &["texts", "feedbackYesText"], OWN_WORDS),
    ("feedbackNoText", &["texts", "feedbackNoText"], OWN_WORDS),
    ("errorText", &["texts", "errorText"], OWN_WORDS),
    (
        "networkErrorText",
        &["texts", "networkErrorText"],
        OWN_WORDS,
    ),
    (
        "company",
        &["company"],
        Rule::Text {
            least: 0,
            most: NAME_CHARS,
        },
    ),
    ("quickReplies", &["quickReplies"], Rule::QuickReplies),
    (
        "scheme",
        &["theme", "scheme"],
        Rule::OneOf(&["auto", "light", "dark"]),
    ),
    ("handoff", &["handoff"], Rule::Flag),
    ("leadForm", &["leadForm"], Rule::LeadForm),
    ("notifyEmail", &["notifyEmail"], Rule::Email),
    (
        "leaseExpiry",
        &["leaseExpiry"],
        Rule::OneOf(&["queue", "bot"]),
    ),
    (
        "leaseSeconds",
        &["leaseSeconds"],
        Rule::Seconds {
            least: LEASE_SECONDS_LEAST,
            most: LEASE_SECONDS_MOST,
        },
    ),
    (
        "replyEmailSeconds",
        &["replyEmailSeconds"],
        Rule::Seconds {
            least: REPLY_EMAIL_SECONDS_LEAST,
            most: REPLY_EMAIL_SECONDS_MOST,
        },
    ),
    ("businessHours", &["businessHours"], Rule::BusinessHours),
    ("allowedOrigins", &[], Rule::Origins),
];

/// `stored` (`ProjectSettings` as JSON) with the `fields` that it knows; others are passed over. `plan` is the owner's.
pub fn apply(stored: &str, fields: &Map<String, Value>, plan: Plan) -> Result<Patched, PatchError> {
    let mut settings: Value =
        serde_json::from_str(stored).map_err(|error| PatchError::Stored(error.to_string()))?;
    let mut updated = Vec::new();
    let mut allowed_origins = None;
    for (field, path, rule) in FIELDS {
        let Some(value) = fields.get(field) else {
            continue;
        };
        if matches!(rule, Rule::Origins) {
            allowed_origins = Some(texts(field, value, "is a list of origins.")?);
        } else {
            let value = checked(field, rule, value, plan)?;
            set(&mut settings, path, value);
        }
        updated.push(field);
    }
    if updated.is_empty() {
        return Err(PatchError::Nothing);
    }
    // What cannot be read back must not be stored.
    serde_json::from_value::<ProjectSettings>(settings.clone())
        .map_err(|error| PatchError::Stored(error.to_string()))?;
    Ok(Patched {
        updated,
        settings,
        allowed_origins,
    })
}

fn checked(
    field: &'static str,
    rule: Rule,
    value: &Value,
    plan: Plan,
) -> Result<Value, PatchError> {
    let wrong = |rule: String| PatchError::Value { field, rule };
    match rule {
        Rule::Colour => value
            .as_str()
            .and_then(colour::normalised)
            .map(Value::String)
            .ok_or_else(|| wrong("is a colour like #1a2b3c or #abc, without transparency.".into())),
        Rule::OneOf(names) => value
            .as_str()
            .filter(|name| names.contains(name))
            .map(|name| json!(name))
            .ok_or_else(|| wrong(format!("is one of {}.", names.join(", ")))),
        Rule::Text { least, most } => value
            .as_str()
            .and_then(|text| text_within(text, least, most))
            .map(Value::String)
            .ok_or_else(|| wrong(format!("is a text of {least} to {most} characters."))),
        Rule::Flag => flag(field, value),
        Rule::Email => match value.as_str().map(str::trim) {
            Some("") => Ok(json!("")),
            text => text
                .and_then(email::normalised)
                .map(Value::String)
                .ok_or_else(|| wrong("is an e-mail address, or empty.".into())),
        },
        Rule::Branding => {
            let value = flag(field, value)?;
            if value == json!(false) && !plan.has(Feature::Unbranded) {
                return Err(PatchError::Plan(Feature::Unbranded));
            }
            Ok(value)
        }
        Rule::Language => value
            .as_str()
            .and_then(language::normalised)
            .map(Value::String)
            .ok_or_else(|| wrong("is auto, or a language tag (BCP 47) like de or pt-BR.".into())),
        Rule::QuickReplies => {
            let sentence = format!(
                "is a list of at most {QUICK_REPLIES} questions, each of 1 to {QUICK_REPLY_CHARS} characters."
            );
            let replies = texts(field, value, &sentence)?;
            let replies: Option<Vec<String>> = replies
                .iter()
                .map(|text| text_within(text, 1, QUICK_REPLY_CHARS))
                .collect();
            replies
                .filter(|replies| replies.len() <= QUICK_REPLIES)
                .map(|replies| json!(replies))
                .ok_or_else(|| wrong(sentence))
        }
        Rule::Seconds { least, most } => value
            .as_u64()
            .filter(|seconds| (least..=most).contains(seconds))
            .map(Value::from)
            .ok_or_else(|| wrong(format!("is a number from {least} to {most}."))),
        Rule::BusinessHours => {
            let hours: Option<Option<BusinessHours>> = serde_json::from_value(value.clone()).ok();
            hours
                .filter(|hours| hours.as_ref().is_none_or(BusinessHours::is_valid))
                .map(|hours| json!(hours))
                .ok_or_else(|| {
                    wrong(format!(
                        "is null, or a timezone of the IANA database with at most {SPANS} hours, each with a day \
                         (monday), from (09:00) and to (17:00)."
                    ))
                })
        }
        Rule::LeadForm => serde_json::from_value(value.clone())
            .map_err(|_| LeadFormError::Shape)
            .and_then(lead_form::checked)
            .map(|form| json!(form))
            .map_err(|error| wrong(error.to_string())),
        Rule::Origins => Err(wrong("is a list of origins.".into())),
    }
}

fn flag(field: &'static str, value: &Value) -> Result<Value, PatchError> {
    let yes = value.as_bool().ok_or_else(|| PatchError::Value {
        field,
        rule: "is true or false.".into(),
    })?;
    Ok(json!(yes))
}

fn texts(field: &'static str, value: &Value, rule: &str) -> Result<Vec<String>, PatchError> {
    serde_json::from_value(value.clone()).map_err(|_| PatchError::Value {
        field,
        rule: rule.into(),
    })
}

/// The text without the white space around it, if it is as long as it may be and has no control characters.
fn text_within(text: &str, least: usize, most: usize) -> Option<String> {
    let text = text.trim();
    let fits = (least..=most).contains(&text.chars().count())
        && !text.contains(|c: char| c.is_control() && c != '\n');
    fits.then(|| text.to_owned())
}

fn set(settings: &mut Value, path: &[&str], value: Value) {
    let mut place = settings;
    for name in path {
        if !place.is_object() {
            *place = json!({});
        }
        let Some(fields) = place.as_object_mut() else {
            return;
        };
        place = fields.entry(*name).or_insert(Value::Null);
    }
    *place = value;
}

#[cfg(test)]
mod tests;
