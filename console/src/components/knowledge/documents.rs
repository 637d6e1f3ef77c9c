//! The documents of a source, page by page. Those that stay are not rendered again during a reading.

use leptos::prelude::*;
use porchlight_shared::ids::SourceId;

use super::super::loaded::{empty, loaded_once};
use crate::{
    model::knowledge::Document,
    rooms::knowledge::Knowledge,
    texts::{counted, filled, text},
};

/// The list, and the buttons for its other pages.
pub(super) fn documents(room: Knowledge, id: SourceId) -> impl IntoView {
    let shown = move || -> Vec<Document> {
        room.documents.with(|page| {
            let documents = page.here().map(|page| page.documents.clone());
            documents.unwrap_or_default()
        })
    };
    let is_empty = Memo::new(move |_| {
        room.documents
            .with(|page| page.here().is_some_and(|page| page.documents.is_empty()))
    });
    let nothing = move || {
        if is_empty.get() {
            empty(
                text("Nothing was read yet"),
                text("Pages appear here as they are read."),
            )
        } else {
            ().into_any()
        }
    };
    view! {
        {loaded_once(room.documents, move || room.load_documents(), nothing)}
        <ul class="pc-list">
            <For
                each=shown
                key=|it| (it.id, it.updated_at.clone(), it.passage_count)
                children=move |it| document(id, it)
            />
        </ul>
        {pages(room)}
    }
}

fn pages(room: Knowledge) -> impl IntoView {
    let next = Memo::new(move |_| {
        room.documents
            .with(|page| page.here().and_then(|page| page.next_cursor.clone()))
    });
    let is_first = Memo::new(move |_| room.cursors.with(Vec::is_empty));
    let is_last = Memo::new(move |_| next.with(Option::is_none));
    let one = Memo::new(move |_| is_first.get() && is_last.get());
    move || {
        (!one.get()).then(|| {
            view! {
                <div class="pc-pages" role="group" aria-label=text("Pages")>
                    <button
                        class="pc-button"
                        type="button"
                        aria-disabled=move || (is_first.get() || room.turning.get()).to_string()
                        on:click=move |_| {
                            if !is_first.get_untracked() {
                                room.turn_page(None);
                            }
                        }
                    >
                        {text("Back")}
                    </button>
                    <span role="status">
                        {move || {
                            let number = room.cursors.with(Vec::len) + 1;
                            filled("Page {number}", &[("number", &number.to_string())])
                        }}
                    </span>
                    <button
                        class="pc-button"
                        type="button"
                        aria-disabled=move || (is_last.get() || room.turning.get()).to_string()
                        on:click=move |_| {
                            if let Some(next) = next.get_untracked() {
                                room.turn_page(Some(next));
                            }
                        }
                    >
                        {text("More")}
                    </button>
                </div>
            }
        })
    }
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
                {counted(document.passage_count, "{n} passage", "{n} passages")} " · " <span dir="auto">{document.name}</span>
            </span>
        </li>
    }
}
