//! What the visitor has read, and what waits on the launcher to be read.

use leptos::task::spawn_local;

use super::Widget;
use crate::{
    bridge::{self, Signal},
    browser,
};

impl Widget {
    /// The conversation is in sight: what comes is read.
    pub(crate) fn is_looked_at(self) -> bool {
        self.open.get_untracked() && !browser::document().hidden()
    }

    /// So many of a person's replies are new: they are read now, or counted on the launcher.
    pub(crate) fn show_unread(self, count: u32) {
        if count == 0 {
            return;
        }
        if self.is_looked_at() {
            self.tell_read();
        } else if !self.open.get_untracked() {
            self.unread.set(count);
            bridge::signal(Signal::Unread(count));
        }
    }

    /// The person who wrote may know that it was read, and it is not sent by e-mail.
    pub(crate) fn tell_read(self) {
        let Some(conversation) = self.chat.with_untracked(|chat| chat.conversation) else {
            return;
        };
        spawn_local(async move {
            // Should it fail, the visitor gets an e-mail with what they have read.
            let _ = self.post(conversation, "/read", None).await;
        });
    }
}
