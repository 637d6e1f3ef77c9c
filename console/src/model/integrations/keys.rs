//! API keys: what there is, and what one may be made for.

use porchlight_shared::{ids::KeyId, names};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::model::numbers::Day;

names! {
    /// What a key is for.
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
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Live => "Secret",
            Self::Test => "Secret, for tests",
            Self::Publishable => "Publishable",
            Self::Push => "Push",
        }
    }

    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::Live => "for your server. It reaches real conversations.",
            Self::Test => "for trying your server out. It reaches test conversations alone.",
            Self::Publishable => {
                "for pages, where anybody can read it. It asks questions from your websites."
            }
            Self::Push => "for a shop that tells of its sales, and nothing else.",
        }
    }

    /// Whether one chooses what it may do.
    pub(crate) const fn has_scopes(self) -> bool {
        matches!(self, Self::Live | Self::Test)
    }
}

/// What a secret key may do, with what each means.
pub(crate) const SCOPES: [(&str, &str); 17] = [
    ("chat:write", "Ask, judge answers, ask for a person"),
    ("config:read", "Read the settings"),
    ("config:write", "Change the settings"),
    ("sources:read", "List what answers come from"),
    ("sources:write", "Add and remove what answers come from"),
    ("answers:write", "Answer gaps"),
    ("conversations:read", "Read conversations"),
    ("conversations:write", "Answer visitors as a person"),
    ("analytics:read", "Read the numbers"),
    ("leads:read", "Read contact details"),
    ("visitors:write", "Find, export and erase visitors"),
    ("reporting:read", "Read chats for reports"),
    ("webhooks:write", "Manage webhooks, and pull events"),
    ("people:read", "See who works here"),
    ("people:write", "Invite and remove people"),
    ("keys:write", "Manage keys, and read the history"),
    ("chatbots:write", "Create and change chatbots"),
];

/// A key.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApiKey {
    pub(crate) id: KeyId,
    pub(crate) kind: KeyKind,
    /// Its last four digits.
    pub(crate) ending: String,
    pub(crate) name: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) created_at: String,
    pub(crate) expires_at: Option<String>,
    pub(crate) revoked_at: Option<String>,
    pub(crate) last_used_at: Option<String>,
}

impl ApiKey {
    /// What it may do, in words.
    pub(crate) fn may(&self) -> String {
        if self.scopes.iter().any(|scope| scope == "*") {
            return "May do everything".to_owned();
        }
        if !self.kind.has_scopes() {
            return format!("{} key", self.kind.label());
        }
        format!("May: {}", self.scopes.join(", "))
    }
}

/// All keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct ApiKeys {
    pub(crate) keys: Vec<ApiKey>,
}

impl ApiKeys {
    /// Those that open something, or did.
    pub(crate) fn opening(&self, opening: bool) -> Vec<ApiKey> {
        let keys = self.keys.iter();
        let keys = keys.filter(|key| key.revoked_at.is_none() == opening);
        keys.cloned().collect()
    }
}

/// A key that was just made.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct NewKey {
    pub(crate) id: KeyId,
    pub(crate) key: Option<String>,
}

names! {
    /// When a key ends, by the label.
    #[derive(Default)]
    pub(crate) enum KeyEnd {
        #[default]
        Never = "Never",
        Month = "In 30 days",
        Quarter = "In 90 days",
        Year = "In a year",
    }
}

impl KeyEnd {
    const fn days(self) -> Option<i64> {
        match self {
            Self::Never => None,
            Self::Month => Some(30),
            Self::Quarter => Some(90),
            Self::Year => Some(365),
        }
    }
}

/// A key as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeyDraft {
    pub(crate) name: String,
    pub(crate) kind: KeyKind,
    /// What it may do; none: everything that its kind and its maker may.
    pub(crate) scopes: Vec<String>,
    /// One chooses what it may do.
    pub(crate) narrow: bool,
    pub(crate) end: KeyEnd,
}

impl KeyDraft {
    /// Takes a scope in or out.
    pub(crate) fn toggle(&mut self, scope: &str) {
        if self.scopes.iter().any(|known| known == scope) {
            self.scopes.retain(|known| known != scope);
        } else {
            self.scopes.push(scope.to_owned());
        }
    }

    /// What is wrong with it, before it is sent.
    pub(crate) fn wrong(&self) -> Option<&'static str> {
        if self.name.trim().is_empty() {
            return Some("Give the key a name, so that you know it again.");
        }
        let none = self.kind.has_scopes() && self.narrow && self.scopes.is_empty();
        none.then_some("Choose at least one thing that the key may do.")
    }

    /// As the server takes it, on this day.
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

    #[test]
    fn every_scope_is_documented() {
        let page = include_str!("../../../../docs/keys.md");
        for (scope, _) in SCOPES {
            assert!(page.contains(&format!("`{scope}`")), "{scope}");
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
                .is_some_and(|wrong| wrong.contains("at least one"))
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
