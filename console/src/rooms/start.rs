//! The first steps: from the address of a website to a chat on it. Facts decide which steps are done, and no progress
//! is stored, so an owner can leave and return at any time.

mod look;

use std::ops::Deref;

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;
use porchlight_shared::ids::SourceId;
use serde_json::{Value, json};

use super::{appearance::Appearance, knowledge::Knowledge};
use crate::{
    api,
    inbox::{Inbox, Session},
    loaded::Loaded,
    model::{
        appearance::Settings,
        gaps::Tried,
        knowledge::{Document, FullDocument, LeftOutPage, SourceStatus},
        start::{self, SeenOn, SiteLook, Website},
    },
    room::{Access, Room},
    texts::{english, text},
};

/// How many of the newest conversations are searched for one on the owner's pages.
const CONVERSATIONS: u32 = 20;
/// How many documents questions are taken from.
const ASKED_DOCUMENTS: usize = 8;

/// How many documents questions are taken from while the reading goes on.
const FEW_DOCUMENTS: usize = 3;

/// Shown once the address for e-mails is saved.
pub(crate) const EMAIL_SAVED: &str = english("Saved.");

#[derive(Clone, Copy)]
pub(crate) struct Start(&'static StartState);

impl Deref for Start {
    type Target = StartState;

    fn deref(&self) -> &StartState {
        self.0
    }
}

pub(crate) struct StartState {
    pub(crate) inbox: Inbox,
    pub(crate) knowledge: Knowledge,
    pub(crate) appearance: Appearance,
    /// Where the chat was last used.
    pub(crate) seen: RwSignal<Loaded<Option<SeenOn>>>,
    /// The pages of the website that were read.
    pub(crate) documents: RwSignal<Vec<Document>>,
    pub(crate) left_out: RwSignal<Vec<LeftOutPage>>,
    /// Questions that the documents answer by now.
    pub(crate) questions: RwSignal<Loaded<Vec<String>>>,
    /// A question that the owner types.
    pub(crate) question: RwSignal<String>,
    /// The question tried last, and the answer that visitors get.
    pub(crate) tried: RwSignal<Option<(String, Loaded<Tried>)>>,
    pub(crate) website: RwSignal<Website>,
    /// Whether copying the tag succeeded; none before the first attempt.
    pub(crate) copied: RwSignal<Option<bool>>,
    /// The website's look; none until requested.
    pub(crate) look: RwSignal<Option<Loaded<SiteLook>>>,
    /// The typed address for e-mails.
    pub(crate) email: RwSignal<Option<String>>,
    /// Whether the signed-in person was led here already, or does not have to be.
    is_led: StoredValue<bool>,
    /// The reading that questions were taken from: a source and its number of pages, 0 during the reading.
    asked_of: StoredValue<Option<(SourceId, u64)>>,
    /// The source whose documents are shown.
    read_of: StoredValue<Option<SourceId>>,
}

impl Start {
    pub(super) fn new(inbox: Inbox, knowledge: Knowledge, appearance: Appearance) -> Self {
        Self(Box::leak(Box::new(StartState {
            inbox,
            knowledge,
            appearance,
            seen: RwSignal::default(),
            documents: RwSignal::default(),
            left_out: RwSignal::default(),
            questions: RwSignal::default(),
            question: RwSignal::default(),
            tried: RwSignal::default(),
            website: RwSignal::default(),
            copied: RwSignal::default(),
            look: RwSignal::default(),
            email: RwSignal::default(),
            is_led: StoredValue::new(false),
            asked_of: StoredValue::new(None),
            read_of: StoredValue::new(None),
        })))
    }

    /// Checks which steps are done as soon as a person with the right to do them signs in, and leads them here if no
    /// source was added.
    pub(super) fn watch(self) {
        let signed_in = Memo::new(move |_| {
            self.inbox.session.with(|session| match session {
                Session::In(project) => Room::Start.access(project.person.role) == Access::Change,
                _ => false,
            })
        });
        Effect::new(move |_| {
            if signed_in.get() {
                untrack(|| {
                    self.knowledge.load();
                    self.look();
                });
            }
        });
        Effect::new(move |_| {
            let is_empty = self
                .knowledge
                .sources
                .with(|sources| sources.here().map(Vec::is_empty));
            let Some(is_empty) = is_empty.filter(|_| signed_in.get() && !self.is_led.get_value())
            else {
                return;
            };
            self.is_led.set_value(true);
            let at_the_door = untrack(|| {
                self.inbox.room.get() == Room::Inbox && self.inbox.fragment.with(String::is_empty)
            });
            if is_empty && at_the_door {
                Inbox::go(Room::Start, "");
            }
        });
        // Pages appear during the reading.
        Effect::new(move |_| {
            let reading = self.knowledge.sources.with(|sources| {
                let source = start::shown(sources.here()?)?;
                Some((source.id, source.progress.done, source.status))
            });
            if self.inbox.room.get() != Room::Start {
                return;
            }
            untrack(|| {
                let id = reading.map(|(id, ..)| id);
                if self.read_of.get_value() != id {
                    self.read_of.set_value(id);
                    self.forget_read();
                }
                if let Some((id, done, status)) = reading {
                    self.load_read(id, done, status);
                }
            });
        });
    }

    pub(super) fn enter(self) {
        // This room shows all sources and has no search field.
        self.knowledge.search.set(String::new());
        self.knowledge.load();
        self.appearance.done.set("");
        self.appearance.load();
        self.look();
    }

    pub(super) fn leave(self) {
        self.is_led.set_value(false);
        self.read_of.set_value(None);
        self.forget_read();
        self.seen.set(Loaded::Waiting);
        self.email.set(None);
    }

    fn forget_read(self) {
        self.asked_of.set_value(None);
        self.documents.set(Vec::new());
        self.left_out.set(Vec::new());
        self.questions.set(Loaded::Waiting);
        self.tried.set(None);
    }

    /// How many of the steps that a chat needs are left; none while that is unknown.
    pub(crate) fn left(self) -> Option<usize> {
        let is_seen = self.seen.with(|seen| seen.here().map(Option::is_some))?;
        Some(usize::from(!self.has_read()?) + usize::from(!is_seen))
    }

    /// Whether a source that answers come from was read; none while that is unknown.
    pub(crate) fn has_read(self) -> Option<bool> {
        self.knowledge.sources.with(|sources| {
            let mut sources = sources.here()?.iter();
            Some(sources.any(|it| it.status == SourceStatus::Indexed || it.indexed_at.is_some()))
        })
    }

    /// Finds where the chat was last used.
    pub(crate) fn look(self) {
        spawn_local(async move {
            let newest = api::newest(CONVERSATIONS).await;
            let seen = newest.map(|newest| start::seen(&newest, &Self::host()));
            if seen.is_ok() || !self.seen.with_untracked(Loaded::is_there) {
                self.inbox.settle(self.seen, seen);
            }
        });
    }

    pub(crate) fn host() -> String {
        let origin = browser::window().location().origin();
        origin.unwrap_or_default()
    }

    fn load_read(self, id: SourceId, done: u64, status: SourceStatus) {
        let is_reading = matches!(status, SourceStatus::Pending | SourceStatus::Indexing);
        spawn_local(async move {
            let Ok(page) = api::knowledge::documents(id, None).await else {
                return;
            };
            if self.read_of.get_value() != Some(id) {
                return;
            }
            let documents = page.documents;
            self.documents.set(documents.clone());
            // Once when a few pages are read, and once more when all are.
            let reading = (id, if is_reading { 0 } else { done });
            let too_few = is_reading && documents.len() < FEW_DOCUMENTS;
            if too_few || self.asked_of.get_value() == Some(reading) {
                return;
            }
            self.asked_of.set_value(Some(reading));
            if let Ok(left_out) = api::knowledge::left_out(id).await {
                self.left_out.set(left_out.left_out);
            }
            let mut read: Vec<FullDocument> = Vec::new();
            for document in documents.iter().take(ASKED_DOCUMENTS) {
                if let Ok(document) = api::knowledge::document(id, document.id).await {
                    read.push(document);
                }
            }
            if self.read_of.get_value() == Some(id) {
                self.questions.set(Loaded::Here(start::questions(&read)));
            }
        });
    }

    /// Shows the answer that visitors get to this question.
    pub(crate) fn try_out(self, question: String) {
        if question.trim().is_empty() {
            return;
        }
        self.tried.set(Some((question.clone(), Loaded::Waiting)));
        spawn_local(async move {
            let answer = api::gaps::try_out(&question).await;
            match &answer {
                Ok(tried) => self.inbox.announce(tried.verdict()),
                Err(problem) => self.inbox.check(problem),
            }
            self.tried.update(|tried| {
                // Another question may have been asked in the meantime.
                if let Some((asked, place)) = tried
                    && *asked == question
                {
                    *place = answer.into();
                }
            });
        });
    }

    /// The website's origin, if it may not show the chat yet.
    pub(crate) fn refused_origin(self) -> Option<String> {
        let origin = self.knowledge.sources.with(|sources| {
            let source = start::shown(sources.here()?)?;
            start::origin(source.url.as_deref()?)
        })?;
        let allowed = self.allowed()?;
        (!start::is_allowed(&allowed, &origin)).then_some(origin)
    }

    /// The websites that may show the chat; none while they are unknown.
    fn allowed(self) -> Option<Vec<String>> {
        self.appearance.saved.with(|saved| {
            let (settings, _) = saved.here()?;
            let origins = settings.get("allowedOrigins")?.as_array()?.iter();
            Some(
                origins
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect(),
            )
        })
    }

    /// Allows a website to show the chat.
    pub(crate) fn allow(self, origin: String) {
        let Some(mut allowed) = untrack(|| self.allowed()) else {
            return;
        };
        allowed.push(origin);
        let changes = Settings::from_iter([("allowedOrigins".to_owned(), json!(allowed))]);
        self.appearance
            .set(changes, text("This website may show the chat now."));
    }

    /// The address for e-mails: the typed one, or the saved one.
    pub(crate) fn email(self) -> String {
        self.email.get().unwrap_or_else(|| self.saved_email())
    }

    /// The saved address for e-mails; empty if there is none.
    pub(crate) fn saved_email(self) -> String {
        self.appearance.saved.with(|saved| {
            let email = saved
                .here()
                .and_then(|(settings, _)| settings.get("notifyEmail"));
            email.and_then(Value::as_str).unwrap_or_default().to_owned()
        })
    }

    /// Saves the address that is told when a visitor asks for a person.
    pub(crate) fn save_email(self) {
        let email = untrack(|| self.email()).trim().to_owned();
        let changes = Settings::from_iter([("notifyEmail".to_owned(), json!(email))]);
        self.appearance.set(changes, text(EMAIL_SAVED));
    }

    pub(crate) fn copy(self, tag: String) {
        spawn_local(async move {
            let copied = browser::copy(&tag).await;
            self.copied.set(Some(copied));
            self.inbox.announce(if copied {
                text("Copied.")
            } else {
                text("Your browser does not allow it. Copy the text with your keyboard.")
            });
        });
    }
}
