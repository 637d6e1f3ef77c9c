//! The open conversation: loads it, follows its events, keeps its draft.

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;
use porchlight_shared::{chat_event::Holder, ids::ConversationId};
use serde_json::json;

use super::{Inbox, Internal};
use crate::{
    api,
    attachments::WaitingFiles,
    focus, list, live,
    memory::{self, Drafts},
    room::Room,
    texts::filled,
    thread::{Change, LiveEvent, Thread},
    wire::FullConversation,
};

/// The waits before an ended stream is opened again, in milliseconds. The last one repeats.
const RECONNECT: [i32; 4] = [1_000, 3_000, 10_000, LONGEST_RECONNECT];
const LONGEST_RECONNECT: i32 = 30_000;
/// How long "is writing" is shown after a `typing` event, in milliseconds.
const TYPING_SHOWN: i32 = 5_000;
/// The shortest time between two "is writing" signals to the visitor, in milliseconds.
const TYPING_TOLD: u64 = 3_000;

impl Inbox {
    /// Opens the conversation that the address names. Closes the open one if the address names none or another room.
    pub(super) fn follow_conversation(self) {
        let in_inbox = self.room.get_untracked() == Room::Inbox;
        let named = self
            .fragment
            .with_untracked(|fragment| fragment.parse().ok());
        let wanted: Option<ConversationId> = named.filter(|_| in_inbox);
        if wanted == self.opened.get_untracked() || untrack(|| self.project()).is_none() {
            return;
        }
        let before = self.opened.get_untracked();
        self.internal.update_value(|internal| {
            internal.live = None;
            internal.endings = 0;
        });
        self.thread.set(None);
        self.thread_problem.set(None);
        self.problem.set(None);
        self.visitor_types.set(false);
        self.noting.set(false);
        self.files.update(WaitingFiles::clear);
        self.opened.set(wanted);
        if let Some(id) = wanted {
            self.chosen.set(Some(id));
            let text = |internal: &Internal| internal.drafts.of(id).map(|draft| draft.text.clone());
            self.draft
                .set(self.internal.with_value(text).unwrap_or_default());
            spawn_local(async move {
                self.load(id).await;
                focus::soon(".pc-thread__title");
            });
        } else if before.is_some() {
            focus::soon(".pc-row[tabindex='0']");
        }
    }

    /// Loads the open conversation again.
    pub(crate) fn reload(self) {
        if let Some(id) = self.opened.get_untracked() {
            self.thread_problem.set(None);
            spawn_local(self.load(id));
        }
    }

    /// Loads the open conversation if its stream has ended.
    pub(super) fn catch_up(self) {
        if self.internal.with_value(|internal| internal.live.is_none()) {
            self.reload();
        }
    }

    async fn load(self, id: ConversationId) {
        let full = api::conversation(id).await;
        if self.opened.get_untracked() != Some(id) {
            return;
        }
        match full {
            Ok(full) => {
                self.set_thread(full);
                self.listen(id);
            }
            Err(problem) => {
                self.check(&problem);
                // A thread on the page stays: only its newest entries are missing.
                if self.thread.with_untracked(Option::is_none) {
                    self.thread_problem.set(Some(problem));
                } else {
                    self.stream_ended(id);
                }
            }
        }
    }

    fn set_thread(self, full: FullConversation) {
        let id = full.conversation.id;
        self.thread.update(|thread| match thread {
            Some(thread) => thread.replace(full),
            None => *thread = Some(Thread::of(full)),
        });
        self.mark_shown(id);
    }

    /// Marks the thread as seen up to its newest entry.
    fn mark_shown(self, id: ConversationId) {
        let newest = self
            .thread
            .with_untracked(|thread| Some(thread.as_ref()?.newest()?.to_owned()));
        if let Some(time) = newest {
            self.mark_seen(id, &time);
        }
    }

    fn mark_seen(self, id: ConversationId, time: &str) {
        if browser::document().hidden() {
            return;
        }
        self.seen.update(|seen| seen.note(id, time));
        if let Some(person) = self.whose() {
            self.seen
                .with_untracked(|seen| memory::save_seen(person, seen));
        }
        self.tell_read(id);
    }

    /// Tells a visitor who waits for a person, or talks to one, that their message was read.
    fn tell_read(self, id: ConversationId) {
        let newest = self.thread.with_untracked(|thread| {
            let thread = thread.as_ref().filter(|thread| {
                let has_person =
                    matches!(thread.conversation.holder, Holder::Queue | Holder::Operator);
                has_person && thread.conversation.id == id
            })?;
            thread.newest_of_visitor()
        });
        let Some(newest) = newest else { return };
        let is_new = self
            .internal
            .try_update_value(|internal| internal.told_read.replace(newest) != Some(newest));
        if is_new == Some(true) {
            spawn_local(async move {
                // If this fails, the next message reports it as well.
                let _ = api::mark_read(id, newest).await;
            });
        }
    }

