//! The conversation, and what the view shows of it.
//!
//! The view follows the end only while the reader is there, and only until the question that is being answered would
//! leave at the top: the start of a long answer stays in sight, and a button leads to the rest.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    erased::{click, handle, part, say},
    error_notice::ErrorNotice,
    handoff_offer::HandoffOffer,
    header::initial_of,
    icon::{self, Icon},
    message::Message,
    suggestions::Suggestions,
    typing::Typing,
};
use crate::{
    chat::Author,
    context::{Handoff, use_widget},
    i18n::Key,
};

/// Nearer to the end than this the reader is there, in CSS pixels.
const NEAR_END: i32 = 40;

/// Above a question that is held at the top, in CSS pixels.
const ABOVE_QUESTION: i32 = 16;

/// The messages.
#[component]
pub fn MessageList() -> impl IntoView {
    let widget = use_widget();
    let list = NodeRef::<html::Div>::new();
    let follows = StoredValue::new(true);
    let moved_to = StoredValue::new(0);
    let at_end = RwSignal::new(true);
    let keys = Memo::new(move |_| {
        widget.chat.with(|chat| {
            chat.entries
                .iter()
                .map(|entry| entry.key)
                .collect::<Vec<_>>()
        })
    });
    let question = Memo::new(move |_| {
        widget
            .chat
            .with(|chat| chat.last_of(Author::Visitor).map(|entry| entry.key))
    });
    let settle = move || {
        let Some(list) = list.get_untracked() else {
            return;
        };
        if follows.get_value() {
            let end = list.scroll_height() - list.client_height();
            let held = question
                .get_untracked()
                .and_then(|key| top_of(&list, key))
                .map(|top| top - ABOVE_QUESTION);
            let target = held.map_or(end, |held| end.min(held)).max(0);
            moved_to.set_value(target);
            list.set_scroll_top(target);
        }
        at_end.set(is_at_end(&list));
    };
    // A question brings the reader to the end, wherever they were.
    Effect::new(move |before: Option<Option<u32>>| {
        let question = question.get();
        if before.is_some_and(|before| before != question) {
            follows.set_value(true);
        }
        question
    });
    Effect::new(move |_| {
        widget.chat.track();
        let form = widget.handoff.get() != Handoff::Hidden;
        widget.open.track();
        request_animation_frame(move || {
            settle();
            if form && let Some(list) = list.get_untracked() {
                list.set_scroll_top(list.scroll_height());
            }
        });
    });
    let scrolled = move |_: leptos::ev::Event| {
        let Some(list) = list.get_untracked() else {
            return;
        };
        let end = is_at_end(&list);
        at_end.set(end);
        // Our own movement says nothing about the reader.
        if (list.scroll_top() - moved_to.get_value()).abs() > 2 {
            follows.set_value(end);
        }
    };
    let to_end = move || {
        if let Some(list) = list.get_untracked() {
            list.set_scroll_top(list.scroll_height());
        }
    };
    view! {
        <div class="pl-conversation">
            <div
                class="pl-messages"
                role="log"
                aria-live="off"
                aria-label=say(widget, Key::Messages)
                tabindex="0"
                node_ref=list
                on:scroll=handle(scrolled)
            >
                <Welcome />
                <Suggestions />
                <For each=move || keys.get() key=|key| *key let:key>
                    <Message key />
                </For>
                <Typing />
                <ErrorNotice />
                <HandoffOffer />
            </div>
            {part(move || (!at_end.get()).then(|| view! {
                <button class="pl-messages__more" type="button" on:click=click(to_end)>
                    <Icon path=icon::DOWN />
                    {say(widget, Key::NewMessages)}
                </button>
            }.into_any()))}
        </div>
    }
}

/// The owner's first words.
#[component]
fn Welcome() -> impl IntoView {
    let widget = use_widget();
    let initial = initial_of(&widget.name());
    let text = widget
        .settings
        .with_value(|settings| settings.welcome_message.clone());
    (!text.is_empty()).then(|| {
        view! {
            <div class="pl-message pl-message--answer pl-message--welcome">
                <span class="pl-avatar pl-avatar--small" aria-hidden="true">{initial}</span>
                <div class="pl-message__body"><p class="pl-bubble" dir="auto">{text}</p></div>
            </div>
        }
    })
}

fn is_at_end(list: &HtmlElement) -> bool {
    list.scroll_height() - list.scroll_top() - list.client_height() < NEAR_END
}

/// Where a message begins in the list, in CSS pixels from its top.
fn top_of(list: &HtmlElement, key: u32) -> Option<i32> {
    let message = list
        .query_selector(&format!("[data-key=\"{key}\"]"))
        .ok()??;
    Some(message.dyn_into::<HtmlElement>().ok()?.offset_top())
}
