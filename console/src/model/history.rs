//! The record of changes in words: who changed what, with the old and the new value.

use porchlight_shared::{ids::AuditId, names};
use serde::Deserialize;
use serde_json::Value;

use super::appearance;
use crate::{
    room::Role,
    texts::{english, filled, text},
};

names! {
    /// A kind of change, by the noun in its action names.
    pub(crate) enum RecordKind {
        Project = "project",
        Upkeep = "upkeep",
        Model = "model",
        People = "person",
        Console = "console",
        Keys = "key",
        Webhooks = "webhook",
        Visitors = "visitor",
        Sessions = "session",
        Identity = "identity",
        ReplyLinks = "reply_link",
        Plan = "organization",
    }
}

impl RecordKind {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Project => text("Settings"),
            Self::Upkeep => text("What is kept, and read again"),
            Self::Model => text("Language model"),
            Self::People => text("People"),
            Self::Console => text("Signing in"),
            Self::Keys => text("API keys"),
            Self::Webhooks => text("Webhooks"),
            Self::Visitors => text("Visitors’ data"),
            Self::Sessions => text("Visitors’ sessions"),
            Self::Identity => text("Signing in users"),
            Self::ReplyLinks => text("Reply links"),
            Self::Plan => text("Plan"),
        }
    }
}

/// A filter on the record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RecordFilter {
    /// The actor, as entries identify it; empty for any.
    pub(crate) actor: String,
    pub(crate) kind: Option<RecordKind>,
}

impl RecordFilter {
    /// Whether the filter excludes anything.
    pub(crate) const fn is_on(&self) -> bool {
        !self.actor.is_empty() || self.kind.is_some()
    }
}

/// Someone who may have changed something: their identifier in entries, and their label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Actor {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// The change of one value, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FromTo {
    /// What the value is; empty where the entry says it already.
    pub(crate) of: String,
    pub(crate) from: String,
    pub(crate) to: String,
}

/// Actors that are neither a person nor a key: their identifiers in entries, and their labels.
pub(crate) const NO_PERSON: [(&str, &str); 3] = [
    ("root", english("The person who runs the deployment")),
    ("reply_link", english("Somebody with a reply link")),
    ("porchlight", english("Porchlight")),
];

/// How many digits of an id distinguish a key from others.
const DIGITS: usize = 6;

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct RecordPage {
    pub(crate) entries: Vec<RecordEntry>,
    /// The cursor of the next page, if there is one.
    pub(crate) next_cursor: Option<String>,
}

