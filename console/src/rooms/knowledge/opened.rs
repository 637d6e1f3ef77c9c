//! The open source: its documents, what its last reading changed and skipped, and the open document.

use leptos::{prelude::*, task::spawn_local};
use porchlight_shared::ids::SourceId;

use super::Knowledge;
use crate::{api, focus, loaded::Loaded, problem::Problem};

impl Knowledge {
    pub(super) fn forget_opened(self) {
        self.cursors.set(Vec::new());
        self.turning.set(false);
        self.documents.set(Loaded::Waiting);
        self.changes.set(Loaded::Waiting);
        self.left_out.set(Loaded::Waiting);
        self.document.set(Loaded::Waiting);
    }

    /// Loads the documents and changes of the open source.
    pub(crate) fn load_opened(self) {
        self.load_documents();
        let Some(id) = self.opened.get_untracked().source else {
            return;
        };
        spawn_local(async move {
            let changes = api::knowledge::changes(id).await;
            self.keep(id, self.changes, changes);
        });
        spawn_local(async move {
            let left_out = api::knowledge::left_out(id).await;
            self.keep(id, self.left_out, left_out);
        });
    }

    /// Loads the page of documents at the last cursor.
    pub(crate) fn load_documents(self) {
        let Some(id) = self.opened.get_untracked().source else {
            return;
        };
        spawn_local(async move {
            let cursors = self.cursors.get_untracked();
            let cursor = cursors.last().map(String::as_str);
            let documents = api::knowledge::documents(id, cursor).await;
            if self.cursors.with_untracked(|now| *now == cursors) {
                self.turning.set(false);
                self.keep(id, self.documents, documents);
            }
        });
    }

    /// Shows the next page of documents, or the previous one.
    pub(crate) fn turn_page(self, next: Option<String>) {
        if self.turning.get_untracked() {
            return;
        }
        self.turning.set(true);
        self.cursors.update(|cursors| match next {
            Some(next) => cursors.push(next),
            None => {
                cursors.pop();
            }
        });
        self.load_documents();
    }

    pub(crate) fn load_document(self) {
        let opened = self.opened.get_untracked();
        self.document.set(Loaded::Waiting);
        let (Some(source), Some(document)) = (opened.source, opened.document) else {
            return;
        };
        spawn_local(async move {
            let answer = api::knowledge::document(source, document).await;
            if self.opened.get_untracked() == opened {
                self.inbox.settle(self.document, answer);
                focus::soon(".pc-room__title");
            }
        });
    }

    /// Stores an answer, unless it equals the current one: an expanded part of the page then stays expanded.
    fn keep<T: PartialEq + Send + Sync + 'static>(
        self,
        id: SourceId,
        place: RwSignal<Loaded<T>>,
        answer: Result<T, Problem>,
    ) {
        let is_known = place.with_untracked(|shown| answer.as_ref().ok() == shown.here());
        if self.opened.get_untracked().source == Some(id) && !(answer.is_ok() && is_known) {
            self.inbox.settle(place, answer);
        }
    }
}
