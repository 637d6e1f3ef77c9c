//! The room for visitors: the list, one visitor's data, and how long data is kept.

mod retention;
mod row;
mod visitor;

use leptos::prelude::*;
use porchlight_shared::limits::SEARCH_CHARS;

use self::row::row;
use super::loaded::{choices, empty, loaded, more, problem};
use crate::{
    model::visitors::{VisitorList, WhichVisitors},
    rooms::visitors::{Visitors, VisitorsAct},
    texts::text,
};

pub(super) fn visitors(room: Visitors) -> impl IntoView {
    let is_open = Memo::new(move |_| room.opened.with(Option::is_some));
    move || {
        if is_open.get() {
            visitor::visitor(room).into_any()
        } else {
            all(room).into_any()
        }
    }
}

fn all(room: Visitors) -> impl IntoView {
    let kinds = WhichVisitors::ALL.map(|which| (which, which.label()));
    view! {
        <main class="pc-room">
            <h2 class="pc-room__title" tabindex="-1">
                {text("Who wrote to you")}
            </h2>
            <section class="pc-card" aria-label=text("Visitors")>
                <input
                    class="pc-search__field"
                    type="search"
                    aria-label=text("Find a visitor by name, e-mail address or phone")
                    placeholder=text("Name, e-mail address, phone")
                    maxlength=SEARCH_CHARS.to_string()
                    prop:value=move || room.search.get()
                    on:input=move |event| room.search_for(event_target_value(&event))
                />
                <div class="pc-card__line">
                    <div hidden=move || {
                        room.search.with(|search| !search.trim().is_empty())
                    }>{choices(text("Which"), kinds, move || room.which.get(), move |which| room.show(which))}</div>
                    <button
                        class="pc-button"
                        type="button"
                        aria-disabled=move || room.acting.is_busy(VisitorsAct::Table).to_string()
                        on:click=move |_| room.save_list()
                    >
                        {text("Save as a table (CSV)")}
                    </button>
                </div>
                {loaded(room.list, move || room.load(), move |page| list(room, page))}
                {problem(move || room.acting.any_problem())}
                <p class="pc-field__hint">{move || room.saved.get()}</p>
            </section>
            {retention::retention(room.retention)}
        </main>
    }
}

fn list(room: Visitors, page: VisitorList) -> AnyView {
    if page.visitors.is_empty() && page.next_cursor.is_none() {
        let searches = room
            .search
            .with_untracked(|search| !search.trim().is_empty());
        return match room.which.get_untracked() {
            _ if searches => empty(
                text("Nobody found"),
                text("Type the beginning of a word of their name, e-mail address or phone number."),
            ),
            WhichVisitors::Contact => empty(
                text("Nobody has left contact details yet"),
                text(
                    "Visitors who ask for a person can leave them. You choose what is asked for under Appearance.",
                ),
            ),
            WhichVisitors::All => empty(
                text("Nobody has written yet"),
                text("Visitors appear here with their first question."),
            ),
        };
    }
    let next = page.next_cursor.is_some().then(|| {
        more(
            text("Show more"),
            move || room.acting.is_busy(VisitorsAct::More),
            move || room.more(),
        )
    });
    let rows = page.visitors.iter().map(row).collect_view();
    view! {
        <ul class="pc-people">{rows}</ul>
        {next}
    }
    .into_any()
}
