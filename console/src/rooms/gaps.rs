//! The room for gaps: unanswered questions, and what the owner does about them.
//!
//! *Invariant:* a group that was dealt with stays in its place with its outcome until the list is loaded again, so that
//! nothing moves under the pointer. An action on one group blocks no other group.

use std::{collections::BTreeMap, ops::Deref};

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;
use porchlight_shared::ids::{MessageId, SourceId};

use crate::{
    acting::Acting,
    api::{
        self,
        gaps::{Asked, Time},
    },
    focus,
    inbox::{Inbox, time},
    loaded::Loaded,
    model::{
        gaps::{AnswerDraft, AnswerDrafts, ClosestPassage, Group, Groups, Outcome, Span},
        knowledge::{Source, SourceStatus},
    },
    poll,
    texts::text,
};

/// How long to follow the reading of an answer, in milliseconds. Other sources may be ahead of it in the queue.
const WATCHED_MS: i32 = 60_000;

#[derive(Clone, Copy)]
pub(crate) struct Gaps(&'static GapsState);

impl Deref for Gaps {
    type Target = GapsState;

    fn deref(&self) -> &GapsState {
        self.0
    }
}

pub(crate) struct GapsState {
    pub(crate) inbox: Inbox,
    pub(crate) groups: RwSignal<Loaded<Groups>>,
    pub(crate) span: RwSignal<Span>,
    /// A message of the group whose form is open.
    pub(crate) opened: RwSignal<Option<MessageId>>,
    pub(crate) drafts: RwSignal<AnswerDrafts>,
    pub(crate) outcomes: RwSignal<BTreeMap<MessageId, Outcome>>,
    pub(crate) acting: Acting<GapsAct>,
}

/// What an action acts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GapsAct {
    /// A group, identified by one of its messages.
    Group(MessageId),
    /// The next groups.
    More,
}

impl Gaps {
    pub(super) fn new(inbox: Inbox) -> Self {
        Self(Box::leak(Box::new(GapsState {
            inbox,
            groups: RwSignal::default(),
            span: RwSignal::default(),
            opened: RwSignal::default(),
            drafts: RwSignal::default(),
            outcomes: RwSignal::default(),
            acting: Acting::new(inbox),
        })))
    }

    pub(super) fn enter(self) {
        self.load();
    }

    pub(super) fn leave(self) {
        self.groups.set(Loaded::Waiting);
        self.outcomes.set(BTreeMap::new());
    }

    pub(crate) fn load(self) {
        spawn_local(async move {
            let span = self.span.get_untracked();
            let from = time::today().before(span.days()).to_string();
            let before = self.outcomes.get_untracked();
            let groups = api::gaps::groups(Asked::Since(&from)).await;
            // The answer does not include what was done in the meantime, so that stays on the page.
            let is_outdated = self.groups.with_untracked(|groups| groups.here().is_some())
                && (self.outcomes.get_untracked() != before
                    || untrack(|| {
                        self.acting
                            .is_any_busy(|about| matches!(about, GapsAct::Group(_)))
                    }));
            if self.span.get_untracked() == span && !is_outdated {
                self.outcomes.set(BTreeMap::new());
                self.acting.forget();
                self.inbox.settle(self.groups, groups);
            }
        });
    }

    /// Shows the questions of another time range.
    pub(crate) fn show(self, span: Span) {
        self.span.set(span);
        self.groups.set(Loaded::Waiting);
        self.load();
    }

    /// The next page of groups, if there are more.
    pub(crate) fn next_page(self) -> Option<usize> {
        let settled = self.settled();
        self.groups
            .with(|groups| groups.here().and_then(|groups| groups.next_page(settled)))
    }

    /// How many of the shown groups were dealt with.
    fn settled(self) -> usize {
        self.groups.with(|groups| {
            let shown = groups.here().map(|groups| groups.shown.as_slice());
            let mut settled = 0;
            self.outcomes.with(|outcomes| {
                for group in shown.unwrap_or_default() {
                    settled += usize::from(outcomes.contains_key(&group.id));
                }
            });
            settled
        })
    }

    pub(crate) fn show_more(self) {
        let Some(page) = untrack(|| self.next_page()) else {
            return;
        };
        self.acting.act(GapsAct::More, async move {
            let time = self.time();
            let page = api::gaps::groups(Asked::Within(&time, page)).await?;
            if self.time() == time {
                self.append(page);
            }
            Ok(())
        });
    }

    fn append(self, page: Groups) {
        let settled = untrack(|| self.settled());
        let (mut new, mut at) = (0, 0);
        self.groups.update(|groups| {
            if let Loaded::Here(groups) = groups {
                at = groups.shown.len();
                new = groups.append(page, settled);
            }
        });
        if new == 0 {
            // Somebody else has dealt with groups, too, so page positions have shifted.
            self.load();
            return;
        }
        focus::soon(format!(
            ".pc-gaps > li:nth-child({}) .pc-gaps__question",
            at + 1
        ));
    }

