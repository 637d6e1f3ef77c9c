//! How long conversations are kept: the setting, the input, and what that would erase.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    acting::Acting,
    api, focus,
    inbox::Inbox,
    loaded::Loaded,
    model::visitors::retention::{TypedRetention, Upkeep, WouldErase},
    problem::Problem,
    texts::text,
};

#[derive(Clone, Copy)]
pub(crate) struct Retention {
    inbox: Inbox,
    pub(crate) saved: RwSignal<Loaded<Upkeep>>,
    /// The input; none while it is unchanged.
    pub(crate) typed: RwSignal<Option<TypedRetention>>,
    /// A period in days and what it would erase, while the dialog asks.
    pub(crate) would: RwSignal<Option<(u32, WouldErase)>>,
    /// Whether the dialog is open.
    pub(crate) asked: RwSignal<bool>,
    /// The error in the input.
    pub(crate) wrong: RwSignal<Option<String>>,
    pub(crate) acting: Acting<()>,
}

impl Retention {
    pub(super) fn new(inbox: Inbox) -> Self {
        Self {
            inbox,
            saved: RwSignal::default(),
            typed: RwSignal::default(),
            would: RwSignal::default(),
            asked: RwSignal::default(),
            wrong: RwSignal::default(),
            acting: Acting::new(inbox),
        }
    }

    pub(super) fn leave(self) {
        self.saved.set(Loaded::Waiting);
        self.asked.set(false);
        self.would.set(None);
    }

    pub(crate) fn load(self) {
        spawn_local(async move {
            self.inbox.settle(self.saved, api::visitors::upkeep().await);
        });
    }

    pub(crate) fn shown(self) -> TypedRetention {
        let saved = || {
            let days = self.saved.with(|saved| saved.here()?.retention_days);
            TypedRetention::of(days)
        };
        self.typed.get().unwrap_or_else(saved)
    }

    /// Whether the form differs from the saved setting.
    pub(crate) fn has_unsaved(self) -> bool {
        let set = self
            .saved
            .with(|saved| saved.here().map(|saved| saved.retention_days));
        let typed = self.typed.get();
        typed.is_some_and(|typed| typed.wanted().ok() != set)
    }

    pub(crate) fn edit(self, change: impl FnOnce(&mut TypedRetention)) {
        let mut typed = untrack(|| self.shown());
        change(&mut typed);
        self.typed.set(Some(typed));
        self.wrong.set(None);
    }

    /// Loads what the period would erase, then asks for confirmation. Keeping everything needs none.
    pub(crate) fn ask(self) {
        match untrack(|| self.shown()).wanted() {
            Err(wrong) => {
                self.wrong.set(Some(wrong));
                focus::soon("#retention-days");
            }
            Ok(None) => self.acting.act((), self.save(None)),
            Ok(Some(days)) => self.acting.act((), async move {
                let would = api::visitors::would_erase(days).await?;
                self.would.set(Some((days, would)));
                self.asked.set(true);
                Ok(())
            }),
        }
    }

    /// Saves the confirmed period.
    pub(crate) fn agree(self) {
        if let Some((days, _)) = self.would.get_untracked() {
            self.acting.act((), self.save(Some(days)));
        }
    }

    async fn save(self, days: Option<u32>) -> Result<(), Problem> {
        let sent = self.typed.get_untracked();
        // Reads the maintenance again, because how often pages are read may have changed.
        let now = api::visitors::upkeep().await?;
        let wanted = Upkeep {
            retention_days: days,
            ..now
        };
        let saved = api::visitors::set_upkeep(wanted).await?;
        self.saved.set(Loaded::Here(saved));
        // Input typed in the meantime stays.
        if self.typed.get_untracked() == sent {
            self.typed.set(None);
        }
        self.inbox.announce(text("Saved."));
        Ok(())
    }
}
