//! The record of changes: who did what and when, and from what to what.

use leptos::prelude::*;

use super::action::{more, problem_of};
use crate::{
    components::loaded::loaded,
    inbox::time,
    model::people::record::{RecordEntry, RecordPage},
    rooms::people::{About, People},
};

pub(super) fn record(room: People) -> impl IntoView {
    view! {
        <section class="pc-card" aria-labelledby="record">
            <h3 class="pc-card__title" id="record">
                "Record of changes"
            </h3>
            {loaded(room.record, move || room.load_record(), move |page| list(room, page))}
            {problem_of(room, About::Record)}
        </section>
    }
}

fn list(room: People, page: RecordPage) -> AnyView {
    if page.entries.is_empty() {
        return view! {
            <p class="pc-known__what">"Nothing was changed yet. What people and keys do appears here."</p>
        }
        .into_any();
    }
    let rows = page.entries.iter().map(row).collect_view();
    let next = page
        .next_cursor
        .is_some()
        .then(|| more(room, "Show older changes", move || room.more_record()));
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
    let change = entry.change().map(|(from, to)| {
        view! {
            <p class="pc-people__change">
                <span class="pc-unseen">"From "</span>
                <span class="pc-badge">{from}</span>
                <span aria-hidden="true">" → "</span>
                <span class="pc-unseen">" to "</span>
                <span class="pc-badge">{to}</span>
            </p>
        }
    });
    view! {
        <li class="pc-people__one">
            <p>
                <strong dir="auto">{who}</strong>
                <span dir="auto">{what}</span>
            </p>
            {change}
            <p class="pc-known__what">
                <time datetime=entry.created_at.clone()>{when}</time>
            </p>
        </li>
    }
}
