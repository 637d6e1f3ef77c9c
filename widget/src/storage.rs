//! What the visitor's browser keeps for a project: nothing before the first question.
//!
//! One record under `porchlight:<project>`. Where storage is blocked, it lives in memory for the visit.

use porchlight_shared::ids::{ConversationId, SessionId};
use serde::{Deserialize, Serialize};

use crate::browser;

/// What is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// This browser, as it named itself.
    pub session: SessionId,
    /// Opens the session's conversations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The conversation to go on with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// What stands in the composer, or could not be sent.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub draft: String,
}

impl Record {
    /// A browser that has not been here before.
    pub fn new() -> Self {
        Self {
            session: SessionId::new(browser::now(), browser::random()),
            token: None,
            conversation: None,
            draft: String::new(),
        }
    }
}

impl Default for Record {
    fn default() -> Self {
        Self::new()
    }
}

/// The name of a project's record.
pub fn key(project: &str) -> String {
    format!("porchlight:{project}")
}

/// What was kept before; `None` if nothing was, if it cannot be read, or if storage is blocked.
pub fn load(project: &str) -> Option<Record> {
    parse(&storage()?.get_item(&key(project)).ok()??)
}

/// A record from its stored text.
pub fn parse(text: &str) -> Option<Record> {
    serde_json::from_str(text).ok()
}

/// Keeps a record, where the browser lets us.
pub fn save(project: &str, record: &Record) {
    let text = serde_json::to_string(record).ok();
    if let (Some(storage), Some(text)) = (storage(), text)
        && storage.set_item(&key(project), &text).is_err()
    {
        // Full or forbidden: the record in memory serves for this visit.
    }
}

/// Forgets a project's record.
pub fn clear(project: &str) {
    if let Some(storage) = storage()
        && storage.remove_item(&key(project)).is_err()
    {
        // Forbidden: then there is nothing to forget.
    }
}

fn storage() -> Option<web_sys::Storage> {
    browser::window().local_storage().ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_record_is_pinned() {
        let text = r#"{"session":"00000000-0000-7000-8000-000000000000","token":"t","conversation":"00000000-0001-7000-8000-000000000000","draft":"half a qu"}"#;
        let record = Record {
            session: SessionId::new(0, [0; 10]),
            token: Some("t".into()),
            conversation: Some(ConversationId::new(1, [0; 10])),
            draft: "half a qu".into(),
        };
        assert_eq!(serde_json::to_string(&record).unwrap(), text);
        assert_eq!(parse(text), Some(record));
    }

    #[test]
    fn a_record_that_cannot_be_read_is_as_good_as_none() {
        for text in ["", "null", "{}", r#"{"session":"x"}"#] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
