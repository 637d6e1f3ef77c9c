//! The room for knowledge: sources, what was read of them, and how they are added.
//!
//! *Invariant:* the fragment of the address says which source and which document is open. An answer for one that is not
//! open any more changes nothing.

mod adding;
mod opened;

use std::ops::Deref;

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;
use porchlight_shared::ids::SourceId;

use crate::{
    api,
    inbox::Inbox,
    loaded::Loaded,
    model::knowledge::{Changes, Documents, FullDocument, LeftOut, Opened, Source, Way},
    poll,
    problem::Problem,
    room::Room,
};

/// How often a reading that goes on is asked about, in milliseconds.
const READING_MS: i32 = 2_500;

/// A file on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Upload {
    pub(crate) name: String,
    /// None while it is on its way.
    pub(crate) outcome: Option<Result<(), String>>,
}

/// The room: a handle to its state.
#[derive(Clone, Copy)]
pub(crate) struct Knowledge(&'static KnowledgeState);

impl Deref for Knowledge {
    type Target = KnowledgeState;

    fn deref(&self) -> &KnowledgeState {
        self.0
    }
}

/// What [`Knowledge`] refers to.
pub(crate) struct KnowledgeState {
    pub(crate) inbox: Inbox,
    pub(crate) sources: RwSignal<Loaded<Vec<Source>>>,
    /// A part of the names of the sources to show.
    pub(crate) search: RwSignal<String>,
    /// The source and the document that the address names.
    pub(crate) opened: RwSignal<Opened>,
    pub(crate) documents: RwSignal<Loaded<Documents>>,
    /// The cursors of the pages up to this one, without the first.
    pub(crate) cursors: RwSignal<Vec<String>>,
    pub(crate) changes: RwSignal<Loaded<Changes>>,
    pub(crate) left_out: RwSignal<Loaded<LeftOut>>,
    pub(crate) document: RwSignal<Loaded<FullDocument>>,
    /// The form that is shown to add something.
    pub(crate) way: RwSignal<Way>,
    pub(crate) address: RwSignal<String>,
    pub(crate) question: RwSignal<String>,
    pub(crate) answer: RwSignal<String>,
    /// Other ways to ask, a line for each.
    pub(crate) alternatives: RwSignal<String>,
    pub(crate) uploads: RwSignal<Vec<Upload>>,
    /// Something is being added.
    pub(crate) adding: RwSignal<bool>,
    /// Why it could not be added.
    pub(crate) add_problem: RwSignal<Option<Problem>>,
    /// Why the last action on a source failed.
    pub(crate) problem: RwSignal<Option<Problem>>,
    /// An action on a source is running.
    pub(crate) busy: RwSignal<bool>,
}

impl Knowledge {
    pub(super) fn new(inbox: Inbox) -> Self {
        Self(Box::leak(Box::new(KnowledgeState {
            inbox,
            sources: RwSignal::default(),
            search: RwSignal::default(),
            opened: RwSignal::default(),
            documents: RwSignal::default(),
            cursors: RwSignal::default(),
            changes: RwSignal::default(),
            left_out: RwSignal::default(),
            document: RwSignal::default(),
            way: RwSignal::default(),
            address: RwSignal::default(),
            question: RwSignal::default(),
            answer: RwSignal::default(),
            alternatives: RwSignal::default(),
            uploads: RwSignal::default(),
            adding: RwSignal::default(),
            add_problem: RwSignal::default(),
            problem: RwSignal::default(),
            busy: RwSignal::default(),
        })))
    }

    /// Loads what the address names.
    pub(super) fn enter(self, fragment: &str) {
        let (before, opened) = (self.opened.get_untracked(), Opened::at(fragment));
        // Going back is told twice, and what is shown stays as it is.
        if opened != before {
            self.opened.set(opened);
        }
        self.problem.set(None);
        self.load();
        if opened.source != before.source {
            self.forget_opened();
        }
        if opened != before && opened.source.is_some() {
            browser::next_frame(Box::new(|| browser::focus_first(".pc-room__title")));
        }
        if opened.source.is_some() && self.documents.with_untracked(|it| it.here().is_none()) {
            self.load_opened();
        }
        self.load_document();
    }

    pub(super) fn leave(self) {
        self.sources.set(Loaded::Waiting);
        self.uploads.set(Vec::new());
        self.forget_opened();
    }

    /// Loads the sources.
    pub(crate) fn load(self) {
        spawn_local(async move {
            self.refresh().await;
        });
    }

    async fn refresh(self) {
        let answer = api::knowledge::sources().await;
        let is_shown = self
            .sources
            .with_untracked(|sources| sources.here().is_some());
        match answer {
            // A list that is shown stays: the next answer brings what is new.
            Err(problem) if is_shown && !problem.is_signed_out() => {}
            answer => self.inbox.settle(self.sources, answer),
        }
    }

    /// Asks about readings for as long as the page lives.
    pub(super) fn poll(self) {
        spawn_local(async move {
            loop {
                let shown = self.inbox.room.get_untracked() == Room::Knowledge
                    && !browser::document().hidden();
                let before = self.reading();
                if !shown || before.is_empty() {
                    browser::sleep(poll::IDLE_MS).await;
                    continue;
                }
                browser::sleep(READING_MS).await;
                self.refresh().await;
                self.note_ends(&before);
            }
        });
    }

    /// The sources that are being read.
    fn reading(self) -> Vec<SourceId> {
        self.sources.with_untracked(|sources| {
            let sources = sources.here().map(Vec::as_slice).unwrap_or_default();
            let reading = sources.iter().filter(|source| source.is_reading());
            reading.map(|source| source.id).collect()
        })
    }

    /// Says which of the sources that were being read are read, and shows what was read of the open one.
    fn note_ends(self, before: &[SourceId]) {
        let reading = self.reading();
        for id in before.iter().filter(|id| !reading.contains(id)) {
            if let Some(source) = untrack(|| self.source(*id)) {
                self.inbox
                    .announce(format!("{}: {}", source.name, source.state()));
            }
            if self.opened.get_untracked().source == Some(*id) {
                self.load_opened();
            }
        }
    }

    /// A source of the list.
    pub(crate) fn source(self, id: SourceId) -> Option<Source> {
        self.sources.with(|sources| {
            let mut sources = sources.here()?.iter();
            sources.find(|source| source.id == id).cloned()
        })
    }

    /// The open source.
    pub(crate) fn opened_source(self) -> Option<Source> {
        self.source(self.opened.get().source?)
    }

    /// Reads a source again.
    pub(crate) fn read_again(self, id: SourceId) {
        self.act(async move {
            api::knowledge::read_again(id).await?;
            self.inbox.announce("It will be read again.");
            self.refresh().await;
            Ok(())
        });
    }

    /// Removes a source for good.
    pub(crate) fn delete(self, id: SourceId) {
        self.act(async move {
            api::knowledge::delete(id).await?;
            self.inbox.announce("Deleted.");
            self.sources.update(|sources| {
                if let Loaded::Here(sources) = sources {
                    sources.retain(|source| source.id != id);
                }
            });
            Inbox::go(Room::Knowledge, "");
            Ok(())
        });
    }

    /// Lets changes that wait in, or keeps what was there.
    pub(crate) fn decide(self, id: SourceId, accepts: bool) {
        self.act(async move {
            let source = api::knowledge::decide(id, accepts).await?;
            self.replace(source);
            self.load_opened();
            Ok(())
        });
    }

    fn replace(self, source: Source) {
        self.sources.update(|sources| {
            if let Loaded::Here(sources) = sources {
                match sources.iter_mut().find(|known| known.id == source.id) {
                    Some(known) => *known = source,
                    None => sources.insert(0, source),
                }
            }
        });
    }

    fn act(self, action: impl Future<Output = Result<(), Problem>> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.problem.set(None);
        spawn_local(async move {
            if let Err(problem) = action.await {
                self.inbox.check(&problem);
                self.problem.set(Some(problem));
            }
            self.busy.set(false);
        });
    }
}
