//! The widget's state, handed to every component as one small value.

mod actions;
mod contact;
mod identity;
mod memory;
mod person;
mod reading;

use std::ops::Deref;

use porchlight_browser as browser;
use porchlight_shared::{chat_event::Holder, message::Citation, settings::WidgetConfig};
use web_sys::AbortController;

use self::contact::Details;
use crate::{
    bridge::Page,
    chat::Chat,
    i18n::{self, Key, Language},
    storage::{self, Record},
    stream::Incoming,
    value::{Aside, Value},
};

/// The state: one for the life of the page, which every handler and view holds by reference.
#[derive(Clone, Copy)]
pub struct Widget(&'static State);

/// What [`Widget`] refers to.
pub struct State {
    /// The project's settings.
    pub settings: WidgetConfig,
    /// The conversation.
    pub chat: Value<Chat>,
    /// What stands in the composer.
    pub draft: Value<String>,
    /// The panel is shown.
    pub open: Value<bool>,
    /// How much of the screen the panel may take.
    pub room: Value<Room>,
    /// Answers that came while the panel was hidden.
    pub unread: Value<u32>,
    /// The language of the widget's own sentences.
    pub language: Value<Language>,
    /// What a screen reader says next.
    pub announcement: Value<String>,
    /// The quotation that is shown.
    pub card: Value<Option<Citation>>,
    /// The answer that has just been copied, by its key.
    pub copied: Value<Option<u32>>,
    /// The header's menu is shown.
    pub menu: Value<bool>,
    /// The form that asks for a person.
    pub handoff: Value<Handoff>,
    /// The stored conversation is being fetched.
    pub restoring: Value<bool>,
    /// A short sentence over the composer.
    pub hint: Value<Option<Key>>,
    /// What no view follows.
    pub(crate) aside: Aside<Unseen>,
}

/// What no view follows.
pub(crate) struct Unseen {
    /// The page that the visitor is on.
    pub(crate) page: Page,
    /// The visitor's language, as a BCP 47 tag.
    pub(crate) locale: String,
    /// What is known of the visitor.
    pub(crate) record: Record,
    /// The record is in the browser's storage too.
    pub(crate) kept: bool,
    /// Events that wait for the next frame.
    pub(crate) incoming: Incoming,
    /// The visitor wants a person, and has not written anything yet that one could read.
    pub(crate) wants_person: bool,
    /// Contact details on their way.
    pub(crate) details: Details,
    /// What the owner's server has signed for the visitor, as JSON.
    pub(crate) proof: Option<String>,
    /// How often a person has shown that they are writing.
    pub(crate) signs_of_writing: u32,
    /// When the server was last told that the visitor is writing, in Unix milliseconds.
    pub(crate) told_writing: u64,
    /// The newest question went on with a conversation that was not shown yet.
    pub(crate) continues_unshown: bool,
    /// Ends what is being fetched.
    pub(crate) running: Option<AbortController>,
}

/// How much of the screen the panel may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Room {
    /// A corner.
    #[default]
    Corner,
    /// All of it: on phones.
    Screen,
    /// All of an element of the owner's page: nothing closes it.
    Inline,
}

/// The form in which a visitor leaves contact details, most often to ask for a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Handoff {
    /// Not asked for.
    #[default]
    Hidden,
    /// Shown.
    Form,
    /// On its way.
    Sending,
    /// It failed.
    Failed,
}

impl Deref for Widget {
    type Target = State;

    fn deref(&self) -> &State {
        self.0
    }
}

impl Widget {
    /// The state at the start.
    pub fn new(settings: WidgetConfig, locale: String) -> Self {
        // What belongs to somebody who signs in is shown when the page says again who it is.
        let stored = storage::load(&settings.project).filter(|stored| stored.identity.is_none());
        let kept = stored.is_some();
        let record = stored.unwrap_or_default();
        Self(Box::leak(Box::new(State {
            chat: Value::default(),
            draft: Value::new(record.draft.clone()),
            open: Value::new(false),
            room: Value::default(),
            unread: Value::new(0),
            language: Value::new(Language::from_tag(&locale)),
            announcement: Value::default(),
            card: Value::new(None),
            copied: Value::new(None),
            menu: Value::new(false),
            handoff: Value::default(),
            restoring: Value::new(false),
            hint: Value::new(None),
            aside: Aside::new(Unseen {
                page: Page::default(),
                locale,
                record,
                kept,
                incoming: Incoming::default(),
                wants_person: false,
                details: Details::default(),
                proof: None,
                signs_of_writing: 0,
                told_writing: 0,
                continues_unshown: false,
                running: None,
            }),
            settings,
        })))
    }

    /// A sentence: the owner's, or the widget's own in the visitor's language.
    pub fn text(self, key: Key) -> String {
        self.text_in(self.language.get(), key)
    }

    /// The same, where no view depends on the language.
    pub(crate) fn text_untracked(self, key: Key) -> String {
        self.text_in(self.language.get_untracked(), key)
    }

    /// The same in a given language.
    pub(crate) fn text_in(self, language: Language, key: Key) -> String {
        let owners = i18n::owners_text(&self.settings.texts, key);
        owners
            .unwrap_or_else(|| i18n::text(language, key))
            .to_owned()
    }

    /// A sentence for a view: it follows the language.
    pub fn says(self, key: Key) -> impl Fn() -> String + Copy + 'static {
        move || self.text(key)
    }

    /// A sentence with something in the place of `{}`.
    pub fn text_with(self, key: Key, value: &str) -> String {
        i18n::text_with(self.language.get(), key, value)
    }

    /// The same, where no view depends on the language.
    pub(crate) fn text_with_untracked(self, key: Key, value: &str) -> String {
        i18n::text_with(self.language.get_untracked(), key, value)
    }

    /// A question is being answered.
    pub fn is_busy(self) -> bool {
        self.chat.with(Chat::is_busy)
    }

    /// What this refers to.
    pub(crate) fn state(self) -> &'static State {
        self.0
    }

    /// The visitor is on another page.
    pub(crate) fn set_page(self, page: Page) {
        self.aside.update(|aside| aside.page = page);
    }

    /// The visitor may ask for a person, and has not.
    pub fn offers_person(self) -> bool {
        self.settings.handoff
            && self
                .chat
                .with(|chat| matches!(chat.holder, Holder::Bot | Holder::Resolved))
    }

    /// A fine pointer is there: the keyboard does not cover half the screen.
    pub(crate) fn has_keyboard() -> bool {
        !browser::matches("(pointer: coarse)")
    }
}
