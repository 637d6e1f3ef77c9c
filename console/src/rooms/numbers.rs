//! The room for numbers.

use std::ops::Deref;

use leptos::{prelude::*, task::spawn_local};

use crate::{
    api,
    inbox::{Inbox, time},
    loaded::Loaded,
    model::numbers::{Figures, Range},
    problem::Problem,
};

#[derive(Clone, Copy)]
pub(crate) struct Numbers(&'static NumbersState);

impl Deref for Numbers {
    type Target = NumbersState;

    fn deref(&self) -> &NumbersState {
        self.0
    }
}

pub(crate) struct NumbersState {
    pub(crate) inbox: Inbox,
    pub(crate) range: RwSignal<Range>,
    pub(crate) figures: RwSignal<Loaded<Figures>>,
}

impl Numbers {
    pub(super) fn new(inbox: Inbox) -> Self {
        Self(Box::leak(Box::new(NumbersState {
            inbox,
            range: RwSignal::default(),
            figures: RwSignal::default(),
        })))
    }

    pub(super) fn enter(self) {
        self.load();
    }

    pub(super) fn leave(self) {
        self.figures.set(Loaded::Waiting);
    }

    pub(crate) fn show(self, range: Range) {
        self.range.set(range);
        self.figures.set(Loaded::Waiting);
        self.load();
    }

    pub(crate) fn load(self) {
        spawn_local(async move {
            let range = self.range.get_untracked();
            let figures = figures(range).await;
            if self.range.get_untracked() == range {
                self.inbox.settle(self.figures, figures);
            }
        });
    }
}

async fn figures(range: Range) -> Result<Figures, Problem> {
    let (today, zone) = (time::today(), time::zone());
    let [first, earlier_first, earlier_last] = range.bounds(today);
    let now = api::numbers::overview(first, today, &zone).await?;
    let before = api::numbers::overview(earlier_first, earlier_last, &zone).await?;
    let activity = api::numbers::activity(earlier_first, today, &zone).await?;
    Ok(Figures::new(range, now, before, &activity))
}
