//! Where a reply or a note is written.

use leptos::{ev::KeyboardEvent, ev::SubmitEvent, prelude::*};

use crate::desk::Desk;

/// Longest reply or note, in characters: the server's limit.
const TEXT_CHARS: usize = 4_000;

/// The composer of the open conversation.
pub(super) fn composer(desk: Desk) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        desk.send();
    };
    let pressed = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            desk.send();
        }
    };
    let placeholder = move || {
        if desk.noting.get() {
            "A note for your colleagues. The visitor never sees it."
        } else {
            "Write to the visitor"
        }
    };
    let idle = move || desk.busy.get() || desk.draft.with(|draft| draft.trim().is_empty());
    let label = move || {
        if desk.busy.get() {
            "Sending …"
        } else if desk.noting.get() {
            "Keep note"
        } else {
            "Send"
        }
    };
    view! {
        <form class="pc-composer" class:pc-composer--note=move || desk.noting.get() on:submit=submit>
            {move || {
                desk.problem
                    .get()
                    .map(|problem| view! { <p class="pc-problem" role="alert">{problem.sentence()}</p> })
            }}
            <div class="pc-composer__modes" role="group" aria-label="What to write">
                {mode(desk, "Reply", false)} {mode(desk, "Note", true)}
            </div>
            <label class="pc-unseen" for="text">{placeholder}</label>
            <textarea
                id="text"
                class="pc-composer__text"
                rows="3"
                dir="auto"
                maxlength=TEXT_CHARS.to_string()
                placeholder=placeholder
                prop:value=move || desk.draft.get()
                // What is being sent is what stands here.
                prop:readOnly=move || desk.busy.get()
                on:input=move |event| desk.write(event_target_value(&event))
                on:keydown=pressed
            ></textarea>
            <div class="pc-composer__end">
                <span class="pc-composer__hint">
                    <kbd>"Ctrl"</kbd> " + " <kbd>"Enter"</kbd> " sends"
                </span>
                <button class="pc-button pc-button--primary" type="submit" disabled=idle>
                    {label}
                </button>
            </div>
        </form>
    }
}

fn mode(desk: Desk, name: &'static str, note: bool) -> impl IntoView {
    view! {
        <button
            class="pc-mode"
            type="button"
            aria-pressed=move || (desk.noting.get() == note).to_string()
            on:click=move |_| desk.begin_to_write(note)
        >
            {name}
        </button>
    }
}
