//! The room for gaps: what visitors asked in vain, and what the owner makes of it.
//!
//! *Invariant:* what was dealt with stays in its place with its outcome until the list is loaded again, so that nothing
//! jumps under the pointer.

use std::{collections::BTreeMap, ops::Deref};

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;
use porchlight_shared::ids::{MessageId, SourceId};

use crate::{
    api::{self, gaps::Time},
    inbox::{Inbox, time},
    loaded::Loaded,
    model::gaps::{ClosestPassage, Group, Groups, Outcome, Span},
    problem::Problem,
};

/// How often it is asked whether an answer has been read, and how many times, in milliseconds.
const READ_MS: i32 = 1_500;
const READ_TRIES: u32 = 40;

/// The room: a handle to its state.
#[derive(Clone, Copy)]
pub(crate) struct Gaps(&'static GapsState);

impl Deref for Gaps {
    type Target = GapsState;

    fn deref(&self) -> &GapsState {
        self.0
    }
}

/// An answer that is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AnswerDraft {
    pub(crate) question: String,
    pub(crate) answer: String,
}

/// What [`Gaps`] refers to.
pub(crate) struct GapsState {
    pub(crate) inbox: Inbox,
    pub(crate) groups: RwSignal<Loaded<Groups>>,
    pub(crate) span: RwSignal<Span>,
    /// The page of the list, from 1.
    pub(crate) page: RwSignal<usize>,
    /// The group whose form is open.
    pub(crate) opened: RwSignal<Option<MessageId>>,
    pub(crate) drafts: RwSignal<BTreeMap<MessageId, AnswerDraft>>,
    pub(crate) outcomes: RwSignal<BTreeMap<MessageId, Outcome>>,
    /// Why the last action on a group failed.
    pub(crate) problem: RwSignal<Option<(MessageId, Problem)>>,
    pub(crate) busy: RwSignal<bool>,
}

impl Gaps {
    pub(super) fn new(inbox: Inbox) -> Self {
        Self(Box::leak(Box::new(GapsState {
            inbox,
            groups: RwSignal::default(),
            span: RwSignal::default(),
            page: RwSignal::new(1),
            opened: RwSignal::default(),
            drafts: RwSignal::default(),
            outcomes: RwSignal::default(),
            problem: RwSignal::default(),
            busy: RwSignal::default(),
        })))
    }

    pub(super) fn enter(self) {
        self.load();
    }

    pub(super) fn leave(self) {
        self.groups.set(Loaded::Waiting);
        self.outcomes.set(BTreeMap::new());
    }

    /// Loads the page of the list.
    pub(crate) fn load(self) {
        self.problem.set(None);
        spawn_local(async move {
            let wanted = self.wanted();
            let from = time::today().before(wanted.0.days()).to_string();
            let groups = api::gaps::groups(&from, wanted.1).await;
            if self.wanted() == wanted {
                self.outcomes.set(BTreeMap::new());
                self.inbox.settle(self.groups, groups);
            }
        });
    }

    fn wanted(self) -> (Span, usize) {
        (self.span.get_untracked(), self.page.get_untracked())
    }

    /// Shows the questions of another time.
    pub(crate) fn show(self, span: Span) {
        self.span.set(span);
        self.show_page(1);
    }

    /// Shows another page.
    pub(crate) fn show_page(self, page: usize) {
        self.page.set(page);
        self.groups.set(Loaded::Waiting);
        self.load();
    }

    /// Opens the form for an answer, or closes it.
    pub(crate) fn toggle(self, group: &Group) {
        if self.opened.get_untracked() == Some(group.id) {
            self.opened.set(None);
            return;
        }
        self.drafts.update(|drafts| {
            drafts.entry(group.id).or_insert_with(|| AnswerDraft {
                question: group.question.clone(),
                answer: String::new(),
            });
        });
        self.opened.set(Some(group.id));
    }

    /// Stores the answer that was written, and tries it.
    pub(crate) fn answer(self, group: Group) {
        let id = group.id;
        let draft = self
            .drafts
            .with_untracked(|drafts| drafts.get(&id).cloned());
        let Some(AnswerDraft { question, answer }) = draft else {
            return;
        };
        self.act(id, async move {
            let source = api::gaps::answer(&group, &self.time(), &question, &answer).await?;
            self.drafts.update(|drafts| {
                drafts.remove(&id);
            });
            self.opened.set(None);
            self.note(id, Outcome::Reading);
            self.wait_for(source).await;
            self.try_out(id, &group.question).await;
            Ok(())
        });
    }

    /// Lets the questions of a group lead to a passage, and tries it.
    pub(crate) fn lead_to(self, group: Group, passage: ClosestPassage) {
        let id = group.id;
        self.act(id, async move {
            api::gaps::lead_to(&group, &self.time(), &passage).await?;
            self.note(id, Outcome::Reading);
            self.try_out(id, &group.question).await;
            Ok(())
        });
    }

    /// Puts a group aside without an answer.
    pub(crate) fn dismiss(self, group: Group) {
        self.act(group.id, async move {
            api::gaps::dismiss(&group, &self.time()).await?;
            self.note(group.id, Outcome::Dismissed);
            self.inbox.announce("Put aside.");
            Ok(())
        });
    }

    /// Tries the question of a group again.
    pub(crate) fn try_again(self, group: Group) {
        self.act(group.id, async move {
            self.try_out(group.id, &group.question).await;
            Ok(())
        });
    }

    /// Waits until an answer has been read, or for a minute.
    async fn wait_for(self, source: SourceId) {
        for _ in 0..READ_TRIES {
            browser::sleep(READ_MS).await;
            let done = api::knowledge::source(source)
                .await
                .is_ok_and(|source| !source.is_reading());
            if done {
                return;
            }
        }
    }

    async fn try_out(self, id: MessageId, question: &str) {
        let outcome = match api::gaps::try_out(question).await {
            Ok(tried) => {
                self.inbox.announce(tried.verdict());
                Outcome::Tried(tried)
            }
            Err(problem) => {
                self.inbox.check(&problem);
                Outcome::Untried(problem.sentence())
            }
        };
        self.note(id, outcome);
    }

    fn note(self, id: MessageId, outcome: Outcome) {
        self.outcomes.update(|outcomes| {
            outcomes.insert(id, outcome);
        });
    }

    fn time(self) -> Time {
        self.groups.with_untracked(|groups| {
            let groups = groups.here();
            Time {
                from: groups.map(|groups| groups.from.clone()).unwrap_or_default(),
                to: groups.map(|groups| groups.to.clone()).unwrap_or_default(),
            }
        })
    }

    fn act(self, id: MessageId, action: impl Future<Output = Result<(), Problem>> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.problem.set(None);
        spawn_local(async move {
            if let Err(problem) = action.await {
                self.inbox.check(&problem);
                self.problem.set(Some((id, problem)));
            }
            self.busy.set(false);
        });
    }
}
