//! One source: its state, its documents, what its last reading changed and left out.

use leptos::prelude::*;
use porchlight_shared::ids::SourceId;

use super::{
    super::loaded::{confirm, empty, loaded, problem},
    details::details,
};
use crate::{
    inbox::{Inbox, time},
    model::{
        count,
        knowledge::{
            ChangeKind, Changes, Document, DocumentChange, Documents, LeftOut, Source, SourceStatus,
        },
    },
    room::Room,
    rooms::knowledge::Knowledge,
};

/// The source that is open.
pub(super) fn source(room: Knowledge, id: SourceId) -> impl IntoView {
    let source = Memo::new(move |_| room.source(id));
    let name = move || source.get().map(|source| source.name);
    // Above the head, which is rendered anew with every page that is read.
    let asked = RwSignal::new(false);
    let question = move || format!("Delete “{}”?", name().unwrap_or_default());
    view! {
        <p>
            <a href=Room::Knowledge.path() on:click=|event| Inbox::follow_link(&event, Room::Knowledge)>
                "← All sources"
            </a>
        </p>
        <h2 class="pc-room__title" tabindex="-1" dir="auto">
            {name}
        </h2>
        {move || source.get().map(|source| head(room, source, asked))}
        {confirm(
            asked,
            question,
            "What was read of it is removed too, and no answer uses it any more.",
            "Delete for good",
            move || room.delete(id),
        )}
        {problem(move || room.problem.get())}
        {loaded(room.changes, move || room.load_opened(), move |it| changes(room, id, it))}
        <section class="pc-card" aria-labelledby="documents">
            <h3 class="pc-card__title" id="documents">
                "What was read"
            </h3>
            {loaded(room.documents, move || room.load_documents(), move |it| documents(room, id, it))}
        </section>
        {loaded(room.left_out, move || room.load_opened(), left_out)}
    }
}

fn head(room: Knowledge, source: Source, asked: RwSignal<bool>) -> impl IntoView {
    let id = source.id;
    let may_change = room.inbox.may_change(Room::Knowledge);
    let again = (source.is_at_address() && !source.is_reading()).then(|| {
        view! {
            <button
                class="pc-button"
                type="button"
                disabled=move || room.busy.get()
                on:click=move |_| room.read_again(id)
            >
                "Read again"
            </button>
        }
    });
    let buttons = may_change.then(|| {
        view! {
            <div class="pc-form__line">
                {again}
                <button
                    class="pc-button"
                    type="button"
                    disabled=move || room.busy.get()
                    on:click=move |_| asked.set(true)
                >
                    "Delete"
                </button>
            </div>
        }
    });
    view! {
        <div class="pc-card">
            <p>
                <b>{source.state()}</b>
                " · "
                {source.what()}
                {source.indexed_at.as_deref().map(|at| format!(" · read {}", time::moment(at)))}
            </p>
            {details(&source)}
            {buttons}
        </div>
    }
}

fn changes(room: Knowledge, id: SourceId, changes: Changes) -> AnyView {
    let sentence = changes.sentence();
    let held = changes.is_held.then(|| decision(room, id));
    let rows = changes.documents.into_iter().map(change).collect_view();
    view! {
        <section class="pc-card" aria-labelledby="changes">
            <h3 class="pc-card__title" id="changes">
                "The last reading"
            </h3>
            <p>{sentence}</p>
            {held}
            <details class="pc-more">
                <summary>"Show each page"</summary>
                <ul class="pc-list">{rows}</ul>
            </details>
        </section>
    }
    .into_any()
}

/// What to do about changes that wait.
fn decision(room: Knowledge, id: SourceId) -> impl IntoView {
    let may_change = room.inbox.may_change(Room::Knowledge);
    let waits = move || {
        room.source(id)
            .is_some_and(|source| source.status == SourceStatus::Held)
    };
    view! {
        <div class="pc-decision" hidden=move || !waits()>
            <p>
                "This reading would take away more than a third of what was there. Until you decide, answers use what was there before."
            </p>
            <div class="pc-form__line" hidden=!may_change>
                <button
                    class="pc-button"
                    type="button"
                    disabled=move || room.busy.get()
                    on:click=move |_| room.decide(id, false)
                >
                    "Keep what was there"
                </button>
                <button
                    class="pc-button pc-button--primary"
                    type="button"
                    disabled=move || room.busy.get()
                    on:click=move |_| room.decide(id, true)
                >
                    "Use the new reading"
                </button>
            </div>
        </div>
    }
}

fn change(change: DocumentChange) -> impl IntoView {
    let what = match change.kind {
        ChangeKind::Added => "Added",
        ChangeKind::Changed => "Changed",
        ChangeKind::Gone => "Gone",
    };
    let passages = format!("{} → {}", change.passages_before, change.passages_after);
    view! {
        <li>
            <b>{what}</b>
            " "
            <span dir="auto">{change.name}</span>
            <span class="pc-list__more">"Passages: " {passages}</span>
        </li>
    }
}

fn documents(room: Knowledge, id: SourceId, page: Documents) -> AnyView {
    let is_first = room.cursors.with_untracked(Vec::is_empty);
    if page.documents.is_empty() && is_first {
        return empty(
            "Nothing was read yet",
            "Pages appear here once the source has been read.",
        );
    }
    let rows = page.documents.into_iter().map(|it| document(id, it));
    let next = page.next_cursor;
    let has_next = next.is_some();
    let pages = (!is_first || has_next).then(|| {
        view! {
            <div class="pc-pages" role="group" aria-label="Pages">
                <button
                    class="pc-button"
                    type="button"
                    disabled=is_first
                    on:click=move |_| room.turn_page(None)
                >
                    "Back"
                </button>
                <button
                    class="pc-button"
                    type="button"
                    disabled=!has_next
                    on:click=move |_| {
                        if next.is_some() {
                            room.turn_page(next.clone());
                        }
                    }
                >
                    "More"
                </button>
            </div>
        }
    });
    view! {
        <ul class="pc-list">{rows.collect_view()}</ul>
        {pages}
    }
    .into_any()
}

fn document(source: SourceId, document: Document) -> impl IntoView {
    let title = if document.title.is_empty() {
        document.name.clone()
    } else {
        document.title
    };
    view! {
        <li>
            <a href=format!("#{source}/{}", document.id) dir="auto">
                {title}
            </a>
            <span class="pc-list__more">
                {count(document.passage_count, "passage")} " · " <span dir="auto">{document.name}</span>
            </span>
        </li>
    }
}

fn left_out(pages: LeftOut) -> AnyView {
    let number = pages.left_out.len();
    if number == 0 {
        return ().into_any();
    }
    let rows = pages.left_out.into_iter().map(|page| {
        view! {
            <li>
                <span dir="auto">{page.url}</span>
                <span class="pc-list__more">{page.reason}</span>
            </li>
        }
    });
    view! {
        <section class="pc-card" aria-labelledby="left-out">
            <h3 class="pc-card__title" id="left-out">
                "Left out"
            </h3>
            <details class="pc-more">
                <summary>{count(number as u64, "page")} ", each with the reason"</summary>
                <ul class="pc-list">{rows.collect_view()}</ul>
            </details>
        </section>
    }
    .into_any()
}
