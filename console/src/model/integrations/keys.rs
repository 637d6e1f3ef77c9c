//! API keys: the existing ones, and what a new one may do.

use porchlight_shared::{ids::KeyId, names};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    model::numbers::Day,
    texts::{english, filled, text},
};

names! {
    #[derive(Default)]
    pub(crate) enum KeyKind {
        #[default]
        Live = "live",
        Test = "test",
        Publishable = "publishable",
        Push = "push",
    }
}

impl KeyKind {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Live => text("Secret"),
            Self::Test => text("Secret, for tests"),
            Self::Publishable => text("Publishable"),
            Self::Push => text("Push"),
        }
    }

    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Live => text("for your server. It reaches real conversations."),
            Self::Test => text("for testing your server. It reaches only test conversations."),
            Self::Publishable => {
                text("for pages, where anybody can read it. It asks questions from your websites.")
            }
            Self::Push => text("for a shop that reports its sales, and nothing else."),
        }
    }

    /// Whether the scopes can be chosen.
    pub(crate) const fn has_scopes(self) -> bool {
        matches!(self, Self::Live | Self::Test)
    }
}

/// The scopes of a secret key: name and meaning.
pub(crate) const SCOPES: [(&str, &str); 17] = [
    ("chat:write", english("Ask, rate answers, ask for a person")),
    ("config:read", english("Read the settings")),
    ("config:write", english("Change the settings")),
    ("sources:read", english("List what answers come from")),
    (
        "sources:write",
        english("Add and remove what answers come from"),
    ),
    ("answers:write", english("Answer gaps")),
    ("conversations:read", english("Read conversations")),
    (
        "conversations:write",
        english("Answer visitors as a person"),
    ),
    ("analytics:read", english("Read the numbers")),
    ("leads:read", english("Read contact details")),
    ("visitors:write", english("Find, export and erase visitors")),
    ("reporting:read", english("Read chats for reports")),
    (
        "webhooks:write",
        english("Manage webhooks, and pull events"),
    ),
    ("people:read", english("See who works here")),
    ("people:write", english("Invite and remove people")),
    ("keys:write", english("Manage keys, and read the history")),
    ("chatbots:write", english("Create and change chatbots")),
];

/// Why a key no longer works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closing {
    Revoked,
    Ended,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApiKey {
    pub(crate) id: KeyId,
    pub(crate) kind: KeyKind,
    /// Its last four characters.
    pub(crate) ending: String,
    pub(crate) name: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) created_at: String,
    pub(crate) expires_at: Option<String>,
    pub(crate) revoked_at: Option<String>,
    pub(crate) last_used_at: Option<String>,
}

impl ApiKey {
    /// Why and since when the key no longer works. Times are in the server's format, in UTC.
    pub(crate) fn closed(&self, now: &str) -> Option<(Closing, String)> {
        let ended = || self.expires_at.clone().filter(|at| &**at <= now);
        let revoked = self.revoked_at.clone().map(|at| (Closing::Revoked, at));
        revoked.or_else(|| Some((Closing::Ended, ended()?)))
    }

    /// The scopes in words.
    pub(crate) fn may(&self) -> String {
        if self.scopes.iter().any(|scope| scope == "*") {
            return text("May do everything").to_owned();
        }
        match self.kind {
            KeyKind::Publishable => text("Publishable key").to_owned(),
            KeyKind::Push => text("Push key").to_owned(),
            KeyKind::Live | KeyKind::Test => {
                filled("May: {scopes}", &[("scopes", &self.scopes.join(", "))])
            }
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct ApiKeys {
    pub(crate) keys: Vec<ApiKey>,
}

/// A key right after it was created.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct NewKey {
    pub(crate) id: KeyId,
    pub(crate) key: Option<String>,
}

names! {
    /// When a key expires.
    #[derive(Default)]
    pub(crate) enum KeyEnd {
        #[default]
        Never = "never",
        Month = "month",
        Quarter = "quarter",
        Year = "year",
    }
}

impl KeyEnd {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Never => text("Never"),
            Self::Month => text("In 30 days"),
            Self::Quarter => text("In 90 days"),
            Self::Year => text("In a year"),
        }
    }

    const fn days(self) -> Option<i64> {
        match self {
            Self::Never => None,
            Self::Month => Some(30),
            Self::Quarter => Some(90),
            Self::Year => Some(365),
        }
    }
}

