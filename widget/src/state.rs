//! The widget's state, and what depends on nothing but the state.

mod draft;
mod memory;
mod person;
mod reading;
mod session;
mod texts;

use std::ops::Deref;

use porchlight_browser as browser;
use porchlight_shared::{
    chat_event::Holder, message::Citation, settings::PublicSettings, sse::NumberedEvent,
};
use web_sys::AbortController;

use crate::{
    bridge::Page,
    chat::Chat,
    i18n::{Key, Sentences},
    signal::{RwSignal, Untracked},
    storage::{self, Record},
};

/// A handle to the state, which lives as long as the page. Every view and handler has its own copy.
#[derive(Clone, Copy)]
pub(crate) struct Widget(&'static State);

/// The state behind a [`Widget`] handle.
pub(crate) struct State {
    pub(crate) settings: PublicSettings,
    pub(crate) chat: RwSignal<Chat>,
    /// The text in the composer.
    pub(crate) draft: RwSignal<String>,
    /// Whether the panel is shown.
    pub(crate) open: RwSignal<bool>,
    pub(crate) panel_size: RwSignal<PanelSize>,
    /// The number of unread messages, plus the conversations with news that are not shown.
    pub(crate) unread: RwSignal<u32>,
    /// The widget's own sentences, in the visitor's language.
    pub(crate) sentences: RwSignal<Sentences>,
    /// What a screen reader says next.
    pub(crate) announcement: RwSignal<String>,
    /// The citation whose card is open.
    pub(crate) card: RwSignal<Option<OpenCitation>>,
    /// The key of the answer that was just copied.
    pub(crate) copied: RwSignal<Option<u32>>,
    /// Whether the header's menu is shown.
    pub(crate) menu: RwSignal<bool>,
    pub(crate) form: RwSignal<FormState>,
    /// Whether a dialog of widget/parts covers the conversation.
    pub(crate) covered: RwSignal<bool>,
    /// How many conversations that are not shown have news.
    pub(crate) elsewhere: RwSignal<u32>,
    /// Whether the visitor is being asked whether to leave a conversation with a person.
    pub(crate) asks_to_leave: RwSignal<bool>,
    /// Whether the stored conversation is loading.
    pub(crate) restoring: RwSignal<bool>,
    /// How many questions the server has accepted since the page was loaded.
    pub(crate) accepted: RwSignal<u32>,
    /// Whether the device has no network.
    pub(crate) offline: RwSignal<bool>,
    /// The sentence above the composer.
    pub(crate) hint: RwSignal<Option<Key>>,
    pub(crate) internal: Untracked<Internal>,
}

/// State that no view tracks.
pub(crate) struct Internal {
    /// The visitor's current page.
    pub(crate) page: Page,
    /// The visitor's language, as a BCP 47 tag.
    pub(crate) locale: String,
    pub(crate) record: Record,
    /// Whether every change of the record is written to the browser's storage.
    pub(crate) kept: bool,
    pub(crate) incoming: Incoming,
    /// Whether the visitor asked for a person before their first question.
    pub(crate) wants_person: bool,
    pub(crate) lead: UnsentLead,
    /// The `identify` command with the owner's signature, as JSON.
    pub(crate) proof: Option<String>,
    /// The part of the running answer that screen readers were given, as it was written.
    pub(crate) spoken: String,
    /// How many `typing` events have arrived.
    pub(crate) typing_events: u32,
    /// When the server was last told that the visitor is writing, in Unix milliseconds.
    pub(crate) typing_sent_at: u64,
    /// Whether the newest question belongs to a stored conversation that was not loaded yet.
    pub(crate) continues_unshown: bool,
    /// Aborts the current stream or request.
    pub(crate) running: Option<AbortController>,
}

/// Contact details that were not sent yet.
#[derive(Default)]
pub(crate) struct UnsentLead {
    /// Whether a question waits in the composer until the form before the first message is filled in or skipped.
    pub(crate) question_waits: bool,
    /// Whether that form was filled in or skipped for this conversation.
    pub(crate) was_asked: bool,
    /// The contact details, as JSON, until there is a conversation to send them with.
    pub(crate) waiting: Option<String>,
    /// The visitor's email address, from the `identify` command.
    pub(crate) identified: Option<String>,
}

/// Events waiting to be applied with the next frame.
#[derive(Default)]
pub(crate) struct Incoming {
    pub(crate) events: Vec<NumberedEvent>,
    /// Whether a frame was requested.
    pub(crate) scheduled: bool,
}

/// The citation of an open card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenCitation {
    pub(crate) citation: Citation,
    /// The position of the opened mark among the citation's marks, from 1. `None` for all marks.
    pub(crate) mark: Option<u32>,
}

