//! The field for replies and notes.

use leptos::{
    ev::{ClipboardEvent, DragEvent, KeyboardEvent, SubmitEvent},
    prelude::*,
};

use super::{
    attachments::{chooser, take, waiting},
    sentence::sentence,
};
use crate::{inbox::Inbox, texts::text};

/// The longest reply or note, in characters: the server's limit.
const TEXT_CHARS: usize = 4_000;

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
            text("Write a note. Only your team can see it.")
        } else {
            text("Write a reply")
        }
    };
    let on_paste = move |event: ClipboardEvent| {
        let data = event.clipboard_data();
        if take(inbox, data.and_then(|data| data.files())) {
            event.prevent_default();
        }
    };
    // The browser would open a file dropped outside the field in place of the page.
    let on_drop = move |event: DragEvent| {
        if let Some(files) = event.data_transfer().and_then(|data| data.files())
            && files.length() > 0
        {
            event.prevent_default();
            take(inbox, Some(files));
        }
    };
    let disabled = move || (!inbox.can_send()).to_string();
    let label = move || {
        if inbox.busy.get() {
            text("Sending…")
        } else if inbox.noting.get() {
            text("Add note")
        } else {
            text("Send")
        }
    };
    view! {
        <form
            class="pc-composer"
            class:pc-composer--note=move || inbox.noting.get()
            on:submit=on_submit
            on:paste=on_paste
            on:dragover=|event: DragEvent| event.prevent_default()
            on:drop=on_drop
        >
            {move || {
                inbox.problem
                    .get()
                    .map(|problem| view! { <p class="pc-problem" role="alert">{problem.sentence()}</p> })
            }}
            <div class="pc-composer__modes" role="group" aria-label=text("Reply or note")>
                {mode(inbox, text("Reply"), false)} {mode(inbox, text("Note"), true)}
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
            {waiting(inbox)}
            <div class="pc-composer__end">
                {chooser(inbox)}
                <span class="pc-composer__hint">
                    {sentence(text("{keys} to send"), vec![("keys", keys_to_send())])}
                </span>
                <button class="pc-button pc-button--primary" type="submit" aria-disabled=disabled>
                    {label}
                </button>
            </div>
        </form>
    }
}

fn keys_to_send() -> AnyView {
    view! {
        <kbd>{text("Ctrl")}</kbd>
        " + "
        <kbd>"Enter"</kbd>
    }
    .into_any()
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
