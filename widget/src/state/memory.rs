//! The visitor's record, in memory and in the browser's storage.

use porchlight_shared::ids::ConversationId;

use super::{Elsewhere, Widget};
use crate::{
    api::{self, ApiError},
    storage::{self, Record},
    wire::Fields,
};

impl Widget {
    pub(crate) fn record(self) -> Record {
        self.internal.with(|internal| internal.record.clone())
    }

    /// The session token, which gives access to the visitor's conversations.
    pub(crate) fn token(self) -> Option<String> {
        self.internal.with(|internal| internal.record.token.clone())
    }

    /// Posts to `path` of a conversation, with JSON or without a body.
    pub(crate) fn post(
        self,
        conversation: ConversationId,
        path: &'static str,
        body: Option<String>,
    ) -> impl Future<Output = Result<Fields, ApiError>> {
        api::post(conversation, self.token(), path, body)
    }

    /// Changes the record. From the first question on, it is also written to the browser's storage.
    pub(crate) fn remember(self, change: impl FnOnce(&mut Record)) {
        self.internal
            .update(|internal| change(&mut internal.record));
        self.save();
    }

    /// From now on, writes the record to the browser's storage.
    pub(crate) fn keep(self) {
        self.internal.update(|internal| internal.kept = true);
        self.save();
    }

    /// Starts a new session, because the server no longer accepts the old one.
    pub(crate) fn renew_session(self) {
        self.remember(|record| {
            *record = Record {
                draft: std::mem::take(&mut record.draft),
                email: record.email.take(),
                ..Record::new()
            };
        });
    }

    /// Takes over the record that another tab has stored, except its draft.
    pub(crate) fn adopt(self, record: Record) -> Elsewhere {
        let own = self.record();
        if record.identity != own.identity {
            // The record may belong to another person.
            return Elsewhere::Nothing;
        }
        let elsewhere = if own.conversation != record.conversation {
            Elsewhere::AnotherConversation
        } else if own.answer != record.answer {
            Elsewhere::AnotherAnswer
        } else {
            Elsewhere::Nothing
        };
        self.internal.update(|internal| {
            internal.kept = true;
            internal.record = Record {
                draft: own.draft,
                ..record
            };
        });
        elsewhere
    }

    fn save(self) {
        self.internal.with(|internal| {
            if internal.kept {
                storage::save(&self.settings.project, &internal.record);
            }
        });
    }
}
