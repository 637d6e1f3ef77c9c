//! The facts about a source, wherever it is shown. Each part updates by itself, so that links and buttons next to it
//! keep the focus during a reading.

use leptos::prelude::*;
use porchlight_shared::ids::SourceId;

use crate::{
    inbox::time,
    model::knowledge::{Progress, Source},
    rooms::knowledge::Knowledge,
    texts::filled,
};

/// A source of the list, as its facts read it.
#[derive(Clone, Copy)]
pub(super) struct Shown(Memo<Option<Source>>);

impl Shown {
    pub(super) fn new(room: Knowledge, id: SourceId) -> Self {
        Self(Memo::new(move |_| room.source(id)))
    }

    pub(super) fn fact<T: Clone + PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&Source) -> T + Send + Sync + 'static,
    ) -> Memo<Option<T>> {
        Memo::new(move |_| self.0.with(|source| source.as_ref().map(&read)))
    }

    pub(super) fn text(
        self,
        read: impl Fn(&Source) -> String + Send + Sync + 'static,
    ) -> impl Fn() -> String + Copy + Send + Sync {
        let text = self.fact(read);
        move || text.get().unwrap_or_default()
    }

    pub(super) fn is(
        self,
        read: impl Fn(&Source) -> bool + Send + Sync + 'static,
    ) -> impl Fn() -> bool + Copy + Send + Sync {
        let fact = self.fact(read);
        move || fact.get().unwrap_or_default()
    }

    /// The kind of the source, and when it was read.
    pub(super) fn what(self) -> impl Fn() -> String + Copy + Send + Sync {
        self.text(|source| match &source.indexed_at {
            Some(at) => {
                let read = filled("read {time}", &[("time", &time::moment(at))]);
                format!("{} · {read}", source.what())
            }
            None => source.what(),
        })
    }
}

/// The progress of a reading, and its result.
pub(super) fn details(source: Shown) -> impl IntoView {
    let is_reading = source.fact(Source::is_reading);
    let progress = source.fact(|source| source.progress);
    let of = move |read: fn(Progress) -> u64| move || progress.get().map_or(0, read).to_string();
    let label = source.text(|source| filled("Reading of {source}", &[("source", &source.name)]));
    let failure = source.fact(|source| source.failure.clone());
    let notice = source.fact(Source::notice);
    let bar = move || {
        (is_reading.get() == Some(true)).then(|| {
            view! {
                <progress
                    class="pc-known__bar"
                    aria-label=label
                    max=of(|it| it.found.max(1))
                    value=of(|it| it.done.min(it.found.max(1)))
                ></progress>
            }
        })
    };
    let failed = move || {
        let failure = failure.get().flatten();
        failure.map(|failure| view! { <p class="pc-problem">{failure.sentence()}</p> })
    };
    let noted = move || {
        let notice = notice.get().flatten();
        notice.map(|notice| view! { <p class="pc-known__notice">{notice}</p> })
    };
    view! {
        {bar}
        {failed}
        {noted}
    }
}
