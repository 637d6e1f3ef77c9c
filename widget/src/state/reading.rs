//! What the visitor has read, and how many messages are unread.
//!
//! A reply counts as read once it was on the screen of a visible tab with the panel open. Unread replies are e-mailed
//! to the visitor.

use leptos::task::spawn_local;
use porchlight_browser as browser;
use porchlight_shared::ids::MessageId;

use super::Widget;
use crate::{
    api,
    bridge::{self, Signal},
    chat::Chat,
};

impl Widget {
    /// Whether the conversation is visible to the visitor.
    pub(crate) fn is_looked_at(self) -> bool {
        let is_covered = self.covered.get_untracked();
        self.open.get_untracked() && !is_covered && !browser::document().hidden()
    }

    /// Shows the number of unread replies, and of conversations with news, on the launcher and to the owner's page.
    pub(crate) fn show_unread(self) {
        let unread = self.chat.with_untracked(|chat| chat.unread().len());
        let here = u32::try_from(unread).unwrap_or(u32::MAX);
        let count = here.saturating_add(self.elsewhere.get_untracked());
        if count != self.unread.get_untracked() {
            self.unread.set(count);
            bridge::signal(Signal::Unread(count));
        }
    }

    /// The visitor looks at the panel again: draws the line above the unread replies, and checks again which are on the
    /// screen.
    pub(crate) fn look_again(self) {
        if self.is_looked_at() {
            self.chat.update(Chat::draw_line);
        }
    }

    /// Marks the entries with these keys as seen.
    pub(crate) fn see(self, keys: &[u32]) {
        if !self.is_looked_at() {
            return;
        }
        let last = self.chat.update(|chat| chat.see(keys));
        self.show_unread();
        if let Some(last) = last {
            self.send_read(last);
        }
    }

    /// Tells the server that the visitor has read everything up to the message `last`.
    pub(crate) fn send_read(self, last: MessageId) {
        let Some(conversation) = self.chat.with_untracked(|chat| chat.conversation) else {
            return;
        };
        let rest = ["/read?message_id=", &last.to_string()].concat();
        let token = self.token();
        spawn_local(async move {
            // If this fails, the visitor gets an e-mail with replies that they have read.
            let _ = api::post(conversation, token, &rest, None).await;
        });
    }
}
