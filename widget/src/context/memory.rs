//! The record of the visitor, in memory and in the browser's storage.

use porchlight_shared::ids::ConversationId;

use super::Widget;
use crate::{
    api::{self, ApiError},
    storage::{self, Record},
    wire::Fields,
};

/// What has happened in another tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Elsewhere {
    /// Nothing that is seen.
    Nothing,
    /// The visitor has asked there.
    AnotherAnswer,
    /// The visitor has begun or left a conversation there.
    AnotherConversation,
}

impl Widget {
    /// What is known of the visitor.
    pub(crate) fn record(self) -> Record {
        self.aside.with(|aside| aside.record.clone())
    }

    /// Opens the visitor's conversations.
    pub(crate) fn token(self) -> Option<String> {
        self.aside.with(|aside| aside.record.token.clone())
    }

    /// Posts something that belongs to a conversation.
    pub(crate) fn post(
        self,
        conversation: ConversationId,
        rest: &'static str,
        body: Option<String>,
    ) -> impl Future<Output = Result<Fields, ApiError>> {
        api::post(conversation, self.token(), rest, body)
    }

    /// Changes what is known; it reaches the browser's storage once the visitor has asked.
    pub(crate) fn remember(self, change: impl FnOnce(&mut Record)) {
        self.aside.update(|aside| change(&mut aside.record));
        self.save();
    }

    /// From here on the record is kept.
    pub(crate) fn keep(self) {
        self.aside.update(|aside| aside.kept = true);
        self.save();
    }

    /// A new session, in the place of one that the server does not accept.
    pub(crate) fn renew_session(self) {
        self.remember(|record| {
            *record = Record {
                draft: std::mem::take(&mut record.draft),
                email: record.email.take(),
                ..Record::new()
            };
        });
    }

    /// Takes over what another tab has stored.
    pub(crate) fn adopt(self, record: Record) -> Elsewhere {
        let own = self.record();
        if record.identity != own.identity {
            // Somebody else, for all that is known here.
            return Elsewhere::Nothing;
        }
        let elsewhere = if own.conversation != record.conversation {
            Elsewhere::AnotherConversation
        } else if own.answer != record.answer {
            Elsewhere::AnotherAnswer
        } else {
            Elsewhere::Nothing
        };
        self.aside.update(|aside| {
            aside.kept = true;
            aside.record = Record {
                draft: own.draft,
                ..record
            };
        });
        elsewhere
    }

    fn save(self) {
        self.aside.with(|aside| {
            if aside.kept {
                storage::save(&self.settings.project, &aside.record);
            }
        });
    }
}
