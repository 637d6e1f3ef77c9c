//! The open conversation: it is loaded, followed, and written in.

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;
use porchlight_shared::{chat_event::Holder, ids::ConversationId};
use serde_json::json;

use super::{Aside, Desk, moves::focus_soon};
use crate::{
    api, list, live, memory,
    thread::{Change, LiveEvent, Thread},
    wire::Whole,
};

/// Waits before a stream that has ended is asked for again, in milliseconds.
const RECONNECT: [i32; 4] = [1_000, 3_000, 10_000, 30_000];
/// How long "is writing" stays without being heard again, in milliseconds.
const TYPING_SHOWN: i32 = 5_000;
/// Between two signs that somebody writes here, in milliseconds.
const TYPING_TOLD: u64 = 3_000;

impl Desk {
    /// Shows the conversation that the address names, or none.
    pub(crate) fn follow_address(self) {
        let hash = browser::window().location().hash().unwrap_or_default();
        let wanted: Option<ConversationId> = hash.trim_start_matches('#').parse().ok();
        if wanted == self.opened.get_untracked() || untrack(|| self.project()).is_none() {
            return;
        }
        let before = self.opened.get_untracked();
        self.aside.update_value(|aside| {
            aside.live = None;
            aside.silences = 0;
        });
        self.thread.set(None);
        self.thread_problem.set(None);
        self.problem.set(None);
        self.visitor_types.set(false);
        self.noting.set(false);
        self.opened.set(wanted);
        if let Some(id) = wanted {
            self.chosen.set(Some(id));
            let text = |aside: &Aside| aside.drafts.of(id).map(|draft| draft.text.clone());
            self.draft
                .set(self.aside.with_value(text).unwrap_or_default());
            spawn_local(async move {
                self.load(id).await;
                focus_soon(".pc-thread__title");
            });
        } else if before.is_some() {
            focus_soon(".pc-row[tabindex='0']");
        }
    }

    /// Asks for the open conversation again.
    pub(crate) fn reload(self) {
        if let Some(id) = self.opened.get_untracked() {
            self.thread_problem.set(None);
            spawn_local(self.load(id));
        }
    }

    /// Something may have happened while nobody listened.
    pub(super) fn catch_up(self) {
        if self.aside.with_value(|aside| aside.live.is_none()) {
            self.reload();
        }
    }

    async fn load(self, id: ConversationId) {
        let whole = api::whole(id).await;
        if self.opened.get_untracked() != Some(id) {
            return;
        }
        match whole {
            Ok(whole) => {
                self.take_whole(whole);
                self.listen(id);
            }
            Err(problem) => {
                self.check(&problem);
                // What is shown stays, when only the newest of it cannot be had.
                if self.thread.with_untracked(Option::is_none) {
                    self.thread_problem.set(Some(problem));
                } else {
                    self.fell_silent(id);
                }
            }
        }
    }

    fn take_whole(self, whole: Whole) {
        let id = whole.listed.id;
        self.thread.update(|thread| match thread {
            Some(thread) => thread.renew(whole),
            None => *thread = Some(Thread::of(whole)),
        });
        self.note_shown(id);
    }

    /// Everything that stands in the thread was seen.
    fn note_shown(self, id: ConversationId) {
        let newest = self
            .thread
            .with_untracked(|thread| Some(thread.as_ref()?.newest()?.to_owned()));
        if let Some(time) = newest {
            self.note_seen(id, &time);
        }
    }

    fn note_seen(self, id: ConversationId, time: &str) {
        if browser::document().hidden() {
            return;
        }
        self.seen.update(|seen| seen.note(id, time));
        self.seen.with_untracked(memory::keep_seen);
    }

