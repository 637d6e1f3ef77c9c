//! The room for knowledge: sources, their documents, and adding sources.
//!
//! *Invariant:* the fragment of the address says which source and which document are open. An answer for one that is no
//! longer open changes nothing.

mod adding;
mod opened;

use std::{collections::VecDeque, ops::Deref};

use leptos::{prelude::*, task::spawn_local};
use porchlight_browser as browser;
use porchlight_shared::ids::SourceId;
use web_sys::File;

use crate::{
    acting::Acting,
    api, focus,
    inbox::Inbox,
    loaded::Loaded,
    model::knowledge::{
        Changes, Documents, FullDocument, LeftOut, Opened, Order, Place, Source, Standing, Uploads,
        Way,
    },
    poll,
    problem::Problem,
    room::Room,
    texts::text,
};

/// The result of requesting the sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refreshed {
    New,
    Same,
    Failed,
}

#[derive(Clone, Copy)]
pub(crate) struct Knowledge(&'static KnowledgeState);

impl Deref for Knowledge {
    type Target = KnowledgeState;

    fn deref(&self) -> &KnowledgeState {
        self.0
    }
}

pub(crate) struct KnowledgeState {
    pub(crate) inbox: Inbox,
    pub(crate) sources: RwSignal<Loaded<Vec<Source>>>,
    order: StoredValue<Order>,
    /// Shows only the sources whose name contains this.
    pub(crate) search: RwSignal<String>,
    /// The source and the document that the address names.
    pub(crate) opened: RwSignal<Opened>,
    pub(crate) documents: RwSignal<Loaded<Documents>>,
    /// The cursors of the pages so far, without the first page.
    pub(crate) cursors: RwSignal<Vec<String>>,
    /// Whether another page of documents is loading.
    pub(crate) turning: RwSignal<bool>,
    pub(crate) changes: RwSignal<Loaded<Changes>>,
    pub(crate) left_out: RwSignal<Loaded<LeftOut>>,
    pub(crate) document: RwSignal<Loaded<FullDocument>>,
    /// The form in use to add something.
    pub(crate) way: RwSignal<Way>,
    pub(crate) address: RwSignal<String>,
    pub(crate) question: RwSignal<String>,
    pub(crate) answer: RwSignal<String>,
    /// Alternatives of the question, one per line.
    pub(crate) alternatives: RwSignal<String>,
    pub(crate) uploads: RwSignal<Uploads>,
    /// The files waiting for upload, with their numbers.
    files: StoredValue<VecDeque<(u32, File)>, LocalStorage>,
    /// Whether files are being uploaded.
    uploading: StoredValue<bool>,
    /// Whether an address or an answer is being added.
    pub(crate) adding: RwSignal<bool>,
    pub(crate) add_problem: RwSignal<Option<Problem>>,
    pub(crate) acting: Acting<SourceId>,
}

impl Knowledge {
    pub(super) fn new(inbox: Inbox) -> Self {
        Self(Box::leak(Box::new(KnowledgeState {
            inbox,
            sources: RwSignal::default(),
            order: StoredValue::new(Order::default()),
            search: RwSignal::default(),
            opened: RwSignal::default(),
            documents: RwSignal::default(),
            cursors: RwSignal::default(),
            turning: RwSignal::default(),
            changes: RwSignal::default(),
            left_out: RwSignal::default(),
            document: RwSignal::default(),
            way: RwSignal::default(),
            address: RwSignal::default(),
            question: RwSignal::default(),
            answer: RwSignal::default(),
            alternatives: RwSignal::default(),
            uploads: RwSignal::default(),
            files: StoredValue::new_local(VecDeque::new()),
            uploading: StoredValue::new(false),
            adding: RwSignal::default(),
            add_problem: RwSignal::default(),
            acting: Acting::new(inbox),
        })))
    }

    /// Loads what the address names.
    pub(super) fn enter(self, fragment: &str) {
        let (before, opened) = (self.opened.get_untracked(), Opened::at(fragment));
        // Going back fires two events. The second must change nothing.
        if opened != before {
            self.opened.set(opened);
        }
        self.acting.forget();
        self.load();
        if opened.source != before.source {
            self.forget_opened();
        }
        if let (Some(source), None) = (before.source, opened.source) {
            focus::restore(vec![
                format!(".pc-known__name[href$='#{source}']"),
                "#sources".to_owned(),
            ]);
        }
        if opened != before && opened.source.is_some() {
            focus::soon(".pc-room__title");
        }
        if opened.source.is_some() && self.documents.with_untracked(|it| it.here().is_none()) {
            self.load_opened();
        }
        self.load_document();
    }

    pub(super) fn leave(self) {
        // Drops answers that are still on their way.
        self.order.update_value(|order| {
            order.ask();
        });
        self.files.update_value(VecDeque::clear);
        self.sources.set(Loaded::Waiting);
        self.uploads.update(Uploads::clear);
        self.forget_opened();
    }

    pub(crate) fn load(self) {
        spawn_local(async move {
            self.refresh().await;
        });
    }

    /// Requests the sources, and again if something was changed here in the meantime.
    async fn refresh(self) -> Refreshed {
        loop {
            let asked = self.order.try_update_value(Order::ask);
            let answer = api::knowledge::sources().await;
            match self.order.get_value().standing(asked.unwrap_or_default()) {
                Standing::Newest => return self.show(answer),
                Standing::Overtaken => return Refreshed::Same,
                Standing::Outdated => {}
            }
        }
    }

    fn show(self, answer: Result<Vec<Source>, Problem>) -> Refreshed {
        let is_known = self.sources.with_untracked(|shown| {
            let shown = shown.here();
            match &answer {
                Ok(sources) => shown == Some(sources),
                // A list on the page stays. The next answer updates it.
                Err(problem) => shown.is_some() && !problem.is_signed_out(),
            }
        });
        let refreshed = match &answer {
            Err(_) => Refreshed::Failed,
            Ok(_) if is_known => Refreshed::Same,
            Ok(_) => Refreshed::New,
        };
        if !is_known {
            self.inbox.settle(self.sources, answer);
        }
        refreshed
    }

    /// Polls running readings for as long as the page lives.
    pub(super) fn poll(self) {
        spawn_local(async move {
            let (mut same, mut failures, mut waited, mut changes) = (0_u32, 0_u32, 0, 0);
            loop {
                browser::sleep(poll::IDLE_MS).await;
                let before = self.reading();
                let room = self.inbox.room.get_untracked();
                let is_shown =
                    matches!(room, Room::Start | Room::Knowledge) && !browser::document().hidden();
                if !is_shown || before.is_empty() {
                    // Refreshes at once when somebody returns to a running reading.
                    waited = if is_shown { 0 } else { i32::MAX };
                    (same, failures) = (0, 0);
                    continue;
                }
                let now = self.order.get_value().changes();
                if now != changes {
                    (changes, same, failures) = (now, 0, 0);
                }
                waited = waited.saturating_add(poll::IDLE_MS);
                if waited < poll::reading_wait(same, failures) {
                    continue;
                }
                waited = 0;
                match self.refresh().await {
                    Refreshed::New => {
                        (same, failures) = (0, 0);
                        self.note_news(&before);
                    }
                    Refreshed::Same => (same, failures) = (same.saturating_add(1), 0),
                    Refreshed::Failed => failures = failures.saturating_add(1),
                }
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

    /// Announces the sources of `before` that are read by now, and loads the documents of the open one.
    fn note_news(self, before: &[SourceId]) {
        let reading = self.reading();
        let opened = self.opened.get_untracked().source;
        for id in before {
            let goes_on = reading.contains(id);
            if let Some(source) = untrack(|| self.source(*id))
                && !goes_on
            {
                self.inbox
                    .announce(format!("{}: {}", source.name, source.state()));
            }
            match (opened == Some(*id), goes_on) {
                (true, true) => self.load_documents(),
                (true, false) => self.load_opened(),
                (false, _) => {}
            }
        }
    }

    /// Whether the source in the address is there.
    pub(crate) fn place(self, id: SourceId) -> Place {
        self.sources.with(|sources| Place::of(sources, id))
    }

    pub(crate) fn source(self, id: SourceId) -> Option<Source> {
        self.sources.with(|sources| {
            let mut sources = sources.here()?.iter();
            sources.find(|source| source.id == id).cloned()
        })
    }

    pub(crate) fn opened_source(self) -> Option<Source> {
        self.source(self.opened.get().source?)
    }

    pub(crate) fn read_again(self, id: SourceId) {
        self.acting.act(id, async move {
            api::knowledge::read_again(id).await?;
            self.order.update_value(Order::change);
            self.inbox.announce(text("It will be read again."));
            self.refresh().await;
            Ok(())
        });
    }

    pub(crate) fn delete(self, id: SourceId) {
        self.acting.act(id, async move {
            api::knowledge::delete(id).await?;
            self.inbox.announce(text("Deleted."));
            self.order.update_value(Order::change);
            self.sources.update(|sources| {
                if let Loaded::Here(sources) = sources {
                    sources.retain(|source| source.id != id);
                }
            });
            Inbox::go(Room::Knowledge, "");
            Ok(())
        });
    }

    /// Applies pending changes, or keeps the old passages.
    pub(crate) fn decide(self, id: SourceId, accepts: bool) {
        self.acting.act(id, async move {
            let source = api::knowledge::decide(id, accepts).await?;
            self.replace(source);
            self.load_opened();
            focus::restore(vec![".pc-room__title".to_owned()]);
            Ok(())
        });
    }

    fn replace(self, source: Source) {
        self.order.update_value(Order::change);
        self.sources.update(|sources| {
            if let Loaded::Here(sources) = sources {
                match sources.iter_mut().find(|known| known.id == source.id) {
                    Some(known) => *known = source,
                    None => sources.insert(0, source),
                }
            }
        });
    }
}
