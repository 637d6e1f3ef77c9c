//! The first steps: from the address of a website to a chat on it. What is done follows from facts and is stored nowhere, so
//! the steps can be left and taken up again.

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

/// The newest conversations among which one on a page of the owner's is looked for.
const CONVERSATIONS: u32 = 20;
/// The documents of which questions are made.
const ASKED_DOCUMENTS: usize = 8;

/// The documents of which questions are made while others are still read.
const FEW_DOCUMENTS: usize = 3;

/// What is said once the address for e-mails is saved.
pub(crate) const EMAIL_SAVED: &str = english("Saved.");

/// The room: a handle to its state.
#[derive(Clone, Copy)]
pub(crate) struct Start(&'static StartState);

impl Deref for Start {
    type Target = StartState;

    fn deref(&self) -> &StartState {
        self.0
    }
}

/// What [`Start`] refers to.
pub(crate) struct StartState {
    pub(crate) inbox: Inbox,
    pub(crate) knowledge: Knowledge,
    pub(crate) appearance: Appearance,
    /// Where the chat was used last.
    pub(crate) seen: RwSignal<Loaded<Option<SeenOn>>>,
    /// The pages that were read of the website.
    pub(crate) documents: RwSignal<Vec<Document>>,
    pub(crate) left_out: RwSignal<Vec<LeftOutPage>>,
    /// Questions that can be answered by now.
    pub(crate) questions: RwSignal<Loaded<Vec<String>>>,
    /// A question of the owner's own.
    pub(crate) question: RwSignal<String>,
    /// The question that was tried last, and what visitors are answered.
    pub(crate) tried: RwSignal<Option<(String, Loaded<Tried>)>>,
    pub(crate) website: RwSignal<Website>,
    /// Whether the tag was copied, once it was tried.
    pub(crate) copied: RwSignal<Option<bool>>,
    /// How the website looks, once that was asked for.
    pub(crate) look: RwSignal<Option<Loaded<SiteLook>>>,
    /// The address for e-mails, as it is typed.
    pub(crate) email: RwSignal<Option<String>>,
    /// Whoever has signed in was led here, or needs not be.
    is_led: StoredValue<bool>,
    /// The reading of which questions were made: a source and its number of pages, 0 while it is read.
    asked_of: StoredValue<Option<(SourceId, u64)>>,
    /// The source of which what was read is shown.
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

    /// Looks what is done as soon as somebody has signed in who may do it, and leads them here if nothing was added.
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
        // Pages appear while they are read.
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
        // All sources are shown here, and no field to search in.
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

    /// How many of the steps without which there is no chat are left; none while that is not known.
    pub(crate) fn left(self) -> Option<usize> {
        let is_seen = self.seen.with(|seen| seen.here().map(Option::is_some))?;
        Some(usize::from(!self.has_read()?) + usize::from(!is_seen))
    }

    /// Whether something was read that answers come from; none while that is not known.
    pub(crate) fn has_read(self) -> Option<bool> {
        self.knowledge.sources.with(|sources| {
            let mut sources = sources.here()?.iter();
            Some(sources.any(|it| it.status == SourceStatus::Indexed || it.indexed_at.is_some()))
        })
    }

    /// Looks where the chat was used last.
    pub(crate) fn look(self) {
        spawn_local(async move {
            let newest = api::newest(CONVERSATIONS).await;
            let seen = newest.map(|newest| start::seen(&newest, &Self::host()));
            if seen.is_ok() || !self.seen.with_untracked(Loaded::is_there) {
                self.inbox.settle(self.seen, seen);
            }
        });
    }

    /// The address of this deployment.
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
            // Once when a few pages are there, and once more when all are.
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

    /// Shows what visitors who ask this are answered.
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
                // Another may have been asked in the meantime.
                if let Some((asked, place)) = tried
                    && *asked == question
                {
                    *place = answer.into();
                }
            });
        });
    }

    /// The origin of the website, if it may not show the chat yet.
    pub(crate) fn refused_origin(self) -> Option<String> {
        let origin = self.knowledge.sources.with(|sources| {
            let source = start::shown(sources.here()?)?;
            start::origin(source.url.as_deref()?)
        })?;
        let allowed = self.allowed()?;
        (!start::is_allowed(&allowed, &origin)).then_some(origin)
    }

    /// The websites that may show the chat; none while they are not known.
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

    /// Lets a website show the chat.
    pub(crate) fn allow(self, origin: String) {
        let Some(mut allowed) = untrack(|| self.allowed()) else {
            return;
        };
        allowed.push(origin);
        let changes = Settings::from_iter([("allowedOrigins".to_owned(), json!(allowed))]);
        self.appearance
            .set(changes, text("This website may show the chat now."));
    }

    /// The address for e-mails: as it is typed, else as it is saved.
    pub(crate) fn email(self) -> String {
        self.email.get().unwrap_or_else(|| self.saved_email())
    }

    /// The address for e-mails, as it is saved; empty if there is none.
    pub(crate) fn saved_email(self) -> String {
        self.appearance.saved.with(|saved| {
            let email = saved
                .here()
                .and_then(|(settings, _)| settings.get("notifyEmail"));
            email.and_then(Value::as_str).unwrap_or_default().to_owned()
        })
    }

    /// Saves where to write when somebody asks for a person.
    pub(crate) fn save_email(self) {
        let email = untrack(|| self.email()).trim().to_owned();
        let changes = Settings::from_iter([("notifyEmail".to_owned(), json!(email))]);
        self.appearance.set(changes, text(EMAIL_SAVED));
    }

    /// Copies the tag.
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