impl RecordPage {
    /// Appends the next page.
    pub(crate) fn add(&mut self, page: Self) {
        self.entries.extend(page.entries);
        self.next_cursor = page.next_cursor;
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecordEntry {
    pub(crate) id: AuditId,
    actor: String,
    /// The name or the address of the person who made the change.
    actor_name: Option<String>,
    action: String,
    /// The id of the changed thing.
    target: String,
    /// The name or the address of the person who was changed.
    target_name: Option<String>,
    detail: Value,
    pub(crate) created_at: String,
}

impl RecordEntry {
    pub(crate) fn who(&self) -> String {
        if let Some(name) = &self.actor_name {
            return name.clone();
        }
        if let Some(&(_, name)) = NO_PERSON.iter().find(|(id, _)| *id == self.actor) {
            return text(name).to_owned();
        }
        match self.actor.as_str() {
            actor if actor.starts_with("person:") => text("Somebody who was removed").to_owned(),
            actor => filled("The key {digits}", &[("digits", &last_digits(actor))]),
        }
    }

    pub(crate) fn what(&self) -> String {
        // A person who was removed long ago has no name in the record.
        let somebody = || text("somebody|who was changed");
        let name = self.target_name.as_deref().unwrap_or_else(somebody);
        let whom = [("whom", name)];
        match self.action.as_str() {
            "person.invited" => filled("invited {whom}", &whom),
            "person.changed" if self.role_change().is_none() => {
                filled("changed the name of {whom}", &whom)
            }
            "person.changed" => filled("changed the role of {whom}", &whom),
            "person.removed" => filled("removed {whom}", &whom),
            "person.link_made" => filled("created a link to sign in for {whom}", &whom),
            "console.signed_in"
                if self
                    .detail
                    .get("with")
                    .is_some_and(|with| with == "passkey") =>
            {
                self.with_detail(text("signed in with a passkey"), "browser")
            }
            "console.signed_in" => self.with_detail(text("signed in"), "browser"),
            "passkey.added" => self.with_detail(text("added a passkey"), "browser"),
            "passkey.removed" => text("removed a passkey").to_owned(),
            "console.signed_out" => text("signed out").to_owned(),
            "console.sessions_ended" => text("ended sessions of their own").to_owned(),
            "key.created" => self.with_detail(text("created a key"), "name"),
            "key.revoked" => {
                let digits = last_digits(&self.target);
                filled("revoked the key {digits}", &[("digits", &digits)])
            }
            "project.created" => text("created the project").to_owned(),
            "project.updated" => self.with_detail(text("changed settings"), "fields"),
            "upkeep.updated" => {
                text("changed how often pages are read and what is kept").to_owned()
            }
            "model.updated" => self.with_detail(text("changed the language model"), "model"),
            "identity.updated" => text("changed how users are signed in").to_owned(),
            "identity.rotated" => text("created a new secret for signing in users").to_owned(),
            "webhook.created" => self.with_detail(text("added a webhook"), "url"),
            "webhook.updated" => self.with_detail(text("changed a webhook"), "url"),
            "webhook.deleted" => self.with_detail(text("removed a webhook"), "url"),
            "webhook.enabled" => self.with_detail(text("switched a webhook on"), "url"),
            "webhook.disabled" => self.with_detail(text("switched a webhook off"), "url"),
            "webhook.rotated" => self.with_detail(text("gave a webhook a new secret"), "url"),
            "reply_link.used" => text("used a reply link").to_owned(),
            "reply_link.ended" => text("ended the reply links of a conversation").to_owned(),
            "session.revoked" => text("ended a visitor’s session").to_owned(),
            "visitor.erased" => text("erased a visitor’s data").to_owned(),
            "organization.plan_changed" => self.with_detail(text("changed the plan"), "plan"),
            // A newer server may have actions that this page does not know.
            action => action.replace(['.', '_'], " "),
        }
    }

    /// The old and new values.
    pub(crate) fn changes(&self) -> Vec<FromTo> {
        if let Some((from, to)) = self.role_change() {
            let (from, to) = (from.to_owned(), to.to_owned());
            return vec![FromTo {
                of: String::new(),
                from,
                to,
            }];
        }
        let changes = self.detail.get("changes").and_then(Value::as_object);
        let changes = changes.into_iter().flatten().filter_map(|(name, change)| {
            let of = |side: &str| Some(shown_of(name, change.get(side)?));
            let (from, to) = (of("from")?, of("to")?);
            (from != to).then(|| FromTo {
                of: label(name),
                from,
                to,
            })
        });
        changes.collect()
    }

    /// The old and new role.
    fn role_change(&self) -> Option<(&'static str, &'static str)> {
        let role = |name: &str| self.detail.get(name)?.as_str()?.parse::<Role>().ok();
        match self.action.as_str() {
            "person.invited" => Some((text("Not there"), role("role")?.label())),
            "person.removed" => Some((role("from")?.label(), text("Not there"))),
            "person.changed" => {
                let (from, to) = (role("from")?, role("to")?);
                (from != to).then(|| (from.label(), to.label()))
            }
            _ => None,
        }
    }

    fn with_detail(&self, what: &str, name: &str) -> String {
        let detail = match self.detail.get(name) {
            Some(Value::String(value)) => value.clone(),
            Some(Value::Array(all)) => {
                let all = all.iter().filter_map(Value::as_str);
                all.map(label).collect::<Vec<_>>().join(", ")
            }
            _ => String::new(),
        };
        if detail.is_empty() {
            what.to_owned()
        } else {
            format!("{what}: {detail}")
        }
    }
}

/// The rooms' label for a changed value, or its name in the JSON.
fn label(name: &str) -> String {
    let known = match name {
        "retentionDays" => Some(text("Days that conversations are kept")),
        "recrawlDays" => Some(text("Days until pages are read again")),
        name => appearance::label(name),
    };
    known.unwrap_or(name).to_owned()
}

/// A value in words, given the name of what it belongs to.
fn shown_of(name: &str, value: &Value) -> String {
    match (name, value) {
        ("retentionDays", Value::Null) => text("for ever").to_owned(),
        ("recrawlDays", value) if *value == 0 => text("never").to_owned(),
        (name, Value::String(chosen)) => match appearance::value_label(name, chosen) {
            Some(label) => label.to_owned(),
            None => shown(value),
        },
        (_, value) => shown(value),
    }
}

/// A value in words.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => text("nothing").to_owned(),
        Value::String(value) if value.is_empty() => text("nothing").to_owned(),
        Value::String(value) => value.clone(),
        Value::Bool(true) => text("on").to_owned(),
        Value::Bool(false) => text("off").to_owned(),
        Value::Array(all) => {
            let all: Vec<String> = all.iter().map(shown).collect();
            all.join(", ")
        }
        other => other.to_string(),
    }
}

/// The last digits of an id. They differ even between ids created at about the same time.
fn last_digits(id: &str) -> String {
    let digits: Vec<char> = id.chars().collect();
    let from = digits.len().saturating_sub(DIGITS);
    let last: String = digits.into_iter().skip(from).collect();
    format!("…{last}")
}

#[cfg(test)]
mod tests;
