//! What the browser's storage keeps for an operator: their name, what they have seen, their drafts, and for each page
//! the project it shows. Never a secret.
//!
//! *Invariant:* nothing kept for one person is shown to another who signs in in the same browser. Where storage is
//! blocked, everything lasts until the page is closed.

use std::collections::BTreeMap;

use porchlight_browser as browser;
use porchlight_shared::ids::{ClientMessageId, ConversationId, PersonId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use web_sys::Storage;

/// The most conversations whose seen state or draft is kept.
const KEPT: usize = 300;

// Keys in `localStorage`. Tone and language belong to the browser. Every other key ends with the id of the person it
// belongs to.
const SOUND: &str = "porchlight-console:sound";
/// Also read by `start.js`.
const LANGUAGE: &str = "porchlight-console:language";
const OPERATOR: &str = "porchlight-console:operator";
const SEEN: &str = "porchlight-console:seen";
const DRAFTS: &str = "porchlight-console:drafts";

/// In `sessionStorage`, which is separate for each tab.
const PROJECT: &str = "porchlight-console:project";

fn key(name: &str, person: PersonId) -> String {
    format!("{name}:{person}")
}

/// Up to when each conversation was seen: the time of its newest entry, as the server writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seen(BTreeMap<ConversationId, String>);

impl Seen {
    pub(crate) fn until(&self, id: ConversationId) -> Option<&str> {
        self.0.get(&id).map(String::as_str)
    }

    /// Marks a conversation as seen up to `time`. An earlier time changes nothing. Forgets the oldest entries beyond
    /// [`KEPT`].
    pub(crate) fn note(&mut self, id: ConversationId, time: &str) {
        if self.until(id).is_none_or(|until| until < time) {
            self.0.insert(id, time.to_owned());
        }
        while self.0.len() > KEPT {
            let oldest = self.0.iter().min_by_key(|(_, until)| until.as_str());
            let Some(oldest) = oldest.map(|(id, _)| *id) else {
                return;
            };
            self.0.remove(&oldest);
        }
    }
}

/// A text that was typed but not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Draft {
    pub(crate) text: String,
    /// The client message id, set at the first attempt to send. A retry reuses it, so the message is stored once.
    pub(crate) reply: Option<ClientMessageId>,
    /// In Unix milliseconds.
    written_at: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Drafts(BTreeMap<ConversationId, Draft>);

impl Drafts {
    pub(crate) fn of(&self, id: ConversationId) -> Option<&Draft> {
        self.0.get(&id)
    }

    /// Keeps a draft written at `now` (Unix milliseconds), or drops it if `text` is blank. A changed text gets a new
    /// client message id. Forgets the oldest drafts beyond [`KEPT`].
    pub(crate) fn note(&mut self, id: ConversationId, text: &str, now: u64) {
        if text.trim().is_empty() {
            self.0.remove(&id);
        } else {
            let draft = Draft {
                text: text.to_owned(),
                reply: None,
                written_at: now,
            };
            self.0.insert(id, draft);
        }
        while self.0.len() > KEPT {
            let oldest = self.0.iter().min_by_key(|(_, draft)| draft.written_at);
            let Some(oldest) = oldest.map(|(id, _)| *id) else {
                return;
            };
            self.0.remove(&oldest);
        }
    }

    /// The client message id of a draft; `new` if it has none yet.
    pub(crate) fn reply(&mut self, id: ConversationId, new: ClientMessageId) -> ClientMessageId {
        self.0
            .get_mut(&id)
            .map_or(new, |draft| *draft.reply.get_or_insert(new))
    }
}

/// The name that the person entered, as visitors see it.
pub(crate) fn load_operator(person: PersonId) -> Option<String> {
    read_text(&key(OPERATOR, person)).filter(|name| !name.is_empty())
}

pub(crate) fn save_operator(person: PersonId, name: &str) {
    write_text(&key(OPERATOR, person), name);
}

/// Whether a tone announces new messages.
pub(crate) fn load_sound() -> bool {
    read_text(SOUND).as_deref() == Some("on")
}

pub(crate) fn save_sound(on: bool) {
    write_text(SOUND, if on { "on" } else { "off" });
}

pub(crate) fn save_language(tag: &str) {
    write_text(LANGUAGE, tag);
}

pub(crate) fn load_seen(person: PersonId) -> Seen {
    read(&key(SEEN, person)).unwrap_or_default()
}

pub(crate) fn save_seen(person: PersonId, seen: &Seen) {
    write(&key(SEEN, person), seen);
}

pub(crate) fn load_drafts(person: PersonId) -> Drafts {
    read(&key(DRAFTS, person)).unwrap_or_default()
}

pub(crate) fn save_drafts(person: PersonId, drafts: &Drafts) {
    write(&key(DRAFTS, person), drafts);
}

/// The slug of the project that this page shows. Other tabs have their own.
pub(crate) fn load_project() -> Option<String> {
    page_storage()?.get_item(PROJECT).ok()?
}

pub(crate) fn save_project(slug: Option<&str>) {
    let Some(storage) = page_storage() else {
        return;
    };
    let kept = match slug {
        Some(slug) => storage.set_item(PROJECT, slug),
        None => storage.remove_item(PROJECT),
    };
    if kept.is_err() {
        // Storage is full or blocked: the copy in memory lasts for this visit.
    }
}

fn page_storage() -> Option<Storage> {
    browser::window().session_storage().ok().flatten()
}

fn read<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_str(&read_text(name)?).ok()
}

