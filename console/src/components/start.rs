//! The room for the first steps: what is done, and what to do next.

mod install;
mod look;
mod questions;
mod reading;
mod refusal;

use leptos::{ev::SubmitEvent, prelude::*};
use porchlight_shared::limits::EMAIL_CHARS;

use self::refusal::refusal;
use super::loaded::failed;
use crate::{
    clock,
    inbox::{Inbox, time},
    loaded::Loaded,
    room::Room,
    rooms::start::{EMAIL_SAVED, Start},
    texts::{filled, text},
};

pub(super) fn start(room: Start) -> impl IntoView {
    let lead = move || match room.left() {
        Some(0) => text("Your chat is on your website. Everything here stays in the other rooms."),
        _ => text(
            "Your chat answers from your pages. You can leave this at any time: what is done stays done.",
        ),
    };
    view! {
        <main class="pc-room">
            <div>
                <h2 class="pc-room__title" tabindex="-1">
                    {text("Set up your chat")}
                </h2>
                <p class="pc-field__hint">{lead}</p>
            </div>
            <ol class="pc-steps">
                {step(1, text("Your website"), move || room.has_read() == Some(true), reading::reading(room))}
                {step(2, text("Try it"), move || is_tried(room), questions::questions(room))}
                {step(3, text("How it looks"), || false, looks(room))}
                {step(4, text("Put it on your website"), move || is_seen(room), install::install(room))}
                {step(5, text("See it there"), move || is_seen(room), seen(room))}
                {step(
                    6,
                    text("When somebody asks for a person"),
                    move || !room.saved_email().is_empty(),
                    email(room),
                )}
            </ol>
        </main>
    }
}

fn is_tried(room: Start) -> bool {
    room.tried
        .with(|tried| matches!(tried, Some((_, Loaded::Here(_)))))
}

fn is_seen(room: Start) -> bool {
    room.seen.with(|seen| matches!(seen, Loaded::Here(Some(_))))
}

fn step(
    number: u32,
    title: &'static str,
    is_done: impl Fn() -> bool + Copy + Send + Sync + 'static,
    body: impl IntoView + 'static,
) -> impl IntoView {
    let is_done = Memo::new(move |_| is_done());
    view! {
        <li class="pc-card pc-step" data-done=move || is_done.get().to_string()>
            <h3 class="pc-step__title">
                <span class="pc-step__number" aria-hidden="true">
                    {move || if is_done.get() { "✓".to_owned() } else { number.to_string() }}
                </span>
                {title}
                <span class="pc-unseen">{move || is_done.get().then(|| format!(" ({})", text("done")))}</span>
            </h3>
            {body}
        </li>
    }
}

fn looks(room: Start) -> impl IntoView {
    let preview = move || {
        let project = room.inbox.project().map(|project| project.slug);
        format!("/preview?project={}", project.unwrap_or_default())
    };
    view! {
        <p>
            {text(
                "Colours, the name, the greeting and the suggested questions. The chat is ready without this step.",
            )}
        </p>
        {look::look(room)}
        <div class="pc-form__line">
            <a
                class="pc-button"
                href=Room::Appearance.path()
                on:click=|event| Inbox::follow_link(&event, Room::Appearance)
            >
                {text("Choose colours and words")}
            </a>
            <a href=preview target="_blank" rel="noreferrer">
                {text("See the chat as visitors do")}
            </a>
        </div>
    }
}

fn seen(room: Start) -> impl IntoView {
    let state = move || match room.seen.get() {
        Loaded::Here(Some(seen)) => {
            let then = time::milliseconds(&seen.at);
            let ago = clock::ago(then, room.inbox.now.get());
            filled(
                "Used on {website}, {ago}.",
                &[("website", &seen.host), ("ago", &ago)],
            )
        }
        _ => text("Open your website and ask the chat something. Then you see it here.").to_owned(),
    };
    view! {
        <p dir="auto">{state}</p>
        {move || match room.seen.get() {
            Loaded::Failed(problem) => Some(failed(&problem, move || room.look()).into_any()),
            Loaded::Here(Some(_)) => None,
            _ => {
                Some(
                    view! {
                        <div class="pc-form__line">
                            <button class="pc-button" type="button" on:click=move |_| room.look()>
                                {text("Look again")}
                            </button>
                            <a href="/doctor" target="_blank" rel="noreferrer">
                                {text("The chat does not show")}
                            </a>
                        </div>
                    }
                        .into_any(),
                )
            }
        }}
    }
}

fn email(room: Start) -> impl IntoView {
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        room.save_email();
    };
    let saved = move || {
        let done = room.appearance.done.get();
        (done == text(EMAIL_SAVED)).then_some(done)
    };
    let is_same = move || room.email().trim() == room.saved_email();
    view! {
        <form class="pc-form" on:submit=on_submit>
            <div class="pc-field">
                <label for="start-email">{text("Where to write then (optional)")}</label>
                <div class="pc-form__line">
                    <input
                        id="start-email"
                        type="text"
                        inputmode="email"
                        autocomplete="email"
                        autocapitalize="none"
                        spellcheck="false"
                        maxlength=EMAIL_CHARS.to_string()
                        aria-describedby="start-email-hint"
                        prop:value=move || room.email()
                        on:input=move |event| room.email.set(Some(event_target_value(&event)))
                    />
                    <button
                        class="pc-button"
                        type="submit"
                        aria-disabled=move || (is_same() || room.appearance.acting.is_busy(())).to_string()
                    >
                        {text("Save")}
                    </button>
                </div>
                <p class="pc-field__hint" id="start-email-hint">
                    {text(
                        "An e-mail address. Without one, visitors who ask for a person wait in the inbox until \
                         somebody looks.",
                    )}
                </p>
            </div>
            <p role="status">{saved}</p>
            {refusal(room, "notifyEmail")}
        </form>
    }
}
