//! The room for trying questions. Each answer is shown next to its reasons, and nothing is stored.

use std::ops::Deref;

use leptos::{prelude::*, task::spawn_local};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::{api, inbox::Inbox, loaded::Loaded, model::trying::Explained, room::Room};

/// How many earlier questions are listed to ask again.
const EARLIER: usize = 8;

#[derive(Clone, Copy)]
pub(crate) struct Trying(&'static TryingState);

impl Deref for Trying {
    type Target = TryingState;

    fn deref(&self) -> &TryingState {
        self.0
    }
}

pub(crate) struct TryingState {
    pub(crate) inbox: Inbox,
    pub(crate) typed: RwSignal<String>,
    /// The question asked last, and the reasons for its answer.
    pub(crate) explained: RwSignal<Option<(String, Loaded<Explained>)>>,
    /// Earlier questions, newest first.
    pub(crate) earlier: RwSignal<Vec<String>>,
    pub(crate) chat: RwSignal<bool>,
}

impl Trying {
    pub(super) fn new(inbox: Inbox) -> Self {
        Self(Box::leak(Box::new(TryingState {
            inbox,
            typed: RwSignal::default(),
            explained: RwSignal::default(),
            earlier: RwSignal::default(),
            chat: RwSignal::default(),
        })))
    }

    /// Asks the question in the address, which links in other rooms put there.
    pub(super) fn enter(self, fragment: &str) {
        let question = percent_decode_str(fragment).decode_utf8_lossy();
        let is_shown = self
            .explained
            .with_untracked(|shown| shown.as_ref().is_some_and(|(asked, _)| *asked == question));
        if !question.is_empty() && !is_shown {
            self.typed.set(question.clone().into_owned());
            self.ask(question.into_owned());
        }
    }

    pub(super) fn leave(self) {
        self.explained.set(None);
        self.earlier.set(Vec::new());
        self.chat.set(false);
    }

    /// The address that tries a question.
    pub(crate) fn address(question: &str) -> String {
        format!("{}#{}", Room::Trying.path(), Self::fragment(question))
    }

    /// The fragment of that address.
    pub(crate) fn fragment(question: &str) -> String {
        utf8_percent_encode(question, NON_ALPHANUMERIC).to_string()
    }

    pub(crate) fn ask_typed(self) {
        self.ask(self.typed.get_untracked());
    }

    /// Shows the answer that visitors get to this question, and why.
    pub(crate) fn ask(self, question: String) {
        let question = question.trim().to_owned();
        if question.is_empty() {
            return;
        }
        self.earlier.update(|earlier| {
            earlier.retain(|known| *known != question);
            earlier.insert(0, question.clone());
            earlier.truncate(EARLIER);
        });
        self.explained
            .set(Some((question.clone(), Loaded::Waiting)));
        spawn_local(async move {
            let answer = api::answers::explain(&question).await;
            match &answer {
                Ok(explained) => self.inbox.announce(explained.verdict()),
                Err(problem) => self.inbox.check(problem),
            }
            self.explained.update(|shown| {
                // Another question may have been asked in the meantime.
                if let Some((asked, place)) = shown
                    && *asked == question
                {
                    *place = answer.into();
                }
            });
        });
    }
}
