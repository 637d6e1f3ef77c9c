//! The widget and the person who answers.

use leptos::task::spawn_local;
use porchlight_browser as browser;
use porchlight_shared::{
    chat_event::{Holder, Status},
    message::Sender,
};

use super::Widget;
use crate::{
    chat::Chat,
    i18n::{Key, speaker},
};

/// How long a person counts as writing after a sign of it, in milliseconds: twice as long as the signs are apart.
const WRITING: i32 = 6_000;

/// At most so often the server is told that the visitor is writing, in milliseconds.
const TOLD_WRITING: u64 = 3_000;

impl Widget {
    /// Who speaks for the owner now: the person, or the assistant.
    pub fn speaker_name(self) -> String {
        self.chat.with(|chat| {
            if chat.holder == Holder::Operator {
                self.author_name(Sender::Operator, chat.operator_name.as_deref())
            } else {
                self.settings.name.clone()
            }
        })
    }

    /// What an author is called; the owner's name stands for a person without one.
    pub fn author_name(self, sender: Sender, operator_name: Option<&str>) -> String {
        match (sender, operator_name) {
            (Sender::Operator, Some(name)) => name.to_owned(),
            (Sender::Operator, None) => {
                self.text_with_untracked(Key::PersonFrom, &self.settings.company)
            }
            _ => self.settings.name.clone(),
        }
    }

    /// The sentence for a change of who speaks, in the visitor's language where the widget has it.
    pub(crate) fn wording(self, chat: &Chat, status: &Status) -> String {
        let name =
            |name: Option<&String>| self.author_name(Sender::Operator, name.map(String::as_str));
        let change = speaker::Change {
            before: chat.holder,
            left: &name(chat.operator_name.as_ref()),
            status,
            came: &name(status.operator_name.as_ref()),
        };
        change.sentence(self.language.get_untracked())
    }

    /// A person has shown that they are writing.
    pub(crate) fn show_writing(self, name: String) {
        let sign = self.aside.update(|aside| {
            aside.signs_of_writing = aside.signs_of_writing.wrapping_add(1);
            aside.signs_of_writing
        });
        self.chat.update(|chat| chat.writing = Some(name));
        spawn_local(async move {
            browser::sleep(WRITING).await;
            let newest = self.aside.with(|aside| aside.signs_of_writing);
            if sign == newest {
                self.chat.update(|chat| chat.writing = None);
            }
        });
    }

    /// The visitor writes: a person who is there may know.
    pub(crate) fn tell_writing(self) {
        let now = browser::now();
        let conversation = self
            .chat
            .with_untracked(|chat| chat.conversation.filter(|_| chat.has_person()));
        let is_due = self
            .aside
            .with(|aside| now >= aside.told_writing + TOLD_WRITING);
        let (Some(conversation), true) = (conversation, is_due) else {
            return;
        };
        self.aside.update(|aside| aside.told_writing = now);
        spawn_local(async move {
            // Nothing is lost with it.
            let _ = self.post(conversation, "/typing", None).await;
        });
    }
}
