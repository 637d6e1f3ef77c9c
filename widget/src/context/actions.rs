//! What the visitor and the owner's page can do.

use leptos::task::spawn_local;
use porchlight_browser as browser;
use porchlight_shared::{
    chat_event::Holder,
    chat_request::FeedbackRequest,
    ids::{ClientMessageId, MessageId},
    limits::QUESTION_CHARS,
    message::Verdict,
};
use wasm_bindgen::JsCast;

use super::{Handoff, Room, Widget, memory::Elsewhere};
use crate::{
    bridge::{self, Command, Signal},
    chat::Chat,
    i18n::{Key, Language},
    storage, stream, wire,
};

impl Widget {
    /// Shows the panel.
    pub fn show(self) {
        if self.open.get_untracked() {
            return;
        }
        self.open.set(true);
        let unread = self.unread.get_untracked();
        self.unread.set(0);
        bridge::signal(Signal::Opened);
        bridge::signal(Signal::Unread(0));
        Self::focus_panel();
        if self.must_sign_in() {
            stream::restore(self);
        } else if self.chat.with_untracked(Chat::has_person) {
            // What came has been heard already.
            self.show_unread(unread);
        } else {
            stream::catch_up(self);
        }
    }

    /// Hides the panel; the focus goes back to the launcher.
    pub fn hide(self) {
        if !self.open.get_untracked() || self.room.get_untracked() == Room::Inline {
            return;
        }
        self.menu.set(false);
        self.card.set(None);
        self.open.set(false);
        bridge::signal(Signal::Closed);
        browser::focus_first(".pl-launcher");
    }

    /// Puts the focus where the visitor goes on: into the composer, or on the panel where that would raise a keyboard.
    pub(crate) fn focus_panel() {
        // Two frames on, when the panel can be seen and so take the focus.
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

    /// Closes the innermost thing that is open.
    pub fn escape(self) {
        if self.card.with_untracked(Option::is_some) {
            self.close_card();
        } else if self.menu.get_untracked() {
            self.menu.set(false);
            browser::focus_first(".pl-header__more");
        } else if matches!(
            self.handoff.get_untracked(),
            Handoff::Hidden | Handoff::Sending
        ) {
            self.hide();
        } else {
            self.handoff.set(Handoff::Hidden);
            self.aside
                .update(|aside| aside.details.question_waits = false);
            Self::focus_panel();
        }
    }

    /// Closes the quotation; the focus goes back to its mark.
    pub fn close_card(self) {
        self.card.set(None);
        browser::focus_first("[data-opened]");
    }

    /// Sends what stands in the composer.
    pub fn send_draft(self) {
        let text = self.draft.get_untracked();
        let length = text.trim().chars().count();
        if length == 0 || length > QUESTION_CHARS || self.chat.with_untracked(Chat::is_busy) {
            return;
        }
        self.set_draft(String::new());
        self.ask(&text);
    }

    /// Asks a question; one that cannot be asked now stays in the composer.
    pub fn ask(self, text: &str) {
        if text.chars().count() > QUESTION_CHARS || self.chat.with_untracked(Chat::is_busy) {
            self.set_draft(text.to_owned());
            return;
        }
        if self.asks_first() {
            self.set_draft(text.to_owned());
            return;
        }
        let name = ClientMessageId::new(browser::now(), browser::random());
        let question = self.chat.update(|chat| chat.begin_turn(text, name));
        if let Some(question) = question {
            self.hint.set(None);
            self.handoff.set(Handoff::Hidden);
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
    pub fn retry(self) {
        if let Some(question) = self.chat.update(Chat::retry) {
            stream::start(self, question);
        }
    }

    /// Puts the failed question back into the composer.
    pub fn edit(self) {
        if let Some(text) = self.chat.update(Chat::withdraw) {
            self.set_draft(text);
            browser::focus_first(".pl-composer__input");
        }
    }

    /// Stops the answer.
    pub fn stop(self) {
        self.chat.update(Chat::stop);
        stream::stop(self);
    }

    /// Changes what stands in the composer.
    pub fn set_draft(self, text: String) {
        self.remember(|record| record.draft.clone_from(&text));
        self.draft.set(text);
    }

    /// Begins a new conversation; the old one stays with the owner.
    pub fn begin_anew(self) {
        self.empty();
        Self::focus_panel();
    }

    /// Shows no conversation any more.
    pub(crate) fn empty(self) {
        stream::abort(self);
        self.chat.set(Chat::default());
        self.card.set(None);
        self.menu.set(false);
        self.handoff.set(Handoff::Hidden);
        self.hint.set(None);
        self.aside.update(|aside| {
            aside.wants_person = false;
            aside.details.question_waits = false;
            aside.details.was_asked = false;
        });
        self.remember(|record| record.conversation = None);
    }

    /// Gives a verdict, or takes the same one back.
    pub fn judge(self, id: MessageId, verdict: Verdict) {
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

    /// Does what the owner's page wants.
    pub fn obey(self, command: Command) {
        match command {
            Command::Toggle if self.open.get_untracked() => self.hide(),
            Command::Open | Command::Toggle => self.show(),
            Command::Close => self.hide(),
            Command::Ask(text) => {
                self.show();
                self.ask(&text);
            }
            Command::Page(page) => self.set_page(page),
            Command::Identify(identity) => self.identify(identity),
            Command::Locale(locale) => {
                self.language.set(Language::from_tag(&locale));
                self.aside.update(|aside| aside.locale = locale);
            }
            Command::Viewport { height, fullscreen } => {
                if self.room.get_untracked() != Room::Inline {
                    self.room.set(if fullscreen {
                        Room::Screen
                    } else {
                        Room::Corner
                    });
                }
                set_visible_height(height.filter(|_| fullscreen));
            }
            Command::Reset => {
                self.clear();
                storage::clear(&self.settings.project);
            }
        }
    }

    /// Another tab has changed what is stored, or removed it.
    pub(crate) fn stored_elsewhere(self, text: Option<&str>) {
        let Some(text) = text else {
            self.clear();
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

    /// Lets a screen reader say a sentence.
    pub(crate) fn announce(self, sentence: String) {
        self.announcement.set(sentence);
    }
}

/// On phones the keyboard leaves less to see than the frame is high.
fn set_visible_height(height: Option<u32>) {
    let Some(root) = browser::document().document_element() else {
        return;
    };
    let style = root.unchecked_into::<web_sys::HtmlElement>().style();
    let set = match height {
        Some(height) => {
            style.set_property("--pl-visible-height", &[&height.to_string(), "px"].concat())
        }
        None => style.remove_property("--pl-visible-height").map(|_| ()),
    };
    if let Err(error) = set {
        web_sys::console::error_1(&error);
    }
}
