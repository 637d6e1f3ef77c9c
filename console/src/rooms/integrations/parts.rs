//! What the parts of the room know, as far as they have it for themselves.

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

/// The log that is shown.
#[derive(Clone, Copy)]
pub(crate) struct DeliveryLog {
    /// Of what; none is shown.
    pub(super) of: RwSignal<Option<Log>>,
    pub(crate) which: RwSignal<WhichDeliveries>,
    pub(crate) deliveries: RwSignal<Loaded<Deliveries>>,
    /// Whose body and answer are shown.
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

    /// Shows a delivery as it is now, if this is the log that is shown.
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

/// The address.
#[derive(Clone, Copy)]
pub(crate) struct Email {
    /// What is set.
    pub(crate) saved: RwSignal<Loaded<String>>,
    /// None: as it is set.
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

    /// What stands in the field.
    pub(crate) fn shown(self) -> String {
        let saved = || {
            let saved = self.saved.with(|saved| saved.here().cloned());
            saved.unwrap_or_default()
        };
        self.typed.get().unwrap_or_else(saved)
    }
}

/// The keys.
#[derive(Clone, Copy)]
pub(crate) struct Keys {
    pub(crate) all: RwSignal<Loaded<ApiKeys>>,
    pub(crate) draft: RwSignal<KeyDraft>,
    /// What is wrong with what is typed.
    pub(crate) wrong: RwSignal<Option<&'static str>>,
    /// Which key is revoked if the question is answered with yes.
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

    /// Changes what is typed.
    pub(crate) fn edit(self, change: impl FnOnce(&mut KeyDraft)) {
        self.draft.update(change);
        self.wrong.set(None);
    }
}
