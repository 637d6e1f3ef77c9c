//! The room for trying questions: the question and the real chat, and next to them why the answer is what it is.

mod why;

use leptos::{ev::SubmitEvent, html, prelude::*};
use porchlight_browser as browser;
use porchlight_shared::limits::QUESTION_CHARS;
use wasm_bindgen::JsValue;
use web_sys::{HtmlIFrameElement, MessageEvent};

use super::loaded::{empty, failed, waiting};
use crate::{loaded::Loaded, rooms::trying::Trying, texts::text};

pub(super) fn trying(room: Trying) -> impl IntoView {
    view! {
        <main class="pc-room pc-room--wide">
            <h2 class="pc-room__title" tabindex="-1">
                {text("Try a question, and see why it gets that answer")}
            </h2>
            <div class="pc-trying">
                <div class="pc-trying__asked">{question(room)} {chat(room)}</div>
                <section class="pc-trying__why" aria-label=text("Why this answer")>
                    {move || shown(room)}
                </section>
            </div>
        </main>
    }
}

fn question(room: Trying) -> impl IntoView {
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        room.ask_typed();
    };
    let earlier = move || {
        let earlier = room.earlier.get();
        let rest = earlier.into_iter().skip(1).map(|question| {
            let shown = question.clone();
            view! {
                <li>
                    <button class="pc-chip" type="button" dir="auto" on:click=move |_| room.ask(question.clone())>
                        {shown}
                    </button>
                </li>
            }
        });
        let rest = rest.collect_view();
        (!rest.is_empty()).then(|| {
            view! { <ul class="pc-chips" aria-label=text("Asked before")>{rest}</ul> }
        })
    };
    view! {
        <form class="pc-card" on:submit=on_submit>
            <div class="pc-field">
                <label for="try-question">{text("Question")}</label>
                <textarea
                    id="try-question"
                    rows="2"
                    maxlength=QUESTION_CHARS.to_string()
                    dir="auto"
                    aria-describedby="try-hint"
                    placeholder=text("How long does delivery take?")
                    prop:value=move || room.typed.get()
                    on:input=move |event| room.typed.set(event_target_value(&event))
                    on:keydown=move |event| {
                        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
                            event.prevent_default();
                            room.ask_typed();
                        }
                    }
                ></textarea>
                <p class="pc-field__hint" id="try-hint">
                    {text("Asked as a visitor's first question. Nothing is stored, and it does not count in the \
                        numbers.")}
                </p>
            </div>
            <div>
                <button class="pc-button pc-button--primary" type="submit">
                    {text("Try it")}
                </button>
            </div>
            {earlier}
        </form>
    }
}

/// The real chat. Questions asked in it are explained here as well.
fn chat(room: Trying) -> impl IntoView {
    let frame = NodeRef::<html::Iframe>::new();
    let address = move || {
        let project = room.inbox.project().map(|project| project.slug);
        format!("/preview?project={}", project.unwrap_or_default())
    };
    let listener = window_event_listener(leptos::ev::message, move |event: MessageEvent| {
        let origin = browser::window().location().origin().ok();
        let frame = frame.get_untracked();
        let window = frame.and_then(|frame| HtmlIFrameElement::content_window(&frame));
        let is_ours = window.is_some_and(|window| {
            let source = event.source().map(JsValue::from);
            source == Some(JsValue::from(window))
        });
        if !is_ours || origin != Some(event.origin()) {
            return;
        }
        let asked = js_sys::Reflect::get(&event.data(), &"asked".into());
        if let Some(question) = asked.ok().and_then(|asked| asked.as_string()) {
            room.typed.set(question.clone());
            room.ask(question);
        }
    });
    on_cleanup(move || listener.remove());
    view! {
        <section class="pc-card" aria-labelledby="try-chat">
            <h3 class="pc-card__title" id="try-chat">
                {text("The real chat")}
            </h3>
            <p class="pc-field__hint">
                {text("Each answer is explained next to it. What you ask is stored and counts as a visitor's \
                    question.")}
            </p>
            <div>
                <button
                    class="pc-button"
                    type="button"
                    aria-expanded=move || room.chat.get().to_string()
                    on:click=move |_| room.chat.update(|shown| *shown = !*shown)
                >
                    {move || if room.chat.get() { text("Hide the real chat") } else { text("Show the real chat") }}
                </button>
            </div>
            {move || {
                room.chat
                    .get()
                    .then(|| {
                        view! {
                            <iframe
                                class="pc-preview__frame"
                                title=text("The chat as visitors see it")
                                src=address
                                node_ref=frame
                            ></iframe>
                        }
                    })
            }}
        </section>
    }
}

fn shown(room: Trying) -> AnyView {
    match room.explained.get() {
        None => empty(
            text("Nothing was asked yet"),
            text(
                "Type a question as a visitor would. Here you see the answer, the passages that were considered, what was checked, how long it took and what it cost.",
            ),
        ),
        Some((_, Loaded::Waiting)) => waiting().into_any(),
        Some((question, Loaded::Failed(problem))) => {
            failed(&problem, move || room.ask(question.clone())).into_any()
        }
        Some((question, Loaded::Here(explained))) => why::why(room, question, explained).into_any(),
    }
}
