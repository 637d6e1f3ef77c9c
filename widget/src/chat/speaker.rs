//! Who speaks, and what the visitor is told when that changes.

use porchlight_shared::chat_event::{Holder, Status};

use super::{Author, Chat};

impl Chat {
    /// A person is in the conversation or was asked for: what they say can come at any time.
    pub const fn has_person(&self) -> bool {
        matches!(self.holder, Holder::Queue | Holder::Operator)
    }

    /// Who speaks has changed. A notice that only says more than the last one takes its place.
    pub fn set_holder(&mut self, status: Status) {
        self.holder = status.holder;
        self.operator_name = status.operator_name;
        self.writing = None;
        let last = self
            .entries
            .last()
            .filter(|last| last.author == Author::Notice)
            .map(|last| last.text.as_str());
        if status.text.is_empty() || last.is_some_and(|last| last.starts_with(&status.text)) {
            return;
        }
        if last.is_some_and(|last| status.text.starts_with(last)) {
            self.entries.pop();
        }
        self.push(Author::Notice, status.text);
    }
}
