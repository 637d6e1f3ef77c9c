//! The room for knowledge: a form to add something and the list of sources, or one source, or one document.

mod adding;
mod details;
mod document;
mod source;

use leptos::prelude::*;
use porchlight_shared::ids::SourceId;

use super::loaded::{empty, failed, problem, waiting};
use crate::{
    inbox::time,
    loaded::Loaded,
    model::knowledge::{self, Source, SourceStatus},
    room::Room,
    rooms::knowledge::Knowledge,
};

/// With more sources than these, they can be searched.
const MANY: usize = 8;

/// The room.
pub(super) fn knowledge(room: Knowledge) -> impl IntoView {
    let is_document = Memo::new(move |_| room.opened.get().document.is_some());
    let opened = Memo::new(move |_| room.opened.get().source);
    view! {
        <main class="pc-room">
            {move || match (opened.get(), is_document.get()) {
                (Some(_), true) => document::document(room).into_any(),
                (Some(id), false) => source::source(room, id).into_any(),
                (None, _) => list(room).into_any(),
            }}
        </main>
    }
}

fn list(room: Knowledge) -> impl IntoView {
    let may_change = room.inbox.may_change(Room::Knowledge);
    view! {
        {may_change.then(|| adding::adding(room))}
        <section class="pc-card" aria-labelledby="sources">
            <div class="pc-card__line">
                <h2 class="pc-card__title" id="sources">
                    "What answers come from"
                </h2>
                {move || search(room)}
            </div>
            {problem(move || room.problem.get())}
            {rows(room)}
        </section>
    }
}

fn search(room: Knowledge) -> impl IntoView {
    let many = Memo::new(move |_| {
        room.sources
            .with(|sources| sources.here().is_some_and(|sources| sources.len() > MANY))
    });
    move || {
        many.get().then(|| {
            view! {
                <label class="pc-unseen" for="source-search">
                    "Search by name"
                </label>
                <input
                    id="source-search"
                    class="pc-search__field pc-card__search"
                    type="search"
                    placeholder="Search by name"
                    autocomplete="off"
                    prop:value=move || room.search.get()
                    on:input=move |event| room.search.set(event_target_value(&event))
                />
            }
        })
    }
}

fn rows(room: Knowledge) -> impl IntoView {
    let ids = move || -> Vec<SourceId> {
        let search = room.search.get();
        room.sources.with(|sources| {
            let sources = sources.here().map(Vec::as_slice).unwrap_or_default();
            knowledge::found(sources, &search)
                .map(|source| source.id)
                .collect()
        })
    };
    let shown = Memo::new(move |_| ids().len());
    view! {
        <ul class="pc-known">
            <For
                each=ids
                key=|id| *id
                children=move |id| {
                    let source = Memo::new(move |_| room.source(id));
                    move || source.get().map(row)
                }
            />
        </ul>
        {move || {
            let none = shown.get() == 0;
            room.sources
                .with(|sources| match sources {
                    Loaded::Waiting => Some(waiting().into_any()),
                    Loaded::Failed(problem) => Some(failed(problem, move || room.load()).into_any()),
                    Loaded::Here(sources) if sources.is_empty() => {
                        Some(empty("Nothing yet", "Add your website above. Its pages are read while you watch."))
                    }
                    Loaded::Here(_) if none => {
                        Some(empty("No results", "No name has these words. Try fewer letters."))
                    }
                    Loaded::Here(_) => None,
                })
        }}
    }
}

fn row(source: Source) -> impl IntoView {
    let details = details::details(&source);
    let Source {
        id, name, status, ..
    } = &source;
    let class = match status {
        SourceStatus::Failed | SourceStatus::Held => "pc-badge pc-badge--waiting",
        SourceStatus::Pending | SourceStatus::Indexing => "pc-badge pc-badge--mine",
        SourceStatus::Indexed => "pc-badge",
    };
    view! {
        <li class="pc-known__row">
            <div class="pc-known__line">
                <a class="pc-known__name" href=format!("#{id}") dir="auto">
                    {name.clone()}
                </a>
                <span class=class>{source.state()}</span>
            </div>
            <p class="pc-known__what">
                {source.what()} {source.indexed_at.as_deref().map(|at| format!(" · read {}", time::moment(at)))}
            </p>
            {details}
        </li>
    }
}
