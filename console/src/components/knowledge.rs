//! The room for knowledge: the list of sources with a form to add one, or one source, or one document.

mod adding;
mod details;
mod document;
mod documents;
mod source;

use leptos::{ev::DragEvent, prelude::*};
use porchlight_shared::ids::SourceId;

use self::details::{Shown, details};
use super::loaded::{empty, failed, problem, waiting};
use crate::{
    inbox::Inbox,
    loaded::Loaded,
    model::knowledge::{self, Source, SourceStatus, Way},
    problem::Problem,
    room::Room,
    rooms::knowledge::Knowledge,
    texts::text,
};

/// The search field appears with more sources than this.
const MANY: usize = 8;

pub(super) fn knowledge(room: Knowledge) -> impl IntoView {
    let is_document = Memo::new(move |_| room.opened.get().document.is_some());
    let opened = Memo::new(move |_| room.opened.get().source);
    let may_add = move || opened.get().is_none() && room.inbox.may_change(Room::Knowledge);
    // The browser would open a file dropped elsewhere in place of the page, and lose what was typed.
    let over = move |event: DragEvent| {
        if has_files(&event) {
            event.prevent_default();
        }
    };
    let dropped = move |event: DragEvent| {
        if !has_files(&event) {
            return;
        }
        event.prevent_default();
        let files = event.data_transfer().and_then(|dropped| dropped.files());
        if let Some(files) = files.filter(|_| untrack(may_add)) {
            room.way.set(Way::Files);
            room.add_files(&files);
        }
    };
    view! {
        <main class="pc-room" on:dragover=over on:drop=dropped>
            {move || match (opened.get(), is_document.get()) {
                (Some(_), true) => document::document(room).into_any(),
                (Some(id), false) => source::source(room, id).into_any(),
                (None, _) => list(room).into_any(),
            }}
        </main>
    }
}

/// Whether files are dragged, rather than text.
fn has_files(event: &DragEvent) -> bool {
    event
        .data_transfer()
        .is_some_and(|dragged| dragged.types().includes(&"Files".into(), 0))
}

fn list(room: Knowledge) -> impl IntoView {
    let may_change = room.inbox.may_change(Room::Knowledge);
    view! {
        {may_change.then(|| adding::adding(room))}
        <section class="pc-card" aria-labelledby="sources">
            <div class="pc-card__line">
                <h2 class="pc-card__title" id="sources" tabindex="-1">
                    {text("What answers come from")}
                </h2>
                {search(room)}
            </div>
            {problem(move || room.acting.any_problem())}
            {rows(room, may_change)}
        </section>
    }
}

fn search(room: Knowledge) -> impl IntoView {
    let many = Memo::new(move |_| {
        let has_many = room
            .sources
            .with(|sources| sources.here().is_some_and(|sources| sources.len() > MANY));
        // A search can be cleared even if few sources are left.
        has_many || room.search.with(|search| !search.is_empty())
    });
    move || {
        many.get().then(|| {
            view! {
                <label class="pc-unseen" for="source-search">
                    {text("Search by name")}
                </label>
                <input
                    id="source-search"
                    class="pc-search__field pc-card__search"
                    type="search"
                    placeholder=text("Search by name")
                    autocomplete="off"
                    prop:value=move || room.search.get()
                    on:input=move |event| room.search.set(event_target_value(&event))
                />
            }
        })
    }
}

/// What the list shows when it has no sources.
#[derive(Clone, PartialEq)]
enum InsteadOfSources {
    Sources,
    Waiting,
    Failed(Problem),
    Nothing,
    NothingFound,
}

pub(super) fn rows(room: Knowledge, may_change: bool) -> impl IntoView {
    let found = Memo::new(move |_| -> Vec<SourceId> {
        let search = room.search.get();
        room.sources.with(|sources| {
            let sources = sources.here().map(Vec::as_slice).unwrap_or_default();
            knowledge::found(sources, &search)
                .map(|source| source.id)
                .collect()
        })
    });
    let instead = Memo::new(move |_| {
        let none = found.with(Vec::is_empty);
        room.sources.with(|sources| match sources {
            Loaded::Waiting => InsteadOfSources::Waiting,
            Loaded::Failed(problem) => InsteadOfSources::Failed(problem.clone()),
            Loaded::Here(sources) if sources.is_empty() => InsteadOfSources::Nothing,
            Loaded::Here(_) if none => InsteadOfSources::NothingFound,
            Loaded::Here(_) => InsteadOfSources::Sources,
        })
    });
    let nothing = if may_change {
        text("Add your website above. Its pages are read while you watch.")
    } else {
        text("An administrator adds your website here.")
    };
    view! {
        <ul class="pc-known">
            <For each=move || found.get() key=|id| *id children=move |id| row(room, id) />
        </ul>
        {move || match instead.get() {
            InsteadOfSources::Sources => ().into_any(),
            InsteadOfSources::Waiting => waiting().into_any(),
            InsteadOfSources::Failed(problem) => failed(&problem, move || room.load()).into_any(),
            InsteadOfSources::Nothing => empty(text("Nothing yet"), nothing),
            InsteadOfSources::NothingFound => {
                empty(text("No results"), text("No name has these words. Try fewer letters."))
            }
        }}
    }
}

fn row(room: Knowledge, id: SourceId) -> impl IntoView {
    let source = Shown::new(room, id);
    let status = source.fact(|source| source.status);
    let class = move || match status.get() {
        Some(SourceStatus::Failed | SourceStatus::Held) => "pc-badge pc-badge--waiting",
        Some(SourceStatus::Pending | SourceStatus::Indexing) => "pc-badge pc-badge--mine",
        Some(SourceStatus::Indexed) | None => "pc-badge",
    };
    view! {
        <li class="pc-known__row">
            <div class="pc-known__line">
                <a
                    class="pc-known__name"
                    href=format!("{}#{id}", Room::Knowledge.path())
                    dir="auto"
                    on:click=move |event| Inbox::follow_link_to(&event, Room::Knowledge, &id.to_string())
                >
                    {source.text(|source| source.name.clone())}
                </a>
                <span class=class>{source.text(Source::state)}</span>
            </div>
            <p class="pc-known__what">{source.what()}</p>
            {details(source)}
        </li>
    }
}
