//! The room for the record of changes.

use leptos::prelude::*;

use super::loaded::{empty, loaded, more, problem};
use crate::{
    inbox::time,
    model::history::{FromTo, RecordEntry, RecordFilter, RecordKind, RecordPage},
    rooms::history::History,
    texts::text,
};

pub(super) fn history(room: History) -> impl IntoView {
    view! {
        <main class="pc-room">
            <h2 class="pc-room__title" tabindex="-1">
                {text("What was changed")}
            </h2>
            {filter(room)}
            <section class="pc-card" aria-label=text("Changes, newest first")>
                {loaded(room.record, move || room.load(), move |page| list(room, page))}
                {problem(move || room.acting.problem(()))}
            </section>
        </main>
    }
}

fn filter(room: History) -> impl IntoView {
    let actors = move || {
        let actors = room.actors.get().into_iter();
        actors
            .map(|actor| {
                let is_chosen = room
                    .filter
                    .with_untracked(|filter| filter.actor == actor.id);
                view! {
                    <option value=actor.id selected=is_chosen>
                        {actor.name}
                    </option>
                }
            })
            .collect_view()
    };
    let kinds = RecordKind::ALL.map(|kind| {
        let is_chosen = room
            .filter
            .with_untracked(|filter| filter.kind == Some(kind));
        view! {
            <option value=kind.name() selected=is_chosen>
                {kind.label()}
            </option>
        }
    });
    view! {
        <div class="pc-filter">
            <div class="pc-field">
                <label for="history-actor">{text("Who")}</label>
                <select
                    id="history-actor"
                    on:change=move |event| {
                        let actor = event_target_value(&event);
                        room.choose(|filter| filter.actor = actor);
                    }
                >
                    <option value="">{text("Anybody")}</option>
                    {actors}
                </select>
            </div>
            <div class="pc-field">
                <label for="history-kind">{text("What")}</label>
                <select
                    id="history-kind"
                    on:change=move |event| {
                        let kind = event_target_value(&event).parse().ok();
                        room.choose(|filter| filter.kind = kind);
                    }
                >
                    <option value="">{text("Anything")}</option>
                    {kinds.collect_view()}
                </select>
            </div>
        </div>
    }
}

fn list(room: History, page: RecordPage) -> AnyView {
    if page.entries.is_empty() {
        return if room.filter.with_untracked(RecordFilter::is_on) {
            empty(
                text("No such change"),
                text("Choose somebody else, or another kind of change."),
            )
        } else {
            empty(
                text("Nothing was changed yet"),
                text("What people and keys change appears here, with who did it and when."),
            )
        };
    }
    let rows = page.entries.iter().map(row).collect_view();
    let next = page.next_cursor.is_some().then(|| {
        more(
            text("Show older changes"),
            move || room.acting.is_busy(()),
            move || room.more(),
        )
    });
    view! {
        <ol class="pc-people">{rows}</ol>
        {next}
    }
    .into_any()
}

fn row(entry: &RecordEntry) -> impl IntoView + use<> {
    let (who, what, when) = (
        entry.who(),
        format!(" {}", entry.what()),
        time::moment(&entry.created_at),
    );
    let changes = entry.changes().into_iter().map(change).collect_view();
    view! {
        <li class="pc-people__one">
            <div class="pc-history__line">
                <p>
                    <strong dir="auto">{who}</strong>
                    <span dir="auto">{what}</span>
                </p>
                <time class="pc-known__what" datetime=entry.created_at.clone()>
                    {when}
                </time>
            </div>
            {changes}
        </li>
    }
}

fn change(change: FromTo) -> impl IntoView {
    let of =
        (!change.of.is_empty()).then(|| view! { <span class="pc-history__of">{change.of}</span> });
    view! {
        <p class="pc-people__change">
            {of} <span class="pc-unseen">" " {text("from|what was there before")} " "</span>
            <span class="pc-badge pc-history__value" dir="auto">
                {change.from}
            </span> <span aria-hidden="true">" → "</span> <span class="pc-unseen">" " {text("to|what is there now")} " "</span>
            <span class="pc-badge pc-history__value" dir="auto">
                {change.to}
            </span>
        </p>
    }
}
