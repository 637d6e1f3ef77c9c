//! Who answers the visitor, and the notices about changes.

use porchlight_shared::chat_event::{Holder, Status};

use super::{Author, Chat};

impl Chat {
    /// Whether a person answers or was asked for, so that a message may come at any time.
    pub(crate) const fn has_person(&self) -> bool {
        matches!(self.holder, Holder::Queue | Holder::Operator)
    }

    /// Changes the holder and adds its notice. A notice that begins with the text of the previous notice replaces it.
    pub(crate) fn set_holder(&mut self, status: Status) {
        self.holder = status.holder;
        self.operator_name = status.operator_name;
        self.typing = None;
        if status.text.is_empty() || self.is_told(&status.text) {
            return;
        }
        if self
            .last_notice()
            .is_some_and(|last| status.text.starts_with(last))
        {
            self.entries.pop();
        }
        self.push(Author::Notice, status.text);
    }

    /// Whether the newest entry is a notice that begins with `text`.
    pub(crate) fn is_told(&self, text: &str) -> bool {
        self.last_notice()
            .is_some_and(|last| last.starts_with(text))
    }

    fn last_notice(&self) -> Option<&str> {
        let last = self.entries.last()?;
        (last.author == Author::Notice).then_some(&*last.text)
    }
}
