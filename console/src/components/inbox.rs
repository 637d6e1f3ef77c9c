//! The list: tabs, the search, the rows, the pages.

use leptos::prelude::*;
use porchlight_shared::ids::ConversationId;

use super::row::row;
use crate::{
    desk::Desk,
    list::{OPEN, Tab},
};

/// The list.
pub(super) fn inbox(desk: Desk) -> impl IntoView {
    view! {
        <nav class="pc-inbox" aria-label="Conversations">
            <div class="pc-tabs" role="group" aria-label="Which conversations">
                {Tab::ALL.map(|tab| tab_button(desk, tab)).collect_view()}
            </div>
            <div class="pc-search">
                <label class="pc-unseen" for="search">"Search in all messages"</label>
                <input
                    id="search"
                    class="pc-search__field"
                    type="search"
                    placeholder="Search in messages"
                    autocomplete="off"
                    maxlength="200"
                    prop:value=move || desk.search.get()
                    on:input=move |event| desk.look_for(event_target_value(&event))
                />
            </div>
            {move || list_problem(desk)}
            {rows(desk)}
            {move || more_open(desk)}
            {move || pages(desk)}
        </nav>
    }
}

fn tab_button(desk: Desk, tab: Tab) -> impl IntoView {
    let count = move || match tab {
        Tab::Waiting | Tab::Mine => Some(desk.count(tab)).filter(|count| *count > 0),
        _ => None,
    };
    view! {
        <button
            class="pc-tab"
            type="button"
            aria-pressed=move || (desk.tab.get() == tab).to_string()
            on:click=move |_| desk.show(tab)
        >
            {tab.name()}
            {move || count().map(|count| view! { <span class="pc-tab__count">{count}</span> })}
        </button>
    }
}

/// Says so when not all conversations that need people are looked after here.
fn more_open(desk: Desk) -> impl IntoView {
    let total = desk.open_total.get();
    let is_live = desk.tab.get().is_live(&desk.search.get());
    (is_live && total > OPEN).then(|| {
        view! {
            <p class="pc-notice">
                {format!(
                    "{total} conversations are open. Those {OPEN} are here in which something was said last; \
                     the others are under All.",
                )}
            </p>
        }
    })
}

fn list_problem(desk: Desk) -> impl IntoView {
    // Without a network there is a line about that already.
    let problem = desk.list_problem.get().filter(|_| !desk.offline.get())?;
    Some(view! {
        <div class="pc-notice" role="alert">
            <p>{problem.sentence()}</p>
            <button class="pc-button" type="button" on:click=move |_| desk.try_again()>
                "Try again"
            </button>
        </div>
    })
}

fn rows(desk: Desk) -> impl IntoView {
    let rows = Memo::new(move |_| desk.rows());
    let ids = move || -> Vec<ConversationId> {
        let rows = rows.get().unwrap_or_default();
        rows.iter().map(|row| row.id).collect()
    };
    // One row can be reached by Tab: the one that keys move from, or the first.
    let reached = Memo::new(move |_| {
        let chosen = desk.chosen.get();
        rows.with(|rows| {
            let rows = rows.as_deref().unwrap_or_default();
            let there = rows.iter().find(|row| Some(row.id) == chosen);
            there.or_else(|| rows.first()).map(|row| row.id)
        })
    });
    view! {
        <ul class="pc-rows">
            <For
                each=ids
                key=|id| *id
                children=move |id| {
                    let listed = Memo::new(move |_| {
                        rows.with(|rows| rows.as_ref()?.iter().find(|row| row.id == id).cloned())
                    });
                    row(desk, id, listed, reached)
                }
            />
        </ul>
        {move || {
            match rows.with(|rows| rows.as_ref().map(Vec::len)) {
                Some(0) => Some(empty(desk).into_any()),
                Some(_) => None,
                None if desk.list_problem.with(Option::is_some) => None,
                None => {
                    Some(
                        view! {
                            <p class="pc-loading" role="status">"Loading …"</p>
                        }
                            .into_any(),
                    )
                }
            }
        }}
    }
}

fn empty(desk: Desk) -> impl IntoView {
    let (title, text) = if desk.search.with(String::is_empty) {
        desk.tab.get().empty()
    } else {
        (
            "Nothing found",
            "No message has these words. Try fewer, or their beginnings.",
        )
    };
    view! {
        <div class="pc-empty">
            <p class="pc-empty__title">{title}</p>
            <p>{text}</p>
        </div>
    }
}

fn pages(desk: Desk) -> impl IntoView {
    let live = desk.search.with(|search| desk.tab.get().is_live(search));
    let total = desk
        .found
        .with(|found| found.as_ref().map_or(0, |found| found.total_pages));
    if live || total < 2 {
        return None;
    }
    let page = desk.page.get();
    Some(view! {
        <div class="pc-pages" role="group" aria-label="Pages">
            <button
                class="pc-button"
                type="button"
                disabled=page <= 1
                on:click=move |_| desk.turn_to(page - 1)
            >
                "Newer"
            </button>
            <span>{format!("{page} of {total}")}</span>
            <button
                class="pc-button"
                type="button"
                disabled=page >= total
                on:click=move |_| desk.turn_to(page + 1)
            >
                "Older"
            </button>
        </div>
    })
}
