//! What the visitor has read, and what waits on the launcher to be read.

use leptos::task::spawn_local;
use porchlight_browser as browser;

use super::Widget;
use crate::{
    bridge::{self, Signal},
    chat::Chat,
};

impl Widget {
    /// The conversation is in sight: what comes is read.
    pub(crate) fn is_looked_at(self) -> bool {
        self.open.get_untracked() && !browser::document().hidden()
    }

    /// So many of a person's replies are new: they are read now, or counted on the launcher.
    pub(crate) fn show_unread(self, count: u32) {
        let is_open = self.open.get_untracked();
        if self.is_looked_at() {
            if count > 0 {
                self.tell_read();
            }
        } else if !is_open && (count > 0 || self.chat.with_untracked(Chat::has_person)) {
            // It may be less than before: the visitor has read in another tab.
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