    pub(super) fn listen(self, id: ConversationId) {
        if self.aside.with_value(|aside| aside.live.is_some()) {
            return;
        }
        let after = self
            .thread
            .with_untracked(|thread| thread.as_ref().map_or(0, |thread| thread.last_event));
        let live = live::follow(
            id,
            after,
            move |event| self.heard(id, &event),
            move || self.fell_silent(id),
        );
        self.aside.update_value(|aside| aside.live = live);
    }

    fn heard(self, id: ConversationId, event: &LiveEvent) {
        if self.opened.get_untracked() != Some(id) {
            return;
        }
        self.aside.update_value(|aside| aside.silences = 0);
        let change = self
            .thread
            .try_update(|thread| thread.as_mut().map(|thread| thread.apply(event)))
            .flatten();
        match change {
            Some(Change::VisitorWrote(text)) => {
                self.visitor_types.set(false);
                self.call(&["The visitor wrote: ", &text].concat());
                self.note_shown(id);
                spawn_local(async move {
                    self.refresh(None).await;
                });
            }
            Some(Change::VisitorTypes) => self.show_typing(),
            Some(Change::Holder) => self.reread(id),
            Some(Change::Seen) | None => {}
        }
    }

    /// What only the server knows has changed: who holds it, and how the list looks.
    fn reread(self, id: ConversationId) {
        spawn_local(async move {
            self.load(id).await;
            self.refresh(None).await;
        });
    }

    fn show_typing(self) {
        let now = browser::now();
        self.aside.update_value(|aside| aside.heard_typing = now);
        self.visitor_types.set(true);
        spawn_local(async move {
            browser::sleep(TYPING_SHOWN).await;
            if self.aside.with_value(|aside| aside.heard_typing) == now {
                self.visitor_types.set(false);
            }
        });
    }

    /// While only the bot answers, the list says when it makes sense to listen again.
    fn fell_silent(self, id: ConversationId) {
        let silences = self
            .aside
            .try_update_value(|aside| {
                aside.live = None;
                aside.silences = aside.silences.saturating_add(1);
                aside.silences
            })
            .unwrap_or_default();
        let has_person = self.thread.with_untracked(|thread| {
            thread.as_ref().is_some_and(|thread| {
                matches!(thread.conversation.holder, Holder::Queue | Holder::Operator)
            })
        });
        if !has_person || self.opened.get_untracked() != Some(id) {
            return;
        }
        let index = usize::try_from(silences.saturating_sub(1)).unwrap_or(usize::MAX);
        let wait = RECONNECT.get(index).copied().unwrap_or(30_000);
        spawn_local(async move {
            browser::sleep(wait).await;
            if self.opened.get_untracked() == Some(id) {
                self.catch_up();
            }
        });
    }

    /// Keeps what is being written, and tells the visitor that something is.
    pub(crate) fn write(self, text: String) {
        self.draft.set(text);
        self.problem.set(None);
        self.keep_draft();
        let Some(id) = self.opened.get_untracked() else {
            return;
        };
        let now = browser::now();
        let told = self.aside.with_value(|aside| aside.told_typing);
        if self.noting.get_untracked() || !self.is_mine() || now < told + TYPING_TOLD {
            return;
        }
        self.aside.update_value(|aside| aside.told_typing = now);
        let body = json!({ "operatorName": self.operator.get_untracked() });
        spawn_local(async move {
            // Nobody misses a sign that somebody writes.
            let _told = api::act(id, "typing", body).await;
        });
    }

    fn keep_draft(self) {
        let Some(id) = self.opened.get_untracked() else {
            return;
        };
        let text = self.draft.get_untracked();
        self.aside.update_value(|aside| {
            aside.drafts.note(id, &text, browser::now());
            memory::keep_drafts(&aside.drafts);
        });
    }

    /// This operator holds the open conversation.
    pub(crate) fn is_mine(self) -> bool {
        let me = self.me();
        self.thread.with_untracked(|thread| {
            thread
                .as_ref()
                .is_some_and(|thread| list::is_mine(&thread.conversation, &me))
        })
    }
}