/// How much room the panel has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PanelSize {
    /// A corner of the screen.
    #[default]
    Corner,
    /// The whole screen, on phones.
    Screen,
    /// An element of the owner's page or a page of its own, filled completely. It cannot be closed.
    Inline,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum FormState {
    #[default]
    Hidden,
    Shown,
    Sending,
    Failed,
}

/// What another tab has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Elsewhere {
    /// Nothing that this tab shows.
    Nothing,
    /// It has a newer answer.
    AnotherAnswer,
    /// It started or ended a conversation.
    AnotherConversation,
}

impl Deref for Widget {
    type Target = State;

    fn deref(&self) -> &State {
        self.0
    }
}

impl Widget {
    /// The state for these settings and the browser's storage. `locale` is a BCP 47 tag.
    pub(crate) fn new(settings: PublicSettings, sentences: Sentences, locale: String) -> Self {
        // A signed-in visitor's session continues only when the page identifies them again.
        let stored = storage::load(&settings.project).filter(|stored| stored.identity.is_none());
        let kept = stored.is_some();
        let record = stored.unwrap_or_default();
        Self(Box::leak(Box::new(State {
            chat: RwSignal::default(),
            draft: RwSignal::new(record.draft.clone()),
            open: RwSignal::new(false),
            panel_size: RwSignal::default(),
            unread: RwSignal::new(0),
            sentences: RwSignal::new(sentences),
            announcement: RwSignal::default(),
            card: RwSignal::new(None),
            copied: RwSignal::new(None),
            menu: RwSignal::new(false),
            form: RwSignal::default(),
            covered: RwSignal::new(false),
            elsewhere: RwSignal::new(0),
            asks_to_leave: RwSignal::new(false),
            restoring: RwSignal::new(false),
            accepted: RwSignal::new(0),
            offline: RwSignal::new(browser::is_offline()),
            hint: RwSignal::new(None),
            internal: Untracked::new(Internal {
                page: Page::default(),
                locale,
                record,
                kept,
                incoming: Incoming::default(),
                wants_person: false,
                lead: UnsentLead::default(),
                proof: None,
                spoken: String::new(),
                typing_events: 0,
                typing_sent_at: 0,
                continues_unshown: false,
                running: None,
            }),
            settings,
        })))
    }

    /// Whether a question is being answered.
    pub(crate) fn is_busy(self) -> bool {
        self.chat.with(Chat::is_busy)
    }

    /// The state for the life of the page. `Deref` would shorten the lifetime.
    pub(crate) fn state(self) -> &'static State {
        self.0
    }

    pub(crate) fn set_page(self, page: Page) {
        self.internal.update(|internal| internal.page = page);
    }

    /// Has screen readers say a sentence.
    pub(crate) fn announce(self, sentence: String) {
        self.announcement.set(sentence);
    }

    /// Whether the visitor can ask for a person and has not done so yet.
    pub(crate) fn offers_person(self) -> bool {
        self.settings.handoff
            && !self.offline.get()
            && self
                .chat
                .with(|chat| matches!(chat.holder, Holder::Bot | Holder::Resolved))
    }

    /// Whether the device has a mouse or similar, and thus no on-screen keyboard that focusing a field would raise.
    pub(crate) fn has_keyboard() -> bool {
        !browser::matches("(pointer: coarse)")
    }
}
