//! The room for the record of changes: who changed what and when, with the old and the new value.

use std::ops::Deref;

use leptos::{prelude::*, task::spawn_local};

use crate::{
    acting::Acting,
    api,
    inbox::Inbox,
    loaded::Loaded,
    model::history::{Actor, NO_PERSON, RecordFilter, RecordPage},
    texts::{filled, text},
};

#[derive(Clone, Copy)]
pub(crate) struct History(&'static HistoryState);

impl Deref for History {
    type Target = HistoryState;

    fn deref(&self) -> &HistoryState {
        self.0
    }
}

pub(crate) struct HistoryState {
    pub(crate) inbox: Inbox,
    pub(crate) filter: RwSignal<RecordFilter>,
    /// Everyone who may have changed something, as far as loaded.
    pub(crate) actors: RwSignal<Vec<Actor>>,
    pub(crate) record: RwSignal<Loaded<RecordPage>>,
    /// Loading the next page.
    pub(crate) acting: Acting<()>,
}

impl History {
    pub(super) fn new(inbox: Inbox) -> Self {
        Self(Box::leak(Box::new(HistoryState {
            inbox,
            filter: RwSignal::default(),
            actors: RwSignal::default(),
            record: RwSignal::default(),
            acting: Acting::new(inbox),
        })))
    }

    pub(super) fn enter(self) {
        self.load();
        self.load_actors();
    }

    pub(super) fn leave(self) {
        self.record.set(Loaded::Waiting);
        self.actors.set(Vec::new());
    }

    /// Loads the newest page for the filter.
    pub(crate) fn load(self) {
        self.acting.forget();
        let filter = self.filter.get_untracked();
        spawn_local(async move {
            let page = api::history::page(&filter, None).await;
            // The filter may have changed in the meantime.
            if self.filter.with_untracked(|now| *now == filter) {
                self.inbox.settle(self.record, page);
            }
        });
    }

    /// Changes the filter and loads its newest page.
    pub(crate) fn choose(self, change: impl FnOnce(&mut RecordFilter)) {
        self.filter.update(change);
        self.record.set(Loaded::Waiting);
        self.load();
    }

    pub(crate) fn more(self) {
        let cursor = self.record.with_untracked(|record| {
            let record = record.here()?;
            record.next_cursor.clone()
        });
        let filter = self.filter.get_untracked();
        self.acting.act((), async move {
            let page = api::history::page(&filter, cursor.as_deref()).await?;
            self.record.update(|record| {
                if let Loaded::Here(record) = record
                    && record.next_cursor == cursor
                    && self.filter.with_untracked(|now| *now == filter)
                {
                    record.add(page);
                }
            });
            Ok(())
        });
    }

    /// Loads who may have changed something. If that fails, the filter offers kinds only.
    fn load_actors(self) {
        spawn_local(async move {
            let mut actors = Vec::new();
            if let Ok(page) = api::people::list(None).await {
                actors.extend(page.people.iter().map(|person| Actor {
                    id: format!("person:{}", person.id),
                    name: person.called().to_owned(),
                }));
            }
            if let Ok(keys) = api::integrations::keys().await {
                actors.extend(keys.keys.iter().map(|key| Actor {
                    id: key.id.to_string(),
                    name: filled(
                        "Key “{name}” …{ending}",
                        &[("name", &key.name), ("ending", &key.ending)],
                    ),
                }));
            }
            for (id, name) in NO_PERSON {
                actors.push(Actor {
                    id: id.to_owned(),
                    name: text(name).to_owned(),
                });
            }
            self.actors.set(actors);
        });
    }
}
