//! State that belongs to one part of the room.

use leptos::prelude::*;
use porchlight_shared::ids::DeliveryId;

use crate::{
    api::integrations::Log,
    loaded::Loaded,
    model::integrations::{
        deliveries::{Deliveries, Delivery, WhichDeliveries},
        keys::{ApiKey, ApiKeys, KeyDraft},
    },
};

/// The open log.
#[derive(Clone, Copy)]
pub(crate) struct DeliveryLog {
    /// What the log is of. None while no log is open.
    pub(super) of: RwSignal<Option<Log>>,
    pub(crate) which: RwSignal<WhichDeliveries>,
    pub(crate) deliveries: RwSignal<Loaded<Deliveries>>,
    /// The delivery whose bodies are shown.
    pub(crate) opened: RwSignal<Option<DeliveryId>>,
}

impl DeliveryLog {
    pub(super) fn new() -> Self {
        Self {
            of: RwSignal::default(),
            which: RwSignal::default(),
            deliveries: RwSignal::default(),
            opened: RwSignal::default(),
        }
    }

    pub(super) fn leave(self) {
        self.of.set(None);
        self.opened.set(None);
        self.deliveries.set(Loaded::Waiting);
    }

    /// Updates a delivery, if its log is open.
    pub(super) fn put(self, of: Log, delivery: Delivery) {
        if self.of.get_untracked() != Some(of) {
            return;
        }
        self.opened.set(Some(delivery.id));
        self.deliveries.update(|log| {
            if let Loaded::Here(log) = log {
                log.put(delivery);
            }
        });
    }
}

/// The address for e-mails.
#[derive(Clone, Copy)]
pub(crate) struct Email {
    pub(crate) saved: RwSignal<Loaded<String>>,
    /// The input; none while it is unchanged.
    pub(crate) typed: RwSignal<Option<String>>,
}

impl Email {
    pub(super) fn new() -> Self {
        Self {
            saved: RwSignal::default(),
            typed: RwSignal::default(),
        }
    }

    pub(super) fn leave(self) {
        self.saved.set(Loaded::Waiting);
    }

    pub(crate) fn shown(self) -> String {
        let saved = || {
            let saved = self.saved.with(|saved| saved.here().cloned());
            saved.unwrap_or_default()
        };
        self.typed.get().unwrap_or_else(saved)
    }
}

/// The API keys.
#[derive(Clone, Copy)]
pub(crate) struct Keys {
    pub(crate) all: RwSignal<Loaded<ApiKeys>>,
    pub(crate) draft: RwSignal<KeyDraft>,
    /// The error in the input.
    pub(crate) wrong: RwSignal<Option<&'static str>>,
    /// The key that the open dialog would revoke.
    pub(crate) asked: RwSignal<Option<ApiKey>>,
}

impl Keys {
    pub(super) fn new() -> Self {
        Self {
            all: RwSignal::default(),
            draft: RwSignal::default(),
            wrong: RwSignal::default(),
            asked: RwSignal::default(),
        }
    }

    pub(super) fn leave(self) {
        self.all.set(Loaded::Waiting);
        self.asked.set(None);
    }

    pub(crate) fn edit(self, change: impl FnOnce(&mut KeyDraft)) {
        self.draft.update(change);
        self.wrong.set(None);
    }
}
