//! Which replies of a person the visitor has not seen.
//!
//! ```text
//!  a reply comes ─► unread ─┬─ it is on the screen ───────────► read, and the server is told
//!                           ├─ the server says it was read ───► read
//!                           └─ the visitor answers ───────────► read
//! ```

use porchlight_shared::ids::MessageId;

use super::{Author, Chat};

impl Chat {
    /// The keys of the unread replies, oldest first.
    pub(crate) fn unread(&self) -> Vec<u32> {
        let unread = self.entries.iter().filter(|entry| entry.unread);
        unread.map(|entry| entry.key).collect()
    }

    /// Marks the answer with this id as unread, because it came while nobody looked.
    pub(crate) fn miss(&mut self, answer: Option<MessageId>) {
        for entry in &mut self.entries {
            entry.unread |= answer.is_some() && entry.id == answer;
        }
    }

    /// Marks entries as seen. Returns the last message up to which everything is now seen, if that has moved forward.
    pub(crate) fn see(&mut self, keys: &[u32]) -> Option<MessageId> {
        let before = self.first_unread();
        for entry in &mut self.entries {
            entry.unread &= !keys.contains(&entry.key);
        }
        let first = self.first_unread();
        if first == before {
            return None;
        }
        self.seen_until()
    }

    /// The newest reply up to which the visitor has seen everything.
    pub(crate) fn seen_until(&self) -> Option<MessageId> {
        let first = self.first_unread();
        let mut seen = self.entries.iter().rev().filter(|entry| {
            entry.author != Author::Visitor && first.is_none_or(|first| entry.key < first)
        });
        seen.next()?.id
    }

    fn first_unread(&self) -> Option<u32> {
        let first = self.entries.iter().find(|entry| entry.unread);
        first.map(|entry| entry.key)
    }

    /// Draws the line above the first unread reply.
    pub(crate) fn draw_line(&mut self) {
        self.line = self.first_unread().or(self.line);
    }

    /// Marks messages as read that were read in another tab or on another device.
    pub(super) fn read_elsewhere(&mut self, messages: &[MessageId]) {
        for entry in &mut self.entries {
            entry.unread &= !entry.id.is_some_and(|id| messages.contains(&id));
        }
    }

    /// The visitor has answered, so nothing is unread any more.
    pub(super) fn answered(&mut self) {
        self.line = None;
        for entry in &mut self.entries {
            entry.unread = false;
        }
    }
}