    pub(super) fn listen(self, id: ConversationId) {
        if self.internal.with_value(|internal| internal.live.is_some()) {
            return;
        }
        let after = self
            .thread
            .with_untracked(|thread| thread.as_ref().map_or(0, |thread| thread.last_event));
        let live = live::follow(
            id,
            after,
            move |event| self.receive(id, &event),
            move || self.stream_ended(id),
        );
        self.internal.update_value(|internal| internal.live = live);
    }

    fn receive(self, id: ConversationId, event: &LiveEvent) {
        if self.opened.get_untracked() != Some(id) {
            return;
        }
        self.internal.update_value(|internal| internal.endings = 0);
        let change = self
            .thread
            .try_update(|thread| thread.as_mut().map(|thread| thread.apply(event)))
            .flatten();
        match change {
            Some(Change::VisitorWrote(text)) => {
                self.visitor_types.set(false);
                self.alert(&filled("The visitor wrote: {text}", &[("text", &text)]));
                self.mark_shown(id);
                spawn_local(async move {
                    self.refresh(None).await;
                });
            }
            Some(Change::VisitorTypes) => self.show_typing(),
            Some(Change::Holder) => self.reload_with_list(id),
            Some(Change::Nothing) | None => {}
        }
    }

    /// Loads the conversation and the list again, after a change that its event does not describe in full.
    fn reload_with_list(self, id: ConversationId) {
        spawn_local(async move {
            self.load(id).await;
            self.refresh(None).await;
        });
    }

    fn show_typing(self) {
        let now = browser::now();
        self.internal
            .update_value(|internal| internal.heard_typing = now);
        self.visitor_types.set(true);
        spawn_local(async move {
            browser::sleep(TYPING_SHOWN).await;
            if self.internal.with_value(|internal| internal.heard_typing) == now {
                self.visitor_types.set(false);
            }
        });
    }

    /// Opens the stream again after a wait, if a person holds the conversation or was asked for. While only the bot
    /// answers, polling the list finds new messages.
    fn stream_ended(self, id: ConversationId) {
        let endings = self
            .internal
            .try_update_value(|internal| {
                internal.live = None;
                internal.endings = internal.endings.saturating_add(1);
                internal.endings
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
        let index = usize::try_from(endings.saturating_sub(1)).unwrap_or(usize::MAX);
        let wait = RECONNECT.get(index).copied().unwrap_or(LONGEST_RECONNECT);
        spawn_local(async move {
            browser::sleep(wait).await;
            if self.opened.get_untracked() == Some(id) {
                self.catch_up();
            }
        });
    }

    /// Keeps the draft, and signals to the visitor that the operator is writing.
    pub(crate) fn write(self, text: String) {
        self.draft.set(text);
        self.problem.set(None);
        self.keep_draft();
        let Some(id) = self.opened.get_untracked() else {
            return;
        };
        let now = browser::now();
        let told = self.internal.with_value(|internal| internal.told_typing);
        if self.noting.get_untracked() || !self.is_mine() || now < told + TYPING_TOLD {
            return;
        }
        self.internal
            .update_value(|internal| internal.told_typing = now);
        let body = json!({ "operatorName": self.operator.get_untracked() });
        spawn_local(async move {
            // Losing this signal does no harm.
            let _ = api::act(id, "typing", body).await;
        });
    }

    fn keep_draft(self) {
        let Some(id) = self.opened.get_untracked() else {
            return;
        };
        let text = self.draft.get_untracked();
        self.change_drafts(|drafts| drafts.note(id, &text, browser::now()));
    }

    /// Changes the drafts of the signed-in person, and stores them.
    pub(super) fn change_drafts<T>(self, change: impl FnOnce(&mut Drafts) -> T) -> Option<T> {
        self.internal.try_update_value(|internal| {
            let changed = change(&mut internal.drafts);
            if let Some(person) = internal.person {
                memory::save_drafts(person, &internal.drafts);
            }
            changed
        })
    }

    /// Whether this operator holds the open conversation.
    pub(crate) fn is_mine(self) -> bool {
        let me = self.operator_id_untracked();
        self.thread.with_untracked(|thread| {
            thread
                .as_ref()
                .is_some_and(|thread| list::is_mine(&thread.conversation, &me))
        })
    }
}
