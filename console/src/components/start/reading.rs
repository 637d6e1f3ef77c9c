//! The step that adds a website and reads it.

use leptos::{ev::SubmitEvent, prelude::*};

use super::super::{knowledge::rows, loaded::problem};
use crate::{
    inbox::Inbox,
    model::knowledge::{LeftOutPage, Way},
    room::Room,
    rooms::start::Start,
    texts::{counted, text},
};

/// How many pages are listed here. All of them are in the room Knowledge.
const NAMED: usize = 6;

/// The form, the progress of the reading, and what it skipped.
pub(super) fn reading(room: Start) -> impl IntoView {
    let knowledge = room.knowledge;
    let has_sources = Memo::new(move |_| {
        knowledge
            .sources
            .with(|sources| sources.here().is_some_and(|sources| !sources.is_empty()))
    });
    view! {
        {move || (!has_sources.get()).then(|| form(room))}
        {rows(knowledge, true)}
        {read(room)}
        {left_out(room)}
        {move || {
            has_sources
                .get()
                .then(|| {
                    view! {
                        <p>
                            <a
                                href=Room::Knowledge.path()
                                on:click=|event| Inbox::follow_link(&event, Room::Knowledge)
                            >
                                {text("Add files, single pages or answers of your own")}
                            </a>
                        </p>
                    }
                })
        }}
    }
}

fn form(room: Start) -> impl IntoView {
    let knowledge = room.knowledge;
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        knowledge.way.set(Way::Site);
        knowledge.add();
    };
    view! {
        <form class="pc-form" on:submit=on_submit>
            <div class="pc-field">
                <label for="start-address">{text("Its address")}</label>
                <div class="pc-form__line">
                    <input
                        id="start-address"
                        type="text"
                        inputmode="url"
                        autocomplete="url"
                        autocapitalize="none"
                        spellcheck="false"
                        required
                        placeholder="www.shop.example"
                        aria-describedby="start-address-hint"
                        prop:value=move || knowledge.address.get()
                        on:input=move |event| knowledge.address.set(event_target_value(&event))
                    />
                    <button
                        class="pc-button pc-button--primary"
                        type="submit"
                        aria-disabled=move || knowledge.adding.get().to_string()
                    >
                        {move || if knowledge.adding.get() { text("Adding…") } else { text("Read it") }}
                    </button>
                </div>
                <p class="pc-field__hint" id="start-address-hint">
                    {text(
                        "Its pages are found through its sitemap and its links. Only public pages are read.",
                    )}
                </p>
            </div>
            {problem(move || knowledge.add_problem.get())}
        </form>
    }
}

/// The pages read so far.
fn read(room: Start) -> impl IntoView {
    let named = move || {
        let mut documents = room.documents.get();
        documents.truncate(NAMED);
        documents
    };
    let label = move || {
        let count = room.documents.with(Vec::len);
        (count > 0)
            .then(|| view! { <p class="pc-known__what">{text("Pages that answers come from, among others:")}</p> })
    };
    view! {
        {label}
        <ul class="pc-list">
            <For
                each=named
                key=|document| document.id
                children=|document| {
                    let title = if document.title.is_empty() { document.name } else { document.title };
                    view! { <li dir="auto">{title}</li> }
                }
            />
        </ul>
    }
}

fn left_out(room: Start) -> impl IntoView {
    let row = |page: LeftOutPage| {
        view! {
            <li>
                <span dir="auto">{page.place()}</span>
                <span class="pc-list__more">{page.sentence()}</span>
            </li>
        }
    };
    move || {
        let pages = room.left_out.get();
        (!pages.is_empty()).then(|| {
            let number = pages.len() as u64;
            view! {
                <details class="pc-more">
                    <summary>
                        {counted(
                            number,
                            "Left out: {n} page, each with the reason",
                            "Left out: {n} pages, each with the reason",
                        )}
                    </summary>
                    <ul class="pc-list">{pages.into_iter().map(row).collect_view()}</ul>
                </details>
            }
        })
    }
}
