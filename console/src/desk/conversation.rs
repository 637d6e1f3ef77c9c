//! The open conversation: it is loaded, followed, and written in.

use leptos::{prelude::*, task::spawn_local};
use porchlight_shared::{chat_event::Holder, ids::ConversationId};
use porchlight_widget::{browser, markdown};
use serde_json::{Value, json};

use super::Desk;
use crate::{
    api, list, live, memory,
    problem::Problem,
    thread::{Change, LiveEvent, Thread},
    wire::Whole,
};

/// Waits before a stream that has ended is asked for again, in milliseconds.
const RECONNECT: [i32; 4] = [1_000, 3_000, 10_000, 30_000];
/// How long "is writing" stays without being heard again, in milliseconds.
const TYPING_SHOWN: i32 = 5_000;
/// Between two signs that somebody writes here, in milliseconds.
const TYPING_TOLD: u64 = 3_000;

/// What an operator does in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Reply,
    Note,
    TakeOver,
    ToQueue,
    ToBot,
    Resolve,
}

impl Deed {
    /// The end of its address.
    const fn path(self) -> &'static str {
        match self {
            Self::Reply => "replies",
            Self::Note => "notes",
            Self::TakeOver => "takeover",
            Self::ToQueue | Self::ToBot => "handback",
            Self::Resolve => "resolve",
        }
    }

    /// What is said when it is done.
    const fn said(self) -> &'static str {
        match self {
            Self::Reply => "Your reply is sent.",
            Self::Note => "The note is kept.",
            Self::TakeOver => "You hold this conversation now.",
            Self::ToQueue => "The conversation waits for another person.",
            Self::ToBot => "The bot answers again.",
            Self::Resolve => "The conversation is resolved.",
        }
    }

    /// Whether it sends what was written.
    const fn sends(self) -> bool {
        matches!(self, Self::Reply | Self::Note)
    }
}

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
            let draft = self.aside.with_value(|aside| aside.drafts.of(id));
            self.draft.set(draft);
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

    fn listen(self, id: ConversationId) {
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
            aside.drafts.note(id, &text);
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

    /// Sends what is written: to the visitor, or into the notes.
    pub(crate) fn send(self) {
        let text = self.draft.get_untracked();
        let Some(id) = self.opened.get_untracked() else {
            return;
        };
        if text.trim().is_empty() || self.busy.get_untracked() {
            return;
        }
        let name = self.operator.get_untracked();
        if self.noting.get_untracked() {
            self.busy.set(true);
            spawn_local(async move {
                let noted = api::note(id, text.trim(), &name).await;
                self.done(id, Deed::Note, noted, Thread::add_note);
            });
        } else {
            let body =
                json!({ "text": text.trim(), "operatorId": self.me(), "operatorName": name });
            self.act(Deed::Reply, body);
        }
    }

    /// Takes the open conversation over.
    pub(crate) fn take_over(self) {
        let name = self.operator.get_untracked();
        let body = json!({ "operatorId": self.me(), "operatorName": name });
        self.act(Deed::TakeOver, body);
    }

    /// Hands it to whoever comes next.
    pub(crate) fn hand_to_queue(self) {
        self.act(Deed::ToQueue, json!({ "to": "queue" }));
    }

    /// Hands it to the bot.
    pub(crate) fn hand_to_bot(self) {
        self.act(Deed::ToBot, json!({ "to": "bot" }));
    }

    /// Settles it.
    pub(crate) fn resolve(self) {
        self.act(Deed::Resolve, json!({}));
    }

    fn me(self) -> String {
        untrack(|| self.operator_id())
    }

    fn act(self, deed: Deed, body: Value) {
        let Some(id) = self.opened.get_untracked() else {
            return;
        };
        if self.thread.with_untracked(Option::is_none) || self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let held = api::act(id, deed.path(), body).await;
            self.done(id, deed, held, Thread::take);
        });
    }

    /// What was wanted has been done, or not.
    fn done<T>(
        self,
        id: ConversationId,
        deed: Deed,
        outcome: Result<T, Problem>,
        show: fn(&mut Thread, T),
    ) {
        self.busy.set(false);
        let stays = self.opened.get_untracked() == Some(id);
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(problem) => {
                self.check(&problem);
                if stays {
                    self.problem.set(Some(problem));
                }
                return;
            }
        };
        if deed.sends() {
            self.aside.update_value(|aside| {
                aside.drafts.note(id, "");
                memory::keep_drafts(&aside.drafts);
            });
        }
        if stays {
            if deed.sends() {
                self.draft.set(String::new());
            }
            self.problem.set(None);
            self.thread.update(|thread| {
                if let Some(thread) = thread {
                    show(thread, outcome);
                }
            });
            self.listen(id);
        }
        self.say(deed.said());
        spawn_local(async move {
            self.refresh(None).await;
            self.find().await;
        });
    }
}

/// The text of a message without its marks, for one line.
pub(crate) fn one_line(text: &str) -> String {
    markdown::plain_text(text).replace('\n', " ")
}

/// Moves the focus once what it goes to is there.
pub(crate) fn focus_soon(selector: &'static str) {
    request_animation_frame(move || browser::focus_first(selector));
}
