//! What the browser's storage keeps about a visitor: nothing before their first question.
//!
//! There is one record, under `porchlight:<project>`. Where storage is blocked, it lasts until the page is closed.

use porchlight_browser as browser;
use porchlight_shared::ids::{ConversationId, MessageId, SessionId};

use crate::wire::{self, Fields};

/// What is kept about a visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The session's id, created by this browser.
    pub session: SessionId,
    /// The session token, which gives access to the conversations. None before the server's first answer.
    pub token: Option<String>,
    /// The conversation to continue.
    pub conversation: Option<ConversationId>,
    /// The id of the newest answer. A tab that does not show it yet loads the transcript.
    pub answer: Option<MessageId>,
    /// The email address that the visitor entered.
    pub email: Option<String>,
    /// The email address that the owner's server has signed. None for a guest.
    pub identity: Option<String>,
    /// The conversation that the visitor's contact details were sent with.
    pub lead: Option<ConversationId>,
    /// Whether a person may write in a conversation that the visitor has left.
    pub elsewhere: bool,
    /// The text in the composer, or a question that could not be sent.
    pub draft: String,
}

impl Record {
    /// The record of a new visitor, with a new session id.
    pub fn new() -> Self {
        Self {
            session: SessionId::new(browser::now(), browser::random()),
            token: None,
            conversation: None,
            answer: None,
            email: None,
            identity: None,
            lead: None,
            elsewhere: false,
            draft: String::new(),
        }
    }
}

impl Default for Record {
    fn default() -> Self {
        Self::new()
    }
}

/// The storage key of a project's record.
pub fn key(project: &str) -> String {
    ["porchlight:", project].concat()
}

/// The stored record. `None` if there is none, it is malformed, or storage is blocked.
pub fn load(project: &str) -> Option<Record> {
    parse(&storage()?.get_item(&key(project)).ok()??)
}

/// Parses a stored record. `None` if it is malformed.
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
        elsewhere: fields.text("elsewhere").is_some(),
        draft: fields.text("draft").unwrap_or_default(),
    })
}

/// A record as JSON, in its stored form.
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
        ("elsewhere", record.elsewhere.then_some("1")),
        (
            "draft",
            Some(&record.draft)
                .filter(|draft| !draft.is_empty())
                .map(String::as_str),
        ),
    ])
}

/// Stores a record, if the browser allows it.
pub fn save(project: &str, record: &Record) {
    if let Some(storage) = storage()
        && storage.set_item(&key(project), &write(record)).is_err()
    {
        // Storage is full or blocked: the record in memory lasts for this visit.
    }
}

/// Removes a project's record.
pub fn clear(project: &str) {
    if let Some(storage) = storage()
        && storage.remove_item(&key(project)).is_err()
    {
        // Storage is blocked, so nothing is stored.
    }
}

fn storage() -> Option<web_sys::Storage> {
    browser::window().local_storage().ok().flatten()
}
