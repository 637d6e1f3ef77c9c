//! The line above everything: whose inbox it is, who one is, the tone, the keys, the way out.

use leptos::prelude::*;

use crate::desk::Desk;

/// The header.
pub(super) fn header(desk: Desk) -> impl IntoView {
    let company = move || desk.project().map(|project| project.company);
    let sound = move || {
        if desk.sound.get() {
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
            <button class="pc-button pc-button--quiet" type="button" on:click=move |_| desk.toggle_sound()>
                {sound} <span class="pc-unseen">" for new messages"</span>
            </button>
            <button
                class="pc-button pc-button--quiet pc-header__keys"
                type="button"
                title="Show the keys"
                on:click=move |_| desk.help.set(true)
            >
                "?" <span class="pc-unseen">" keys"</span>
            </button>
            <button
                class="pc-button pc-button--quiet pc-header__me"
                type="button"
                title="Change your name"
                on:click=move |_| desk.renaming.set(true)
            >
                {move || desk.operator.get()}
            </button>
            <button class="pc-button pc-button--quiet" type="button" on:click=move |_| desk.sign_out()>
                "Sign out"
            </button>
        </header>
    }
}
