//! An owner's change of a project's settings: some fields, flat, each by its name in the API.
//!
//! *Invariant:* only named fields change, fields that were never set keep their defaults, and one invalid value changes
//! nothing.

use serde_json::{Map, Value, json};

use super::{
    plan::{Feature, Plan},
    project_settings::ProjectSettings,
    rule::Refusal,
    setting::{self, Group},
};

/// Why nothing was changed. The text is for the owner.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatchError {
    /// The patch names no field that can be changed.
    #[error("No valid fields to update")]
    Nothing,
    /// The value of a field is not allowed.
    #[error("{field} {rule}")]
    Value {
        /// The name of the setting in the API.
        field: &'static str,
        /// The allowed values, as the rest of the sentence.
        rule: String,
        /// The numbers in the sentence, by name.
        numbers: Vec<(&'static str, u64)>,
    },
    /// The plan does not include the setting.
    #[error("{}", .0.refusal())]
    Plan(Feature),
    /// The stored value is not a project's settings. The text is for the log.
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
    /// The origins that may show the widget, as in the patch. The caller has to check them.
    pub allowed_origins: Option<Vec<String>>,
}

/// `stored` (`ProjectSettings` as JSON), changed by the known `fields`; others are ignored. `plan` is the owner's.
pub fn apply(stored: &str, fields: &Map<String, Value>, plan: Plan) -> Result<Patched, PatchError> {
    let mut settings: Value =
        serde_json::from_str(stored).map_err(|error| PatchError::Stored(error.to_string()))?;
    let language = settings.get("aiLanguage").and_then(Value::as_str);
    let language = ProjectSettings::language_of(language.unwrap_or_default());
    let mut updated = Vec::new();
    let mut allowed_origins = None;
    for setting in setting::all() {
        let Some(value) = fields.get(setting.name) else {
            continue;
        };
        let value = setting
            .rule
            .check(value, plan)
            .map_err(|refusal| match refusal {
                Refusal::Value(rule, numbers) => PatchError::Value {
                    field: setting.name,
                    rule,
                    numbers,
                },
                Refusal::Plan(feature) => PatchError::Plan(feature),
            })?;
        // A client that sends back the text that it has read sets nothing, so that visitors still read it in their
        // language.
        let value = match setting.own_words(language) {
            Some(words) if value == words => json!(""),
            _ => value,
        };
        if setting.group == Group::Record {
            allowed_origins = serde_json::from_value(value).ok();
        } else {
            set(&mut settings, &setting.path(), value);
        }
        updated.push(setting.name);
    }
    if updated.is_empty() {
        return Err(PatchError::Nothing);
    }
    // Settings that cannot be parsed again must not be stored.
    serde_json::from_value::<ProjectSettings>(settings.clone())
        .map_err(|error| PatchError::Stored(error.to_string()))?;
    Ok(Patched {
        updated,
        settings,
        allowed_origins,
    })
}

fn set(settings: &mut Value, path: &[String], value: Value) {
    let mut place = settings;
    for name in path {
        if !place.is_object() {
            *place = json!({});
        }
        let Some(fields) = place.as_object_mut() else {
            return;
        };
        place = fields.entry(name).or_insert(Value::Null);
    }
    *place = value;
}

#[cfg(test)]
mod tests;
