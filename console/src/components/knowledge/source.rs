//! One source: its state, its documents, and what its last reading changed and skipped.

use leptos::prelude::*;
use porchlight_shared::ids::SourceId;

use super::{
    super::{
        loaded::{failed, loaded, problem, waiting},
        question::{QuestionText, question},
    },
    details::{Shown, details},
    documents,
};
use crate::{
    inbox::Inbox,
    model::knowledge::{ChangeKind, Changes, DocumentChange, LeftOut, Place, Source, SourceStatus},
    room::Room,
    rooms::knowledge::Knowledge,
    texts::{counted, filled, text},
};

pub(super) fn source(room: Knowledge, id: SourceId) -> impl IntoView {
    let place = Memo::new(move |_| room.place(id));
    view! {
        <p>
            <a href=Room::Knowledge.path() on:click=|event| Inbox::follow_link(&event, Room::Knowledge)>
                {text("← All sources")}
            </a>
        </p>
        {move || match place.get() {
            Place::There => known(room, id).into_any(),
            Place::Waiting => waiting().into_any(),
            Place::Failed(problem) => failed(&problem, move || room.load()).into_any(),
            Place::Nowhere => nowhere().into_any(),
        }}
    }
}

fn nowhere() -> impl IntoView {
    view! {
        <div class="pc-card">
            <h2 class="pc-room__title" tabindex="-1">
                {text("There is no such source")}
            </h2>
            <p>{text("It may have been deleted, or its address was not copied completely.")}</p>
            <p>
                <a href=Room::Knowledge.path() on:click=|event| Inbox::follow_link(&event, Room::Knowledge)>
                    {text("See what answers come from")}
                </a>
            </p>
        </div>
    }
}

fn known(room: Knowledge, id: SourceId) -> impl IntoView {
    let source = Shown::new(room, id);
    let name = source.text(|source| source.name.clone());
    let asked = RwSignal::new(false);
    let question_text = move || {
        asked.get().then(|| QuestionText {
            title: filled("Delete “{name}”?", &[("name", &name())]),
            text: text("Its passages are removed too, and no answer uses them any more.")
                .to_owned(),
            verb: text("Delete for good"),
            loses: true,
        })
    };
    view! {
        <h2 class="pc-room__title" tabindex="-1" dir="auto">
            {name}
        </h2>
        {head(room, id, source, asked)}
        {question(
            "deletion",
            question_text,
            move || room.acting.is_busy(id),
            move || {
                asked.set(false);
                room.delete(id);
            },
            move || asked.set(false),
        )}
        {problem(move || room.acting.problem(id))}
        {loaded(room.changes, move || room.load_opened(), move |it| changes(room, id, it))}
        <section class="pc-card" aria-labelledby="documents">
            <h3 class="pc-card__title" id="documents">
                {text("What was read")}
            </h3>
            {documents::documents(room, id)}
        </section>
        {loaded(room.left_out, move || room.load_opened(), left_out)}
    }
}

fn head(room: Knowledge, id: SourceId, source: Shown, asked: RwSignal<bool>) -> impl IntoView {
    let may_change = room.inbox.may_change(Room::Knowledge);
    let is_at_address = source.is(Source::is_at_address);
    let is_reading = source.is(Source::is_reading);
    let again = move || {
        is_at_address().then(|| {
            view! {
                <button
                    class="pc-button"
                    type="button"
                    aria-disabled=move || (is_reading() || room.acting.is_busy(id)).to_string()
                    on:click=move |_| {
                        if !untrack(is_reading) {
                            room.read_again(id);
                        }
                    }
                >
                    {move || if is_reading() { text("Being read…") } else { text("Read again") }}
                </button>
            }
        })
    };
    let buttons = may_change.then(|| {
        view! {
            <div class="pc-form__line">
                {again}
                <button
                    class="pc-button"
                    type="button"
                    aria-disabled=move || room.acting.is_busy(id).to_string()
                    on:click=move |_| asked.set(true)
                >
                    {text("Delete")}
                </button>
            </div>
        }
    });
    view! {
        <div class="pc-card">
            <p>
                <b>{source.text(Source::state)}</b>
                " · "
                {source.what()}
            </p>
            {details(source)}
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
                {text("The last reading")}
            </h3>
            <p>{sentence}</p>
            {held}
            <details class="pc-more">
                <summary>{text("Show each page")}</summary>
                <ul class="pc-list">{rows}</ul>
            </details>
        </section>
    }
    .into_any()
}

/// The question whether to apply pending changes.
fn decision(room: Knowledge, id: SourceId) -> impl IntoView {
    let may_change = room.inbox.may_change(Room::Knowledge);
    let waits = move || {
        room.source(id)
            .is_some_and(|source| source.status == SourceStatus::Held)
    };
    view! {
        <div class="pc-decision" hidden=move || !waits()>
            <p>
                {text("This reading would remove more than a third of the passages. Until you decide, answers use \
                    the earlier ones.")}
            </p>
            <div class="pc-form__line" hidden=!may_change>
                <button
                    class="pc-button"
                    type="button"
                    aria-disabled=move || room.acting.is_busy(id).to_string()
                    on:click=move |_| room.decide(id, false)
                >
                    {text("Keep what was there")}
                </button>
                <button
                    class="pc-button pc-button--primary"
                    type="button"
                    aria-disabled=move || room.acting.is_busy(id).to_string()
                    on:click=move |_| room.decide(id, true)
                >
                    {text("Use the new reading")}
                </button>
            </div>
        </div>
    }
}

fn change(change: DocumentChange) -> impl IntoView {
    let what = match change.kind {
        ChangeKind::Added => text("Added"),
        ChangeKind::Changed => text("Changed"),
        ChangeKind::Gone => text("Gone"),
    };
    let passages = filled(
        "Passages: {before} → {after}",
        &[
            ("before", &change.passages_before.to_string()),
            ("after", &change.passages_after.to_string()),
        ],
    );
    view! {
        <li>
            <b>{what}</b>
            " "
            <span dir="auto">{change.name}</span>
            <span class="pc-list__more">{passages}</span>
        </li>
    }
}

fn left_out(pages: LeftOut) -> AnyView {
    if pages.left_out.is_empty() {
        return ().into_any();
    }
    let summary = counted(
        pages.left_out.len() as u64,
        "{n} page, each with the reason",
        "{n} pages, each with the reason",
    );
    let rows = pages.left_out.into_iter().map(|page| {
        view! {
            <li>
                <span dir="auto">{page.place()}</span>
                <span class="pc-list__more">{page.sentence()}</span>
            </li>
        }
    });
    view! {
        <section class="pc-card" aria-labelledby="left-out">
            <h3 class="pc-card__title" id="left-out">
                {text("Left out")}
            </h3>
            <details class="pc-more">
                <summary>{summary}</summary>
                <ul class="pc-list">{rows.collect_view()}</ul>
            </details>
        </section>
    }
    .into_any()
}
