//! What the visitor's browser keeps for a project: nothing before the first question.
//!
//! One record under `porchlight:<project>`. Where storage is blocked, it lives in memory for the visit.

use porchlight_browser as browser;
use porchlight_shared::ids::{ConversationId, MessageId, SessionId};

use crate::wire::{self, Fields};

/// What is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// This browser, as it named itself.
    pub session: SessionId,
    /// Opens the session's conversations.
    pub token: Option<String>,
    /// The conversation to go on with.
    pub conversation: Option<ConversationId>,
    /// The newest answer, by its id. A tab that does not show it yet looks it up.
    pub answer: Option<MessageId>,
    /// The visitor's e-mail address, as they wrote it.
    pub email: Option<String>,
    /// The e-mail address that the owner's server has signed for: whose session this is, if it is no guest's.
    pub identity: Option<String>,
    /// The conversation whose owner has contact details.
    pub lead: Option<ConversationId>,
    /// What stands in the composer, or could not be sent.
    pub draft: String,
}

impl Record {
    /// A browser that has not been here before.
    pub fn new() -> Self {
        Self {
            session: SessionId::new(browser::now(), browser::random()),
            token: None,
            conversation: None,
            answer: None,
            email: None,
            identity: None,
            lead: None,
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
    ["porchlight:", project].concat()
}

/// What was kept before; `None` if nothing was, if it cannot be read, or if storage is blocked.
pub fn load(project: &str) -> Option<Record> {
    parse(&storage()?.get_item(&key(project)).ok()??)
}

/// A record from its stored text.
pub fn parse(text: &str) -> Option<Record> {
    let fields = Fields::parse(text)?;
    Some(Record {
        session: fields.read("session")?,
        token: fields.text("token"),
        conversation: fields.read("conversation"),
        answer: fields.read("answer"),
        email: fields.text("email"),
        identity: fields.text("identity"),
        lead: fields.read("lead"),
        draft: fields.text("draft").unwrap_or_default(),
    })
}

/// The text that a record is stored as.
pub fn write(record: &Record) -> String {
    wire::object(&[
        ("session", Some(&record.session.to_string())),
        ("token", record.token.as_deref()),
        (
            "conversation",
            record.conversation.map(|id| id.to_string()).as_deref(),
        ),
        ("answer", record.answer.map(|id| id.to_string()).as_deref()),
        ("email", record.email.as_deref()),
        ("identity", record.identity.as_deref()),
        ("lead", record.lead.map(|id| id.to_string()).as_deref()),
        (
            "draft",
            Some(&record.draft)
                .filter(|draft| !draft.is_empty())
                .map(String::as_str),
        ),
    ])
}

/// Keeps a record, where the browser lets us.
pub fn save(project: &str, record: &Record) {
    if let Some(storage) = storage()
        && storage.set_item(&key(project), &write(record)).is_err()
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
