//! The open conversation.

use leptos::{html, prelude::*};
use web_sys::HtmlElement;

use super::{
    composer::composer,
    message::{entry, streaming_answer},
    sentence::sentence,
    thread_header::thread_header,
    visitor_card::visitor_card,
};
use crate::{
    inbox::{Inbox, time},
    texts::{filled, text},
};

/// The thread follows new entries while it is scrolled this close to its end, in CSS pixels.
const NEAR: i32 = 160;

/// The open conversation, or a hint if none is open.
pub(super) fn thread(inbox: Inbox) -> impl IntoView {
    let state = Memo::new(move |_| (inbox.opened.get(), inbox.thread.with(Option::is_some)));
    view! {
        <section class="pc-thread" aria-label=text("Conversation")>
            {move || match state.get() {
                (None, _) => nothing_open().into_any(),
                (Some(_), true) => conversation_view(inbox).into_any(),
                (Some(_), false) => not_loaded(inbox).into_any(),
            }}
        </section>
    }
}

fn nothing_open() -> impl IntoView {
    let key = |key: &'static str| view! { <kbd>{key}</kbd> }.into_any();
    let hint = sentence(
        text("Move with {j} and {k}, open with {enter}. Press {help} for all shortcuts."),
        vec![
            ("j", key("j")),
            ("k", key("k")),
            ("enter", key("Enter")),
            ("help", key("?")),
        ],
    );
    view! {
        <div class="pc-empty pc-thread__none">
            <p class="pc-empty__title">{text("No conversation selected")}</p>
            <p>{hint}</p>
        </div>
    }
}

/// Shown while the conversation is loading, or when it could not be loaded.
fn not_loaded(inbox: Inbox) -> impl IntoView {
    move || match inbox.thread_problem.get() {
        None => view! { <p class="pc-loading" role="status">{text("Loading…")}</p> }.into_any(),
        Some(problem) => view! {
            <div class="pc-notice pc-thread__none" role="alert">
                <p>{problem.sentence()}</p>
                <button class="pc-button" type="button" on:click=move |_| inbox.reload()>
                    {text("Try again")}
                </button>
                <button class="pc-button" type="button" on:click=|_| Inbox::close()>
                    {text("Back to the list")}
                </button>
            </div>
        }
        .into_any(),
    }
}

fn conversation_view(inbox: Inbox) -> impl IntoView {
    let conversation = Memo::new(move |_| {
        inbox
            .thread
            .with(|thread| thread.as_ref().map(|thread| thread.conversation.clone()))
    });
    let entries = move || {
        inbox.thread.with(|thread| {
            thread
                .as_ref()
                .map(|thread| thread.entries.clone())
                .unwrap_or_default()
        })
    };
    view! {
        {thread_header(inbox, conversation)}
        {visitor_card(inbox)}
        <div class="pc-thread__scroll" tabindex="0" aria-label=text("Messages") node_ref=follow_end(inbox)>
            <ol class="pc-messages">
                <For each=entries key=|entry| entry.key() children=move |one| entry(inbox, one) />
                {streaming_answer(inbox)}
            </ol>
            {move || {
                let read = inbox
                    .thread
                    .with(|thread| thread.as_ref()?.read_at().map(time::moment));
                read.map(|when| {
                    let read = filled("Read by the visitor: {time}", &[("time", &when)]);
                    view! { <p class="pc-read">{read}</p> }
                })
            }}
            <p class="pc-typing" role="status">
                {move || inbox.visitor_types.get().then(|| text("The visitor is writing…"))}
            </p>
        </div>
        {composer(inbox)}
    }
}

/// Scrolls to new entries, unless the operator is reading further up.
fn follow_end(inbox: Inbox) -> NodeRef<html::Div> {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |before: Option<usize>| {
        let length = inbox.thread.with(|thread| {
            thread.as_ref().map_or(0, |thread| {
                let streaming = thread.streaming.as_ref();
                thread.entries.len() + streaming.map_or(0, |streaming| streaming.text.len())
            })
        });
        inbox.visitor_types.track();
        if let Some(scrolled) = node.get() {
            let near = is_near_end(&scrolled);
            if before.is_none_or(|before| before == 0) || near {
                // The texts are rendered after this effect.
                request_animation_frame(move || scrolled.set_scroll_top(scrolled.scroll_height()));
            }
            length
        } else {
            0
        }
    });
    node
}

fn is_near_end(scrolled: &HtmlElement) -> bool {
    scrolled.scroll_height() - scrolled.scroll_top() - scrolled.client_height() < NEAR
}
