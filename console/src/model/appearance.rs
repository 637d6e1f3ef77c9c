//! The settings as a form. Each is typed as text, and only changes are sent.

mod fields;
mod hours;
mod wrong;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

pub(crate) use self::{
    fields::{Choice, Field, FieldGroup, GROUPS, Kind},
    hours::{DAYS, WHEN as HOURS_WHEN, ZONE as HOURS_ZONE},
    wrong::Wrong,
};
use super::lines;
use crate::{
    problem::Problem,
    texts::{Coded, fill, of_code, text},
};

/// The setting with the hours in which people answer. [`hours`] has its fields.
const HOURS: &str = "businessHours";

/// The setting with the websites that may show the chat.
const ORIGINS: &str = "allowedOrigins";

/// The settings by their names in the JSON.
pub(crate) type Settings = Map<String, Value>;

/// A colour that visitors do not see as it was set.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Warning {
    code: String,
    pub(crate) field: String,
    message: String,
    /// The colour that visitors see.
    #[serde(default)]
    shown: String,
}

impl Warning {
    /// What is wrong and what visitors see, with the form's labels.
    pub(crate) fn sentence(&self) -> String {
        let of_field = of_code(Coded::Warnings, &format!("{}.{}", self.code, self.field));
        let said = of_field.or_else(|| of_code(Coded::Warnings, &self.code));
        match said {
            Some(said) => fill(said, &[("shown", &self.shown)]),
            None => in_words(&self.message),
        }
    }
}

/// The settings as the server sends them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct StoredSettings {
    #[serde(default)]
    pub(crate) warnings: Vec<Warning>,
    #[serde(flatten)]
    pub(crate) config: Settings,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Saved {
    pub(crate) config: Settings,
    pub(crate) warnings: Vec<Warning>,
}

/// The unsaved input, by field name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed(BTreeMap<String, String>);

impl Typed {
    /// The text in a field.
    pub(crate) fn text(&self, saved: &Settings, name: &str) -> String {
        match self.0.get(name) {
            Some(text) => text.clone(),
            None => saved_text(saved, name),
        }
    }

    /// Keeps the text typed into a field.
    pub(crate) fn note(&mut self, saved: &Settings, name: &str, text: String) {
        if text == saved_text(saved, name) {
            self.0.remove(name);
        } else {
            self.0.insert(name.to_owned(), text);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Forgets input that is saved by now, or all input if `wholly`.
    pub(crate) fn forget_saved(&mut self, saved: &Settings, wholly: bool) {
        self.0
            .retain(|name, text| !wholly && *text != saved_text(saved, name));
    }

    /// Forgets input that was sent and has not been edited since. The server may store it in another form.
    pub(crate) fn forget_sent(&mut self, sent: &Self) {
        self.0.retain(|name, text| sent.0.get(name) != Some(text));
    }

    /// The settings to change. The error is the first field that cannot be sent, and why.
    pub(crate) fn changes(&self, saved: &Settings) -> Result<Settings, Wrong> {
        let mut changes = Settings::new();
        for (name, text) in &self.0 {
            match fields::find(name) {
                Some(field) => {
                    changes.insert(name.clone(), field.kind.value(text));
                }
                None if !changes.contains_key(HOURS) => {
                    let typed = |name: &str| self.text(saved, name);
                    changes.insert(HOURS.to_owned(), hours::value(&typed)?);
                }
                None => {}
            }
        }
        Ok(changes)
    }
}

impl Wrong {
    /// Why the server refused settings, assigned to a field.
    pub(crate) fn of(problem: &Problem) -> Self {
        let name = problem.message.split(' ').next().unwrap_or_default();
        let field = match (problem.code.as_str(), name) {
            // The server's message begins with the value that was typed.
            ("origin_invalid", _) => ORIGINS,
            (_, HOURS) => hours::WHEN,
            (_, name) if fields::find(name).is_some() => name,
            _ => "",
        };
        Self {
            field: field.to_owned(),
            message: label(name)
                .and_then(|label| problem.sentence_of(name, label))
                .unwrap_or_else(|| in_words(&problem.sentence())),
        }
    }
}

/// A server's message with the labels of fields in place of their names. Some names are ordinary words, such as
/// `position`. These are replaced only at the start of a message and in lower case, which no other message starts with.
pub(crate) fn in_words(sentence: &str) -> String {
    let words = sentence.split(' ').enumerate().map(|(at, word)| {
        let is_name = at == 0 || word.contains(|letter: char| letter.is_ascii_uppercase());
        if is_name && word == HOURS {
            return text("The hours in which somebody answers").to_owned();
        }
        let field = fields::find(word).filter(|_| is_name);
        field.map_or_else(
            || word.to_owned(),
            |field| format!("“{}”", text(field.label)),
        )
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The form's label of a setting.
pub(crate) fn label(name: &str) -> Option<&'static str> {
    match fields::find(name) {
        Some(field) => Some(text(field.label)),
        None if name == HOURS => Some(text("The hours in which somebody answers")),
        None => None,
    }
}

/// The form's label for a value of a setting, if it has one.
pub(crate) fn value_label(name: &str, value: &str) -> Option<&'static str> {
    match (fields::find(name)?.kind, value) {
        (Kind::OneOf(choices), value) => {
            let choice = choices.iter().find(|(name, _)| *name == value);
            choice.map(|(_, label)| text(label))
        }
        (Kind::Flag, "true") => Some(text("on")),
        (Kind::Flag, "false") => Some(text("off")),
        _ => None,
    }
}

fn saved_text(saved: &Settings, name: &str) -> String {
    match fields::find(name) {
        Some(field) => field.kind.text(saved.get(name).unwrap_or(&Value::Null)),
        None => hours::text(saved.get(HOURS).unwrap_or(&Value::Null), name),
    }
}

impl Kind {
    /// A setting as text to edit.
    fn text(self, value: &Value) -> String {
        match (self, value) {
            (_, Value::String(text)) => text.clone(),
            (_, Value::Bool(flag)) => flag.to_string(),
            (_, Value::Array(list)) => {
                let list: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
                list.join("\n")
            }
            _ => String::new(),
        }
    }

    /// A typed text as a setting.
    fn value(self, text: &str) -> Value {
        match self {
            Self::Line(_) | Self::Colour | Self::OneOf(_) => text.trim().into(),
            Self::Text(_) => text.into(),
            Self::Flag => (text == "true").into(),
            Self::Lines => lines(text).into(),
        }
    }
}

#[cfg(test)]
mod tests;
