//! What the visitor and the owner's page can do.

mod conversations;
mod identity;
mod lead;

use leptos::task::spawn_local;
use porchlight_browser as browser;
use porchlight_shared::{
    chat_event::Holder,
    chat_request::FeedbackRequest,
    ids::{ClientMessageId, MessageId},
    limits::message_chars,
    message::Verdict,
};

use crate::{
    bridge::{self, Command, Signal},
    chat::{Chat, Problem, TurnState},
    i18n::{Key, Sentences},
    state::{Elsewhere, FormState, PanelSize, Widget},
    storage, stream, wire,
};

impl Widget {
    /// Shows the panel, and focuses it if the visitor opened it.
    pub(crate) fn show(self, focus: bool) {
        if self.open.get_untracked() {
            if focus {
                Self::focus_panel();
            }
            return;
        }
        self.open.set(true);
        bridge::signal(Signal::Opened);
        if focus {
            Self::focus_panel();
        }
        self.look_again();
        spawn_local(self.look_elsewhere());
        if self.must_sign_in() {
            stream::restore(self);
        } else if !self.chat.with_untracked(Chat::has_person) {
            // While a person has the conversation, the stream is open and nothing is missing.
            stream::catch_up(self);
        }
    }

    /// Hides the panel and returns the focus to the launcher.
    pub(crate) fn hide(self) {
        if !self.open.get_untracked() || self.panel_size.get_untracked() == PanelSize::Inline {
            return;
        }
        self.menu.set(false);
        self.card.set(None);
        self.asks_to_leave.set(false);
        self.open.set(false);
        self.chat.update(|chat| chat.line = None);
        self.show_unread();
        bridge::signal(Signal::Closed);
        browser::focus_first(".pl-launcher");
    }

    /// Focuses the composer, or the panel on devices where focusing a field would raise the on-screen keyboard.
    pub(crate) fn focus_panel() {
        // Waits two frames, because a hidden panel cannot take the focus.
        browser::next_frame(Box::new(move || {
            browser::next_frame(Box::new(move || {
                browser::focus_first(if Self::has_keyboard() {
                    ".pl-composer__input"
                } else {
                    "#porchlight .pl-panel"
                });
            }));
        }));
    }

    /// Closes the topmost of card, question, menu, form and panel.
    pub(crate) fn escape(self) {
        if self.card.with_untracked(Option::is_some) {
            self.close_card();
        } else if self.asks_to_leave.get_untracked() {
            self.asks_to_leave.set(false);
            Self::focus_panel();
        } else if self.menu.get_untracked() {
            self.menu.set(false);
            browser::focus_first(".pl-header__more");
        } else if matches!(
            self.form.get_untracked(),
            FormState::Hidden | FormState::Sending
        ) {
            self.hide();
        } else {
            self.form.set(FormState::Hidden);
            self.internal
                .update(|internal| internal.lead.question_waits = false);
            Self::focus_panel();
        }
    }

    /// Closes the citation card and returns the focus to its mark.
    pub(crate) fn close_card(self) {
        self.card.set(None);
        browser::focus_first("[data-opened]");
    }

    pub(crate) fn send_draft(self) {
        let text = self.draft.get_untracked();
        let length = text.trim().chars().count();
        let most = message_chars(self.chat.with_untracked(|chat| chat.holder));
        if length == 0 || length > most || self.chat.with_untracked(Chat::is_busy) {
            return;
        }
        self.set_draft(String::new());
        self.ask(&text);
    }

    /// Asks a question. If it cannot be asked now, puts it into the composer.
    pub(crate) fn ask(self, text: &str) {
        let most = message_chars(self.chat.with_untracked(|chat| chat.holder));
        if text.chars().count() > most || self.chat.with_untracked(Chat::is_busy) {
            self.set_draft(text.to_owned());
            return;
        }
        if self.asks_before_first_message() {
            self.set_draft(text.to_owned());
            return;
        }
        let name = ClientMessageId::new(browser::now(), browser::random());
        let question = self.chat.update(|chat| chat.begin_turn(text, name));
        if let Some(question) = question {
            self.hint.set(None);
            self.form.set(FormState::Hidden);
            self.keep();
            bridge::signal(Signal::Message {
                sender: "visitor",
                text: &question.text,
            });
            if self
                .chat
                .with_untracked(|chat| chat.holder != Holder::Operator)
            {
                self.announce(self.text_untracked(Key::Typing));
            }
            stream::start(self, question);
        }
    }