fn write(name: &str, value: &impl Serialize) {
    if let Ok(text) = serde_json::to_string(value) {
        write_text(name, &text);
    }
}

fn read_text(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

fn write_text(name: &str, text: &str) {
    if let Some(storage) = storage()
        && storage.set_item(name, text).is_err()
    {
        // Storage is full or blocked: the copy in memory lasts for this visit.
    }
}

fn storage() -> Option<Storage> {
    browser::window().local_storage().ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u64) -> ConversationId {
        ConversationId::new(number, [0; 10])
    }

    #[test]
    fn the_page_is_started_in_the_language_that_was_chosen() {
        let start = include_str!("../start.js");
        assert!(start.contains(&format!("localStorage.getItem(\"{LANGUAGE}\")")));
    }

    #[test]
    fn what_was_seen_only_grows_and_the_oldest_is_forgotten() {
        let mut seen = Seen::default();
        // Ids do not sort by time.
        let first = id(1_000_000);
        seen.note(first, "2026-01-02");
        seen.note(first, "2026-01-01");
        assert_eq!(seen.until(first), Some("2026-01-02"));
        for number in 1..=u64::try_from(KEPT).unwrap() {
            seen.note(id(number), "2026-01-03");
        }
        assert_eq!((seen.0.len(), seen.until(first)), (KEPT, None));
    }

    #[test]
    fn a_draft_is_kept_until_it_is_empty() {
        let mut drafts = Drafts::default();
        drafts.note(id(1), "Hello", 1);
        assert_eq!(drafts.of(id(1)).unwrap().text, "Hello");
        assert_eq!(drafts.of(id(2)), None);
        drafts.note(id(1), " ", 2);
        assert_eq!(drafts, Drafts::default());
    }

    #[test]
    fn the_draft_that_was_written_longest_ago_is_forgotten() {
        let mut drafts = Drafts::default();
        let last = u64::try_from(KEPT).unwrap() + 1;
        for number in 1..=last {
            drafts.note(id(last - number), "Hello", number);
        }
        assert_eq!(drafts.0.len(), KEPT);
        assert!(drafts.of(id(0)).is_some() && drafts.of(id(last - 1)).is_none());
    }

    #[test]
    fn a_reply_keeps_its_name_until_another_text_is_written() {
        let mut drafts = Drafts::default();
        let name = |number| ClientMessageId::new(number, [0; 10]);
        drafts.note(id(1), "Hello", 1);
        assert_eq!(drafts.reply(id(1), name(1)), name(1));
        assert_eq!(drafts.reply(id(1), name(2)), name(1));
        drafts.note(id(1), "Hello!", 2);
        assert_eq!(drafts.reply(id(1), name(3)), name(3));
    }
}