/// A key's input fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeyDraft {
    pub(crate) name: String,
    pub(crate) kind: KeyKind,
    /// The chosen scopes. Empty for everything that the kind and the creator may do.
    pub(crate) scopes: Vec<String>,
    /// Whether scopes are chosen one by one.
    pub(crate) narrow: bool,
    pub(crate) end: KeyEnd,
}

impl KeyDraft {
    /// Selects or deselects a scope.
    pub(crate) fn toggle(&mut self, scope: &str) {
        if self.scopes.iter().any(|known| known == scope) {
            self.scopes.retain(|known| known != scope);
        } else {
            self.scopes.push(scope.to_owned());
        }
    }

    /// The error in the fields, found before they are sent.
    pub(crate) fn wrong(&self) -> Option<&'static str> {
        if self.name.trim().is_empty() {
            return Some(text(
                "“What it is for” is empty. Write a name by which you will recognise the key.",
            ));
        }
        let none = self.kind.has_scopes() && self.narrow && self.scopes.is_empty();
        none.then(|| text("“May do” is empty. Choose at least one thing."))
    }

    /// The body that creates the key. `today` is the day from which it expires.
    pub(crate) fn body(&self, today: Day) -> Value {
        let mut body = Map::new();
        body.insert("name".into(), self.name.trim().into());
        body.insert("kind".into(), self.kind.name().into());
        if self.kind.has_scopes() && self.narrow {
            body.insert("scopes".into(), json!(self.scopes));
        }
        if let Some(days) = self.end.days() {
            body.insert("expiresAt".into(), today.after(days).to_string().into());
        }
        body.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::integrations::tests::documented;

    #[test]
    fn every_scope_of_the_server_is_offered() {
        let mut offered = SCOPES.map(|(scope, _)| scope.to_owned()).to_vec();
        // `*`, and the scope that only push keys have.
        offered.extend(["*".to_owned(), "sales:push".to_owned()]);
        offered.sort();
        assert_eq!(offered, documented("Scope"));
    }

    #[test]
    fn a_key_is_open_until_it_is_revoked_or_ends() {
        let key = |expires: Option<&str>, revoked: Option<&str>| -> ApiKey {
            serde_json::from_value(json!({
                "id": KeyId::new(1, [1; 10]), "kind": "live", "ending": "0a1b", "name": "Export", "scopes": ["*"],
                "createdAt": "2026-01-01T00:00:00.000Z", "expiresAt": expires, "revokedAt": revoked, "lastUsedAt": null,
            }))
            .unwrap()
        };
        let (before, now, after) = (
            "2026-03-01T00:00:00.000Z",
            "2026-03-02T00:00:00.000Z",
            "2026-03-03T00:00:00.000Z",
        );
        for (expires, revoked, closed) in [
            (None, None, None),
            (Some(after), None, None),
            (Some(before), None, Some((Closing::Ended, before))),
            (Some(after), Some(before), Some((Closing::Revoked, before))),
        ] {
            let key = key(expires, revoked);
            let expected = closed.map(|(how, at)| (how, at.to_owned()));
            assert_eq!(key.closed(now), expected);
        }
    }

    #[test]
    fn a_key_is_narrow_only_if_one_chooses() {
        let mut draft = KeyDraft {
            name: " Export ".into(),
            end: KeyEnd::Month,
            ..KeyDraft::default()
        };
        let today = Day::new(2026, 1, 31);
        assert_eq!(
            draft.body(today),
            json!({ "name": "Export", "kind": "live", "expiresAt": "2026-03-02" })
        );
        draft.narrow = true;
        assert!(
            draft
                .wrong()
                .is_some_and(|wrong| wrong.starts_with("“May do”"))
        );
        draft.toggle("leads:read");
        draft.end = KeyEnd::Never;
        assert_eq!(draft.wrong(), None);
        assert_eq!(
            draft.body(today),
            json!({ "name": "Export", "kind": "live", "scopes": ["leads:read"] })
        );
        draft.kind = KeyKind::Push;
        assert_eq!(
            draft.body(today),
            json!({ "name": "Export", "kind": "push" })
        );
        draft.name = " ".into();
        assert!(draft.wrong().is_some_and(|wrong| wrong.contains("name")));
    }
}