    /// Sends the failed question again.
    pub(crate) fn retry(self) {
        if let Some(question) = self.chat.update(Chat::retry) {
            stream::start(self, question);
        }
    }

    /// Handles the loss or return of the network. A question that failed without it is sent again.
    pub(crate) fn set_offline(self, offline: bool) {
        self.offline.set(offline);
        let failed = self.chat.with_untracked(|chat| {
            matches!(
                chat.turn,
                TurnState::Failed(Problem::Offline | Problem::Network)
            )
        });
        if failed && !offline {
            self.retry();
        } else if !offline {
            stream::catch_up(self);
        }
    }

    /// Stops the running answer.
    pub(crate) fn stop(self) {
        self.chat.update(Chat::stop);
        stream::stop(self);
    }

    /// Shows an empty conversation.
    pub(crate) fn leave_conversation(self) {
        stream::abort(self);
        self.chat.set(Chat::default());
        self.card.set(None);
        self.menu.set(false);
        self.form.set(FormState::Hidden);
        self.hint.set(None);
        self.internal.update(|internal| {
            internal.wants_person = false;
            internal.lead.question_waits = false;
            internal.lead.was_asked = false;
        });
        self.remember(|record| record.conversation = None);
    }

    /// Sends a verdict on an answer, or withdraws it if it is the same as before.
    pub(crate) fn judge(self, id: MessageId, verdict: Verdict) {
        let (before, conversation) = self.chat.with_untracked(|chat| {
            let entry = chat.entries.iter().find(|entry| entry.id == Some(id));
            (entry.and_then(|entry| entry.verdict), chat.conversation)
        });
        let Some(conversation) = conversation else {
            return;
        };
        let wanted = (before != Some(verdict)).then_some(verdict);
        self.chat.update(|chat| chat.judge(id, wanted));
        self.hint.set(None);
        spawn_local(async move {
            let request = FeedbackRequest {
                message_id: id,
                verdict: wanted,
                reason: None,
            };
            let body = wire::feedback_request(&request);
            if let Ok(answer) = self.post(conversation, "/feedback", Some(body)).await {
                if answer.flag("offer_handoff") {
                    self.chat.update(|chat| chat.person_offered = true);
                }
                self.announce(self.text_untracked(Key::Thanks));
            } else {
                self.chat.update(|chat| chat.judge(id, before));
                self.hint.set(Some(Key::VerdictFailed));
            }
        });
    }

    /// Runs a command of the owner's page.
    pub(crate) fn run(self, command: Command) {
        match command {
            Command::Toggle if self.open.get_untracked() => self.hide(),
            Command::Toggle => self.show(true),
            Command::Open { focus } => self.show(focus),
            Command::Close => self.hide(),
            Command::Ask { text, focus } => {
                self.show(focus);
                self.ask(&text);
            }
            Command::Page(page) => self.set_page(page),
            Command::Conversation(id) => self.go_to_conversation(id),
            Command::Cover { is_covered } => self.cover(is_covered),
            Command::Identify(identity) => self.identify(identity),
            Command::Locale { locale, sentences } => {
                // After a deployment, boot.js of another release may send another number of sentences.
                if sentences.len() == Key::ALL.len() {
                    self.sentences.set(Sentences::new(sentences));
                }
                self.internal.update(|internal| internal.locale = locale);
            }
            Command::Viewport { fullscreen } => {
                if self.panel_size.get_untracked() != PanelSize::Inline {
                    self.panel_size.set(if fullscreen {
                        PanelSize::Screen
                    } else {
                        PanelSize::Corner
                    });
                }
            }
            Command::Reset => {
                self.forget_visitor();
                storage::clear(&self.settings.project);
            }
        }
    }

    /// Follows another tab's change of the stored record. `None` if the tab removed it.
    pub(crate) fn on_stored_elsewhere(self, text: Option<&str>) {
        let Some(text) = text else {
            self.forget_visitor();
            return;
        };
        let Some(record) = storage::parse(text) else {
            return;
        };
        match self.adopt(record) {
            Elsewhere::Nothing => {}
            Elsewhere::AnotherAnswer => stream::catch_up(self),
            Elsewhere::AnotherConversation => {
                if !self.chat.with_untracked(Chat::is_busy) {
                    stream::restore(self);
                }
            }
        }
    }
}
