//! The record of changes in words: who did what, and from what to what.

use porchlight_shared::{ids::AuditId, names};
use serde::Deserialize;
use serde_json::Value;

use super::appearance;
use crate::{
    room::Role,
    texts::{english, filled, text},
};

names! {
    /// A kind of changes, by the noun of its actions.
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

/// Which changes are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RecordFilter {
    /// Who made them, as entries name them; empty: anybody.
    pub(crate) actor: String,
    pub(crate) kind: Option<RecordKind>,
}

impl RecordFilter {
    /// Whether something is left out.
    pub(crate) const fn is_on(&self) -> bool {
        !self.actor.is_empty() || self.kind.is_some()
    }
}

/// Somebody who may have changed something, as entries name them, with what to call them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Actor {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// A change of one thing, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FromTo {
    /// What it is of; empty where that is said already.
    pub(crate) of: String,
    pub(crate) from: String,
    pub(crate) to: String,
}

/// Who acts and is neither a person nor a key: as entries name them, with what to call them.
pub(crate) const NO_PERSON: [(&str, &str); 3] = [
    ("root", english("Whoever runs the deployment")),
    ("reply_link", english("Somebody with a reply link")),
    ("porchlight", english("Porchlight")),
];

/// Digits of an id by which a key is told from others.
const DIGITS: usize = 6;

/// A page of the record, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct RecordPage {
    pub(crate) entries: Vec<RecordEntry>,
    /// Where it goes on, if there is more.
    pub(crate) next_cursor: Option<String>,
}

impl RecordPage {
    /// Adds the page that follows.
    pub(crate) fn add(&mut self, page: Self) {
        self.entries.extend(page.entries);
        self.next_cursor = page.next_cursor;
    }
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecordEntry {
    pub(crate) id: AuditId,
    actor: String,
    /// The name or the address of the person who did it.
    actor_name: Option<String>,
    action: String,
    /// The id of what was changed.
    target: String,
    /// The same of the person who was changed.
    target_name: Option<String>,
    detail: Value,
    pub(crate) created_at: String,
}

impl RecordEntry {
    /// Who did it.
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

    /// What they did.
    pub(crate) fn what(&self) -> String {
        // Who was removed long ago has no name any more.
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
            "person.link_made" => filled("made a link to sign in for {whom}", &whom),
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
            "key.created" => self.with_detail(text("made a key"), "name"),
            "key.revoked" => {
                let digits = last_digits(&self.target);
                filled("revoked the key {digits}", &[("digits", &digits)])
            }
            "project.created" => text("made the project").to_owned(),
            "project.updated" => self.with_detail(text("changed settings"), "fields"),
            "upkeep.updated" => {
                text("changed how often pages are read and what is kept").to_owned()
            }
            "model.updated" => self.with_detail(text("changed the language model"), "model"),
            "identity.updated" => text("changed how users are signed in").to_owned(),
            "identity.rotated" => text("made a new secret for signing in users").to_owned(),
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
            // A newer server may know more.
            action => action.replace(['.', '_'], " "),
        }
    }

    /// From what to what it was changed.
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

    /// From what to what a role was changed.
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

/// What the rooms call what was changed; else its name on the wire.
fn label(name: &str) -> String {
    let known = match name {
        "retentionDays" => Some(text("Days that conversations are kept")),
        "recrawlDays" => Some(text("Days until pages are read again")),
        name => appearance::label(name),
    };
    known.unwrap_or(name).to_owned()
}

/// A value as one reads it beside its name.
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

/// A value as one reads it.
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

/// The last digits of an id, which differ between those that were made at about the same time.
fn last_digits(id: &str) -> String {
    let digits: Vec<char> = id.chars().collect();
    let from = digits.len().saturating_sub(DIGITS);
    let last: String = digits.into_iter().skip(from).collect();
    format!("…{last}")
}

#[cfg(test)]
mod tests;
