//! The field for replies and notes.

use leptos::{ev::KeyboardEvent, ev::SubmitEvent, prelude::*};

use crate::inbox::Inbox;

/// The longest reply or note, in characters: the server's limit.
const TEXT_CHARS: usize = 4_000;

/// The composer of the open conversation.
pub(super) fn composer(inbox: Inbox) -> impl IntoView {
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        inbox.send();
    };
    let on_keydown = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            inbox.send();
        }
    };
    let placeholder = move || {
        if inbox.noting.get() {
            "Write a note. Only your team can see it."
        } else {
            "Write a reply"
        }
    };
    let disabled = move || inbox.busy.get() || inbox.draft.with(|draft| draft.trim().is_empty());
    let label = move || {
        if inbox.busy.get() {
            "Sending…"
        } else if inbox.noting.get() {
            "Add note"
        } else {
            "Send"
        }
    };
    view! {
        <form class="pc-composer" class:pc-composer--note=move || inbox.noting.get() on:submit=on_submit>
            {move || {
                inbox.problem
                    .get()
                    .map(|problem| view! { <p class="pc-problem" role="alert">{problem.sentence()}</p> })
            }}
            <div class="pc-composer__modes" role="group" aria-label="Reply or note">
                {mode(inbox, "Reply", false)} {mode(inbox, "Note", true)}
            </div>
            <label class="pc-unseen" for="text">{placeholder}</label>
            <textarea
                id="text"
                class="pc-composer__text"
                rows="3"
                dir="auto"
                maxlength=TEXT_CHARS.to_string()
                placeholder=placeholder
                prop:value=move || inbox.draft.get()
                // The text must not change while it is being sent.
                prop:readOnly=move || inbox.busy.get()
                on:input=move |event| inbox.write(event_target_value(&event))
                on:keydown=on_keydown
            ></textarea>
            <div class="pc-composer__end">
                <span class="pc-composer__hint">
                    <kbd>"Ctrl"</kbd> " + " <kbd>"Enter"</kbd> " to send"
                </span>
                <button class="pc-button pc-button--primary" type="submit" disabled=disabled>
                    {label}
                </button>
            </div>
        </form>
    }
}

fn mode(inbox: Inbox, name: &'static str, note: bool) -> impl IntoView {
    view! {
        <button
            class="pc-mode"
            type="button"
            aria-pressed=move || (inbox.noting.get() == note).to_string()
            on:click=move |_| inbox.focus_composer(note)
        >
            {name}
        </button>
    }
}
