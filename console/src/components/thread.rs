//! The open conversation.

use leptos::{html, prelude::*};
use web_sys::HtmlElement;

use super::{
    composer::composer,
    message::{entry, growing},
    thread_header::thread_header,
};
use crate::desk::{Desk, time};

/// How far from its end a thread may be scrolled for what is new to be scrolled to, in pixels.
const NEAR: i32 = 160;

/// The conversation; what to do, if none is open.
pub(super) fn thread(desk: Desk) -> impl IntoView {
    let state = Memo::new(move |_| (desk.opened.get(), desk.thread.with(Option::is_some)));
    view! {
        <main class="pc-thread" aria-label="Conversation">
            {move || match state.get() {
                (None, _) => nothing_open().into_any(),
                (Some(_), true) => whole(desk).into_any(),
                (Some(_), false) => missing(desk).into_any(),
            }}
        </main>
    }
}

fn nothing_open() -> impl IntoView {
    view! {
        <div class="pc-empty pc-thread__none">
            <p class="pc-empty__title">"Choose a conversation"</p>
            <p>
                <kbd>"j"</kbd> " and " <kbd>"k"</kbd> " move, " <kbd>"Enter"</kbd> " opens, " <kbd>"?"</kbd>
                " shows all keys."
            </p>
        </div>
    }
}

/// It is on its way, or could not be had.
fn missing(desk: Desk) -> impl IntoView {
    move || match desk.thread_problem.get() {
        None => view! { <p class="pc-loading" role="status">"Loading …"</p> }.into_any(),
        Some(problem) => view! {
            <div class="pc-notice pc-thread__none" role="alert">
                <p>{problem.sentence()}</p>
                <button class="pc-button" type="button" on:click=move |_| desk.reload()>
                    "Try again"
                </button>
                <button class="pc-button" type="button" on:click=|_| Desk::close()>
                    "Back to the list"
                </button>
            </div>
        }
        .into_any(),
    }
}

fn whole(desk: Desk) -> impl IntoView {
    let conversation = Memo::new(move |_| {
        desk.thread
            .with(|thread| thread.as_ref().map(|thread| thread.conversation.clone()))
    });
    let entries = move || {
        desk.thread.with(|thread| {
            thread
                .as_ref()
                .map(|thread| thread.entries.clone())
                .unwrap_or_default()
        })
    };
    view! {
        {thread_header(desk, conversation)}
        <div class="pc-thread__scroll" tabindex="0" aria-label="Messages" node_ref=kept_at_its_end(desk)>
            <ol class="pc-messages">
                <For each=entries key=|entry| entry.key() children=move |one| entry(desk, one) />
                {growing(desk)}
            </ol>
            {move || {
                let read = desk
                    .thread
                    .with(|thread| thread.as_ref()?.read_at().map(time::moment));
                read.map(|when| view! { <p class="pc-read">"Read by the visitor " {when}</p> })
            }}
            <p class="pc-typing" role="status">
                {move || desk.visitor_types.get().then_some("The visitor is writing …")}
            </p>
        </div>
        {composer(desk)}
    }
}

/// Scrolls to what is new, unless somebody reads further up.
fn kept_at_its_end(desk: Desk) -> NodeRef<html::Div> {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |before: Option<usize>| {
        let length = desk.thread.with(|thread| {
            thread.as_ref().map_or(0, |thread| {
                let growing = thread.growing.as_ref();
                thread.entries.len() + growing.map_or(0, |growing| growing.text.len())
            })
        });
        desk.visitor_types.track();
        if let Some(scrolled) = node.get() {
            let near = is_near_its_end(&scrolled);
            if before.is_none_or(|before| before == 0) || near {
                // What the texts are made of comes after this.
                request_animation_frame(move || scrolled.set_scroll_top(scrolled.scroll_height()));
            }
            length
        } else {
            0
        }
    });
    node
}

fn is_near_its_end(scrolled: &HtmlElement) -> bool {
    scrolled.scroll_height() - scrolled.scroll_top() - scrolled.client_height() < NEAR
}