    pub(crate) fn is_busy(self, id: MessageId) -> bool {
        self.acting.is_busy(GapsAct::Group(id))
    }

    pub(crate) fn is_open(self, group: &Group) -> bool {
        self.opened.get().is_some_and(|opened| group.has(opened))
    }

    /// Opens or closes the form for an answer.
    pub(crate) fn toggle(self, group: &Group) {
        if untrack(|| self.is_open(group)) {
            self.opened.set(None);
            return;
        }
        self.drafts
            .update(|drafts| group.change_draft(drafts, |_| {}));
        self.opened.set(Some(group.id));
        focus::soon("#gap-answer");
    }

    pub(crate) fn draft(self, group: &Group) -> Option<AnswerDraft> {
        self.drafts.with(|drafts| group.draft(drafts).cloned())
    }

    /// Stores the typed answer, and tries it.
    pub(crate) fn answer(self, group: Group) {
        let Some(draft) = untrack(|| self.draft(&group)) else {
            return;
        };
        let id = group.id;
        self.acting.act(GapsAct::Group(id), async move {
            let AnswerDraft {
                question, answer, ..
            } = &draft;
            let source = api::gaps::answer(&group, &self.time(), question, answer).await?;
            self.drafts
                .update(|drafts| drafts.forget(&group.message_ids));
            if untrack(|| self.is_open(&group)) {
                self.opened.set(None);
            }
            self.note(id, Outcome::Reading);
            self.watch(id, source, &group.question).await;
            Ok(())
        });
    }

    /// Makes the questions of a group lead to a passage, and tries it.
    pub(crate) fn lead_to(self, group: Group, passage: ClosestPassage) {
        let id = group.id;
        self.acting.act(GapsAct::Group(id), async move {
            api::gaps::lead_to(&group, &self.time(), &passage).await?;
            self.note(id, Outcome::Trying);
            self.try_out(id, &group.question).await;
            Ok(())
        });
    }

    /// Dismisses a group without an answer.
    pub(crate) fn dismiss(self, group: Group) {
        self.acting.act(GapsAct::Group(group.id), async move {
            api::gaps::dismiss(&group, &self.time()).await?;
            self.note(group.id, Outcome::Dismissed);
            self.inbox.announce(text("Put aside."));
            Ok(())
        });
    }

    /// Restores a dismissed group.
    pub(crate) fn restore(self, group: Group) {
        self.acting.act(GapsAct::Group(group.id), async move {
            api::gaps::restore(&group).await?;
            self.inbox.announce(text("It is back."));
            self.show_outcome(group.id, None);
            Ok(())
        });
    }

    /// Tries the group's question again, once its answer has been read.
    pub(crate) fn try_again(self, group: Group, source: Option<SourceId>) {
        self.acting.act(GapsAct::Group(group.id), async move {
            match source {
                Some(source) => {
                    self.note(group.id, Outcome::Reading);
                    self.watch(group.id, source, &group.question).await;
                }
                None => self.try_out(group.id, &group.question).await,
            }
            Ok(())
        });
    }

    /// Waits until an answer has been read, then tries it.
    async fn watch(self, id: MessageId, source: SourceId, question: &str) {
        let (mut waited, mut asked) = (0, 0);
        let read = loop {
            if waited >= WATCHED_MS {
                break None;
            }
            let wait = poll::reading_wait(asked, 0);
            browser::sleep(wait).await;
            waited += wait;
            asked += 1;
            match api::knowledge::source(source).await {
                Ok(source) if !source.is_reading() => break Some(source),
                _ => {}
            }
        };
        match read {
            None => {
                self.inbox
                    .announce(text("Your answer is still being read."));
                self.note(id, Outcome::Slow(source));
            }
            Some(Source {
                status: SourceStatus::Failed,
                failure,
                ..
            }) => {
                let reason = failure
                    .map(|failure| failure.sentence())
                    .unwrap_or_default();
                self.inbox.announce(text("Your answer could not be read."));
                self.note(id, Outcome::Unread(reason));
            }
            Some(_) => {
                self.note(id, Outcome::Trying);
                self.try_out(id, question).await;
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
        self.show_outcome(id, Some(outcome));
    }

    /// Shows or clears an outcome. If the focused button of the group disappears, the focus moves to the question.
    fn show_outcome(self, id: MessageId, outcome: Option<Outcome>) {
        let card = format!("[data-group='{id}']");
        let had_focus = focus::is_within(&card);
        self.outcomes.update(|outcomes| {
            match outcome {
                Some(outcome) => outcomes.insert(id, outcome),
                None => outcomes.remove(&id),
            };
        });
        if had_focus {
            focus::restore(vec![format!("{card} .pc-gaps__question")]);
        }
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
}
