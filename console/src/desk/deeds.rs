//! What an operator does in the open conversation: write, note, take, hand over, resolve.

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;
use porchlight_shared::ids::{ClientMessageId, ConversationId};
use serde_json::{Value, json};

use super::Desk;
use crate::{api, memory, problem::Problem, thread::Thread};

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
            let reply = self.aside.try_update_value(|aside| {
                let new = ClientMessageId::new(browser::now(), browser::random());
                let reply = aside.drafts.reply(id, new);
                memory::keep_drafts(&aside.drafts);
                reply
            });
            let body = json!({
                "text": text.trim(), "operatorId": self.me(), "operatorName": name, "clientMessageId": reply,
            });
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

    /// Resolves it.
    pub(crate) fn resolve(self) {
        self.act(Deed::Resolve, json!({}));
    }

    pub(super) fn me(self) -> String {
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
                aside.drafts.note(id, "", browser::now());
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
