//! The header: whose inbox it is, sound, shortcuts, the operator's name, sign-out.

use leptos::prelude::*;

use crate::inbox::Inbox;

/// The header.
pub(super) fn header(inbox: Inbox) -> impl IntoView {
    let company = move || inbox.project().map(|project| project.company);
    let sound = move || {
        if inbox.sound.get() {
            "Sound on"
        } else {
            "Sound off"
        }
    };
    view! {
        <header class="pc-header">
            <h1 class="pc-header__title">
                <span class="pc-header__mark" aria-hidden="true"></span>
                <span class="pc-header__name">{company}</span>
                <span class="pc-header__what">"Inbox"</span>
            </h1>
            <button class="pc-button pc-button--quiet" type="button" on:click=move |_| inbox.toggle_sound()>
                {sound} <span class="pc-unseen">" for new messages"</span>
            </button>
            <button
                class="pc-button pc-button--quiet pc-header__keys"
                type="button"
                title="Keyboard shortcuts"
                on:click=move |_| inbox.help.set(true)
            >
                "?" <span class="pc-unseen">" Keyboard shortcuts"</span>
            </button>
            <button
                class="pc-button pc-button--quiet pc-header__me"
                type="button"
                title="Change your name"
                on:click=move |_| inbox.renaming.set(true)
            >
                {move || inbox.operator.get()}
            </button>
            <button class="pc-button pc-button--quiet" type="button" on:click=move |_| inbox.sign_out()>
                "Sign out"
            </button>
        </header>
    }
}
