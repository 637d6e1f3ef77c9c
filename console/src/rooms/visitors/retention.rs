//! For how long conversations are kept: what is set, what is typed, and what that would erase.

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

/// The setting.
#[derive(Clone, Copy)]
pub(crate) struct Retention {
    inbox: Inbox,
    pub(crate) saved: RwSignal<Loaded<Upkeep>>,
    /// None: as it is saved.
    pub(crate) typed: RwSignal<Option<TypedRetention>>,
    /// What so many days would erase, while it is asked whether to.
    pub(crate) would: RwSignal<Option<(u32, WouldErase)>>,
    /// It is asked.
    pub(crate) asked: RwSignal<bool>,
    /// What is wrong with what was typed.
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

    /// Loads what is set.
    pub(crate) fn load(self) {
        spawn_local(async move {
            self.inbox.settle(self.saved, api::visitors::upkeep().await);
        });
    }

    /// What stands in the form.
    pub(crate) fn shown(self) -> TypedRetention {
        let saved = || {
            let days = self.saved.with(|saved| saved.here()?.retention_days);
            TypedRetention::of(days)
        };
        self.typed.get().unwrap_or_else(saved)
    }

    /// Changes what stands in the form.
    pub(crate) fn edit(self, change: impl FnOnce(&mut TypedRetention)) {
        let mut typed = untrack(|| self.shown());
        change(&mut typed);
        self.typed.set(Some(typed));
        self.wrong.set(None);
    }

    /// Asks what would be erased, and then whether to. For ever needs no question.
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

    /// Sets what it was asked about.
    pub(crate) fn agree(self) {
        if let Some((days, _)) = self.would.get_untracked() {
            self.acting.act((), self.save(Some(days)));
        }
    }

    async fn save(self, days: Option<u32>) -> Result<(), Problem> {
        let sent = self.typed.get_untracked();
        // How often pages are read again may have been changed meanwhile.
        let now = api::visitors::upkeep().await?;
        let wanted = Upkeep {
            retention_days: days,
            ..now
        };
        let saved = api::visitors::set_upkeep(wanted).await?;
        self.saved.set(Loaded::Here(saved));
        // What was typed meanwhile stays.
        if self.typed.get_untracked() == sent {
            self.typed.set(None);
        }
        self.inbox.announce(text("Saved."));
        Ok(())
    }
}
