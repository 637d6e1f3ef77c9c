//! What the visitor has read, and how many messages are unread.

use leptos::task::spawn_local;
use porchlight_browser as browser;

use super::Widget;
use crate::{
    bridge::{self, Signal},
    chat::Chat,
};

impl Widget {
    /// Whether the visitor sees the conversation, so that new messages count as read.
    pub(crate) fn is_looked_at(self) -> bool {
        self.open.get_untracked() && !browser::document().hidden()
    }

    /// Marks a person's `count` new replies as read, or shows the count on the launcher.
    pub(crate) fn show_unread(self, count: u32) {
        let is_open = self.open.get_untracked();
        if self.is_looked_at() {
            if count > 0 {
                self.send_read();
            }
        } else if !is_open && (count > 0 || self.chat.with_untracked(Chat::has_person)) {
            // The count may have dropped, because the visitor has read in another tab.
            self.unread.set(count);
            bridge::signal(Signal::Unread(count));
        }
    }

    /// Tells the server that the visitor has read everything. Replies that were read are not sent by email.
    pub(crate) fn send_read(self) {
        let Some(conversation) = self.chat.with_untracked(|chat| chat.conversation) else {
            return;
        };
        spawn_local(async move {
            // If this fails, the visitor gets an email with replies that they have read.
            let _ = self.post(conversation, "/read", None).await;
        });
    }
}
