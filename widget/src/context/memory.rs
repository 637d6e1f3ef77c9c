//! The record of the visitor, in memory and in the browser's storage.

use leptos::prelude::*;

use super::Widget;
use crate::storage::{self, Record};

impl Widget {
    /// What is known of the visitor.
    pub(crate) fn record(self) -> Record {
        self.record.get_value()
    }

    /// Changes what is known; it reaches the browser's storage once the visitor has asked.
    pub(crate) fn remember(self, change: impl FnOnce(&mut Record)) {
        self.record.update_value(change);
        if self.kept.get_value() {
            self.record
                .with_value(|record| storage::save(&self.project(), record));
        }
    }

    /// From here on the record is kept.
    pub(crate) fn keep(self) {
        self.kept.set_value(true);
        self.remember(|_| {});
    }

    /// A new session, in the place of one that the server does not accept.
    pub(crate) fn renew_session(self) {
        self.remember(|record| {
            *record = Record {
                draft: std::mem::take(&mut record.draft),
                ..Record::new()
            };
        });
    }

    /// Forgets the visitor.
    pub(crate) fn forget(self) {
        self.record.set_value(Record::new());
        self.kept.set_value(false);
        storage::clear(&self.project());
    }

    /// Takes over what another tab has stored; true if it is in another conversation.
    pub(crate) fn adopt(self, record: Record) -> bool {
        let own = self.record();
        let other = own.conversation != record.conversation;
        self.record.set_value(Record {
            draft: own.draft,
            ..record
        });
        self.kept.set_value(true);
        other
    }

    /// The project's slug.
    pub(crate) fn project(self) -> String {
        self.settings
            .with_value(|settings| settings.project.clone())
    }
}
