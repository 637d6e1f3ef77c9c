//! The visitor's conversations: switching, starting a new one, and news in those not shown.
//!
//! ```text
//!  New chat ─┬─ a person is there or asked for ─► a question ─┬─ stay
//!            └─ else ─────────────────────────────────────────┴─► an empty conversation
//!  the conversation left ─► polled while a person may write in it ─► counted on the launcher
//! ```

use leptos::task::spawn_local;
use porchlight_browser as browser;
use porchlight_shared::ids::ConversationId;

use crate::{
    api,
    chat::Chat,
    conversations::{ListedConversation, awaits_news, news_elsewhere},
    i18n::Key,
    state::Widget,
    stream, wire,
};

/// How often conversations that are not shown are polled, in milliseconds.
const LOOK_AFTER: i32 = 60_000;

impl Widget {
    /// Starts a new conversation. Asks first if a person is in this one.
    pub(crate) fn begin_new_chat(self) {
        if self.chat.with_untracked(Chat::has_person) {
            self.menu.set(false);
            self.asks_to_leave.set(true);
        } else {
            self.begin_another_chat();
        }
    }

    /// Starts a new conversation. The previous one stays in the list.
    pub(crate) fn begin_another_chat(self) {
        self.part();
        Self::focus_panel();
    }

    /// Records that a dialog covers the conversation, or no longer does. A covered message does not count as seen.
    pub(crate) fn cover(self, is_covered: bool) {
        self.menu.set(false);
        self.covered.set(is_covered);
        if is_covered {
            spawn_local(self.look_elsewhere());
        } else {
            self.look_again();
        }
    }

    /// Continues a conversation of the list.
    pub(crate) fn go_to_conversation(self, id: ConversationId) {
        if self.record().conversation != Some(id) {
            self.part();
            self.remember(|record| record.conversation = Some(id));
            stream::restore(self);
        }
        Self::focus_panel();
    }

    /// Polls the conversations that are not shown, for as long as the page lives.
    pub(crate) fn look_after_others(self) {
        spawn_local(async move {
            loop {
                self.look_elsewhere().await;
                browser::sleep(LOOK_AFTER).await;
            }
        });
    }

    /// Counts the conversations with news, if the visitor left one in which a person may write.
    pub(crate) async fn look_elsewhere(self) {
        if self.record().elsewhere && !browser::document().hidden() {
            // If this fails, the next poll counts them.
            let _ = self.load_conversations().await;
        }
    }

    /// Leaves the conversation. Everything the visitor has seen in it counts as read.
    fn part(self) {
        if self.chat.with_untracked(Chat::has_person) {
            if let Some(last) = self.chat.with_untracked(Chat::seen_until) {
                self.send_read(last);
            }
            self.remember(|record| record.elsewhere = true);
        }
        self.asks_to_leave.set(false);
        self.leave_conversation();
        self.show_unread();
    }

    /// Loads the visitor's conversations, and counts those with news.
    async fn load_conversations(self) -> Option<Vec<ListedConversation>> {
        let Some(token) = self.token() else {
            return Some(Vec::new());
        };
        let answer = api::conversations(&token).await.ok()?;
        let list = answer.all("conversations", &wire::listed_conversation);
        let shown = self.record().conversation;
        let (before, now) = (self.elsewhere.get_untracked(), news_elsewhere(&list, shown));
        self.elsewhere.set(now);
        self.show_unread();
        if now > before {
            self.announce(self.text_untracked(Key::NewMessages));
        }
        if self.record().elsewhere != awaits_news(&list, shown) {
            self.remember(|record| record.elsewhere = !record.elsewhere);
        }
        Some(list)
    }
}
