//! The person who answers: their name, and typing indicators both ways.

use leptos::task::spawn_local;
use porchlight_browser as browser;
use porchlight_shared::{
    chat_event::{Holder, Status},
    limits::message_chars,
    message::Sender,
};

use super::Widget;
use crate::{
    chat::Chat,
    i18n::{Key, speaker},
};

/// How long a person counts as typing after a `typing` event, in milliseconds: twice the interval of these events.
const TYPING_SHOWN: i32 = 6_000;

/// The shortest time between two reports that the visitor is typing, in milliseconds.
const TYPING_INTERVAL: u64 = 3_000;

impl Widget {
    /// The most characters in a message to whoever answers now.
    pub(crate) fn message_chars(self) -> usize {
        message_chars(self.chat.with(|chat| chat.holder))
    }

    /// The name of whoever answers now: the person or the assistant.
    pub(crate) fn speaker_name(self) -> String {
        self.chat.with(|chat| {
            if chat.holder == Holder::Operator {
                self.author_name(Sender::Operator, chat.operator_name.as_deref())
            } else {
                self.settings.name.clone()
            }
        })
    }

    /// The name of an author. A person without a name gets the owner's name.
    pub(crate) fn author_name(self, sender: Sender, operator_name: Option<&str>) -> String {
        match (sender, operator_name) {
            (Sender::Operator, Some(name)) => name.to_owned(),
            (Sender::Operator, None) => {
                self.text_with_untracked(Key::PersonFrom, &self.settings.company)
            }
            _ => self.settings.name.clone(),
        }
    }

    /// The notice about a change of the holder: in the visitor's language if the widget has the sentence.
    pub(crate) fn wording(self, chat: &Chat, status: &Status) -> String {
        let name =
            |name: Option<&String>| self.author_name(Sender::Operator, name.map(String::as_str));
        let change = speaker::Change {
            before: chat.holder,
            left: &name(chat.operator_name.as_ref()),
            status,
            came: &name(status.operator_name.as_ref()),
        };
        self.sentences.with_untracked(|own| change.sentence(own))
    }

    /// Shows for a while that a person is typing.
    pub(crate) fn show_typing(self, name: String) {
        let event = self.internal.update(|internal| {
            internal.typing_events = internal.typing_events.wrapping_add(1);
            internal.typing_events
        });
        self.chat.update(|chat| chat.typing = Some(name));
        spawn_local(async move {
            browser::sleep(TYPING_SHOWN).await;
            let newest = self.internal.with(|internal| internal.typing_events);
            if event == newest {
                self.chat.update(|chat| chat.typing = None);
            }
        });
    }

    /// Tells the person who answers that the visitor is typing.
    pub(crate) fn send_typing(self) {
        let now = browser::now();
        let conversation = self
            .chat
            .with_untracked(|chat| chat.conversation.filter(|_| chat.has_person()));
        let is_due = self
            .internal
            .with(|internal| now >= internal.typing_sent_at + TYPING_INTERVAL);
        let (Some(conversation), true) = (conversation, is_due) else {
            return;
        };
        self.internal
            .update(|internal| internal.typing_sent_at = now);
        spawn_local(async move {
            // Losing this report does no harm.
            let _ = self.post(conversation, "/typing", None).await;
        });
    }
}
