//! The list of conversations, with tabs, search and pages.

use leptos::prelude::*;
use porchlight_shared::ids::ConversationId;
use porchlight_shared::limits::SEARCH_CHARS;

use super::row::row;
use crate::{
    inbox::Inbox,
    list::{OPEN, Tab},
    texts::{filled, text},
};

pub(super) fn conversation_list(inbox: Inbox) -> impl IntoView {
    view! {
        <nav class="pc-conversations" aria-label=text("Conversations")>
            <div class="pc-tabs" role="group" aria-label=text("Filter conversations")>
                {Tab::ALL.map(|tab| tab_button(inbox, tab)).collect_view()}
            </div>
            <div class="pc-search">
                <label class="pc-unseen" for="search">{text("Search messages")}</label>
                <input
                    id="search"
                    class="pc-search__field"
                    type="search"
                    placeholder=text("Search messages")
                    autocomplete="off"
                    maxlength=SEARCH_CHARS.to_string()
                    prop:value=move || inbox.search.get()
                    on:input=move |event| inbox.search_for(event_target_value(&event))
                />
            </div>
            {move || list_problem(inbox)}
            {rows(inbox)}
            {move || more_open(inbox)}
            {move || pages(inbox)}
        </nav>
    }
}

fn tab_button(inbox: Inbox, tab: Tab) -> impl IntoView {
    let count = move || match tab {
        Tab::Waiting | Tab::Mine => Some(inbox.count(tab)).filter(|count| *count > 0),
        _ => None,
    };
    view! {
        <button
            class="pc-tab"
            type="button"
            aria-pressed=move || (inbox.tab.get() == tab).to_string()
            on:click=move |_| inbox.show(tab)
        >
            {tab.label()}
            {move || count().map(|count| view! { <span class="pc-tab__count">{count}</span> })}
        </button>
    }
}

/// A notice for when more conversations are open than the list keeps up to date.
fn more_open(inbox: Inbox) -> impl IntoView {
    let total = inbox.open_total.get();
    let is_live = inbox.tab.get().is_live(&inbox.search.get());
    (is_live && total > OPEN).then(|| {
        let (total, shown) = (total.to_string(), OPEN.to_string());
        let notice = filled(
            "{total} conversations are open. This list has the {shown} most recent ones. Find the others under All.",
            &[("total", &total), ("shown", &shown)],
        );
        view! { <p class="pc-notice">{notice}</p> }
    })
}

fn list_problem(inbox: Inbox) -> impl IntoView {
    // The page already says that the device is offline.
    let problem = inbox.list_problem.get().filter(|_| !inbox.offline.get())?;
    Some(view! {
        <div class="pc-notice" role="alert">
            <p>{problem.sentence()}</p>
            <button class="pc-button" type="button" on:click=move |_| inbox.try_again()>
                {text("Try again")}
            </button>
        </div>
    })
}

fn rows(inbox: Inbox) -> impl IntoView {
    let rows = Memo::new(move |_| inbox.rows());
    let ids = move || -> Vec<ConversationId> {
        let rows = rows.get().unwrap_or_default();
        rows.iter().map(|row| row.id).collect()
    };
    // Tab reaches a single row: the one that shortcuts move from, or the first.
    let focusable = Memo::new(move |_| {
        let chosen = inbox.chosen.get();
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
                    let conversation = Memo::new(move |_| {
                        rows.with(|rows| rows.as_ref()?.iter().find(|row| row.id == id).cloned())
                    });
                    row(inbox, id, conversation, focusable)
                }
            />
        </ul>
        {move || {
            match rows.with(|rows| rows.as_ref().map(Vec::len)) {
                Some(0) => Some(empty(inbox).into_any()),
                Some(_) => None,
                None if inbox.list_problem.with(Option::is_some) => None,
                None => {
                    Some(
                        view! {
                            <p class="pc-loading" role="status">{text("Loading…")}</p>
                        }
                            .into_any(),
                    )
                }
            }
        }}
    }
}

fn empty(inbox: Inbox) -> impl IntoView {
    let (title, text) = if inbox.search.with(String::is_empty) {
        inbox.tab.get().empty()
    } else {
        (
            text("No results"),
            text("No message has these words. Try fewer words, or just the beginning of a word."),
        )
    };
    view! {
        <div class="pc-empty">
            <p class="pc-empty__title">{title}</p>
            <p>{text}</p>
        </div>
    }
}

fn pages(inbox: Inbox) -> impl IntoView {
    let live = inbox.search.with(|search| inbox.tab.get().is_live(search));
    let total = inbox
        .found
        .with(|found| found.as_ref().map_or(0, |found| found.total_pages));
    if live || total < 2 {
        return None;
    }
    let page = inbox.page.get();
    // Outside of the view macro, which ends a tag at `>`.
    let (is_first, is_last) = (page <= 1, page >= total);
    let place = filled(
        "{page} of {total}",
        &[("page", &page.to_string()), ("total", &total.to_string())],
    );
    Some(view! {
        <div class="pc-pages" role="group" aria-label=text("Pages")>
            <button
                class="pc-button"
                type="button"
                disabled=is_first
                on:click=move |_| inbox.show_page(page - 1)
            >
                {text("Newer")}
            </button>
            <span>{place}</span>
            <button
                class="pc-button"
                type="button"
                disabled=is_last
                on:click=move |_| inbox.show_page(page + 1)
            >
                {text("Older")}
            </button>
        </div>
    })
}
