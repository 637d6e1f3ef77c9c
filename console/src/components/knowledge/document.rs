//! One document with its passages, as search and citations use them.

use leptos::prelude::*;

use super::super::{
    loaded::{empty, loaded},
    rich_text::rich_text,
};
use crate::{
    inbox::time,
    model::knowledge::{FullDocument, Passage},
    rooms::knowledge::Knowledge,
    texts::{counted, filled, text},
};
use porchlight_rich_text::markdown::safe_url;

pub(super) fn document(room: Knowledge) -> impl IntoView {
    let back = move || {
        let source = room.opened.get().source;
        source.map(|id| format!("#{id}"))
    };
    // The document may be open before its source is loaded.
    let name = move || {
        let source = room.opened_source();
        source.map_or_else(|| text("Its source").to_owned(), |source| source.name)
    };
    view! {
        <p>
            <a href=back dir="auto">
                "← "
                {name}
            </a>
        </p>
        {loaded(room.document, move || room.load_document(), show)}
    }
}

fn show(full: FullDocument) -> AnyView {
    let FullDocument { document, passages } = full;
    let address = document.url.as_deref().and_then(safe_url).map(|address| {
        view! {
            " · "
            <a href=address.to_string() target="_blank" rel="noreferrer">
                {text("Open the page")}
            </a>
        }
    });
    let number = passages.len();
    let list = passages.into_iter().map(passage).collect_view();
    let list = if number == 0 {
        empty(
            text("No passages"),
            text("Nothing of this page can be quoted."),
        )
    } else {
        view! { <ol class="pc-passages">{list}</ol> }.into_any()
    };
    let number = counted(number as u64, "{n} passage", "{n} passages");
    let changed = filled(
        "changed {time}",
        &[("time", &time::moment(&document.updated_at))],
    );
    let title = if document.title.is_empty() {
        document.name
    } else {
        document.title
    };
    view! {
        <h2 class="pc-room__title" tabindex="-1" dir="auto">
            {title}
        </h2>
        <p class="pc-known__what">
            {number} " · " {changed} {address}
        </p>
        {list}
    }
    .into_any()
}

fn passage(passage: Passage) -> impl IntoView {
    let headings = passage.headings.join(" › ");
    let quoted = passage.text;
    let others = (!passage.alternatives.is_empty()).then(|| {
        let others = passage.alternatives.into_iter();
        let others = others.map(|other| view! { <li dir="auto">{other}</li> });
        view! {
            <p class="pc-known__what">{text("Also found when somebody asks:")}</p>
            <ul class="pc-others">{others.collect_view()}</ul>
        }
    });
    view! {
        <li class="pc-card">
            <p class="pc-known__what" dir="auto">
                {headings}
            </p>
            {rich_text(move || quoted.clone(), Some(0))}
            {others}
        </li>
    }
}
