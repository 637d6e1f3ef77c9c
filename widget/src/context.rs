//! The widget's state, handed to every component as one small value.

mod actions;
mod memory;

use std::ops::Deref;

use leptos::prelude::*;
use porchlight_shared::{chat_event::Holder, message::Citation, settings::WidgetConfig};
use web_sys::AbortController;

use crate::{
    bridge::Page,
    browser,
    chat::{Chat, Turn},
    i18n::{self, Key, Language},
    storage::{self, Record},
    stream::Incoming,
};

/// The state: one for the life of the page, which every handler and view holds by reference.
#[derive(Clone, Copy)]
pub struct Widget(&'static State);

/// What [`Widget`] refers to.
pub struct State {
    /// The project's settings.
    pub settings: StoredValue<WidgetConfig>,
    /// The conversation.
    pub chat: RwSignal<Chat>,
    /// What stands in the composer.
    pub draft: RwSignal<String>,
    /// The panel is shown.
    pub open: RwSignal<bool>,
    /// How much of the screen the panel may take.
    pub room: RwSignal<Room>,
    /// Answers that came while the panel was hidden.
    pub unread: RwSignal<u32>,
    /// The language of the widget's own sentences.
    pub language: RwSignal<Language>,
    /// What a screen reader says next.
    pub announcement: RwSignal<String>,
    /// The quotation that is shown.
    pub card: RwSignal<Option<Citation>>,
    /// The header's menu is shown.
    pub menu: RwSignal<bool>,
    /// The form that asks for a person.
    pub handoff: RwSignal<Handoff>,
    /// The stored conversation is being fetched.
    pub restoring: RwSignal<bool>,
    /// A short sentence over the composer.
    pub hint: RwSignal<Option<Key>>,
    /// The page that the visitor is on.
    pub page: StoredValue<Page>,
    /// The visitor's language, as a BCP 47 tag.
    pub locale: StoredValue<String>,
    record: StoredValue<Record>,
    /// The record is in the browser's storage too.
    kept: StoredValue<bool>,
    pub(crate) incoming: StoredValue<Incoming>,
    pub(crate) running: StoredValue<Option<AbortController>, LocalStorage>,
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

/// The form that asks for a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Handoff {
    /// Not asked for.
    #[default]
    Hidden,
    /// Asks for an address.
    Form,
    /// The address is not one.
    InvalidEmail,
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
        let stored = storage::load(&settings.project);
        let kept = stored.is_some();
        let record = stored.unwrap_or_default();
        Self(Box::leak(Box::new(State {
            chat: RwSignal::default(),
            draft: RwSignal::new(record.draft.clone()),
            open: RwSignal::new(false),
            room: RwSignal::default(),
            unread: RwSignal::new(0),
            language: RwSignal::new(Language::from_tag(&locale)),
            announcement: RwSignal::default(),
            card: RwSignal::new(None),
            menu: RwSignal::new(false),
            handoff: RwSignal::default(),
            restoring: RwSignal::new(false),
            hint: RwSignal::new(None),
            page: StoredValue::default(),
            locale: StoredValue::new(locale),
            record: StoredValue::new(record),
            kept: StoredValue::new(kept),
            incoming: StoredValue::default(),
            running: StoredValue::new_local(None),
            settings: StoredValue::new(settings),
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

    fn text_in(self, language: Language, key: Key) -> String {
        self.settings.with_value(|settings| {
            i18n::owners_text(&settings.texts, key)
                .map_or_else(|| i18n::text(language, key).to_owned(), str::to_owned)
        })
    }

    /// A sentence with something in the place of `{}`.
    pub fn text_with(self, key: Key, value: &str) -> String {
        i18n::text_with(self.language.get(), key, value)
    }

    /// A question is being answered.
    pub fn is_busy(self) -> bool {
        self.chat.with(Chat::is_busy)
    }

    /// The turn of the newest question.
    pub fn turn(self) -> Turn {
        self.chat.with(|chat| chat.turn.clone())
    }

    /// The assistant's name.
    pub fn name(self) -> String {
        self.settings.with_value(|settings| settings.name.clone())
    }

    /// The visitor may ask for a person, and has not.
    pub fn offers_person(self) -> bool {
        self.settings.with_value(|settings| settings.handoff)
            && self
                .chat
                .with(|chat| matches!(chat.holder, Holder::Bot | Holder::Resolved))
    }

    /// A fine pointer is there: the keyboard does not cover half the screen.
    pub(crate) fn has_keyboard() -> bool {
        !browser::matches("(pointer: coarse)")
    }
}

/// The state of the widget that this component stands in.
pub fn use_widget() -> Widget {
    expect_context()
}
