//! The actions in the open conversation: reply, note, take over, hand back, resolve.

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;
use porchlight_shared::ids::{ClientMessageId, ConversationId};
use serde_json::{Value, json};

use super::Inbox;
use crate::{api, attachments::WaitingFiles, problem::Problem, texts::text, thread::Thread};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Reply,
    Note,
    TakeOver,
    ToQueue,
    ToBot,
    Resolve,
}

impl Action {
    /// The last part of the action's address.
    const fn path(self) -> &'static str {
        match self {
            Self::Reply => "replies",
            Self::Note => "notes",
            Self::TakeOver => "takeover",
            Self::ToQueue | Self::ToBot => "handback",
            Self::Resolve => "resolve",
        }
    }

    /// What screen readers say when the action is done.
    fn confirmation(self) -> &'static str {
        match self {
            Self::Reply => text("Reply sent."),
            Self::Note => text("Note added."),
            Self::TakeOver => text("This conversation is now assigned to you."),
            Self::ToQueue => text("This conversation is waiting for a colleague."),
            Self::ToBot => text("The bot answers this conversation again."),
            Self::Resolve => text("Conversation resolved."),
        }
    }

    /// Whether the action sends the text in the composer.
    const fn sends(self) -> bool {
        matches!(self, Self::Reply | Self::Note)
    }
}

impl Inbox {
    /// Whether there is something to send and nothing is being sent. Notes have no files.
    pub(crate) fn can_send(self) -> bool {
        let has_text = self.draft.with(|draft| !draft.trim().is_empty());
        let fits = if self.noting.get() {
            has_text
        } else {
            self.files
                .with(|files| !files.is_uploading() && (has_text || !files.ready().is_empty()))
        };
        fits && !self.busy.get()
    }

    /// Sends the text in the composer: to the visitor, or as a note.
    pub(crate) fn send(self) {
        let text = self.draft.get_untracked();
        let Some(id) = self.opened.get_untracked() else {
            return;
        };
        if untrack(|| !self.can_send()) {
            return;
        }
        let name = self.operator.get_untracked();
        if self.noting.get_untracked() {
            self.busy.set(true);
            spawn_local(async move {
                let noted = api::note(id, text.trim(), &name).await;
                self.done(id, Action::Note, noted, Thread::add_note);
            });
        } else {
            let files = self.files.get_untracked();
            let reply = self.change_drafts(|drafts| {
                let random = || ClientMessageId::new(browser::now(), browser::random());
                drafts.reply(id, files.reply().unwrap_or_else(random))
            });
            let body = json!({
                "text": text.trim(), "attachments": files.ready(), "operatorId": self.operator_id_untracked(), "operatorName": name, "clientMessageId": reply,
            });
            self.act(Action::Reply, body);
        }
    }

    pub(crate) fn take_over(self) {
        let name = self.operator.get_untracked();
        let body = json!({ "operatorId": self.operator_id_untracked(), "operatorName": name });
        self.act(Action::TakeOver, body);
    }

    /// Releases the conversation to the next free operator.
    pub(crate) fn hand_to_queue(self) {
        self.act(Action::ToQueue, json!({ "to": "queue" }));
    }

    /// Hands the conversation to the bot.
    pub(crate) fn hand_to_bot(self) {
        self.act(Action::ToBot, json!({ "to": "bot" }));
    }

    /// Resolves the conversation. It opens again when the visitor writes.
    pub(crate) fn resolve(self) {
        self.act(Action::Resolve, json!({}));
    }

    pub(super) fn operator_id_untracked(self) -> String {
        untrack(|| self.operator_id())
    }

    fn act(self, action: Action, body: Value) {
        let Some(id) = self.opened.get_untracked() else {
            return;
        };
        if self.thread.with_untracked(Option::is_none) || self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let outcome = api::act(id, action.path(), body).await;
            self.done(id, action, outcome, Thread::apply_outcome);
        });
    }

    /// Shows the outcome of an action, which `show` adds to the thread.
    fn done<T>(
        self,
        id: ConversationId,
        action: Action,
        outcome: Result<T, Problem>,
        show: fn(&mut Thread, T),
    ) {
        self.busy.set(false);
        let is_open = self.opened.get_untracked() == Some(id);
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(problem) => {
                self.check(&problem);
                if is_open {
                    self.problem.set(Some(problem));
                }
                return;
            }
        };
        if action.sends() {
            self.change_drafts(|drafts| drafts.note(id, "", browser::now()));
        }
        if is_open {
            if action.sends() {
                self.draft.set(String::new());
            }
            if action == Action::Reply {
                self.files.update(WaitingFiles::clear);
            }
            self.problem.set(None);
            self.thread.update(|thread| {
                if let Some(thread) = thread {
                    show(thread, outcome);
                }
            });
            self.listen(id);
        }
        self.announce(action.confirmation());
        spawn_local(async move {
            self.refresh(None).await;
            self.load_page().await;
        });
    }
}
