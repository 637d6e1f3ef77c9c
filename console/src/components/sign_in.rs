//! The form for name and key, and the form for the name alone.

use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};

use crate::inbox::{Inbox, Session};

/// The longest name, in characters: the server's limit.
const NAME_CHARS: usize = 100;

/// The form for name and key.
pub(crate) fn sign_in(inbox: Inbox) -> impl IntoView {
    let (name, key) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(inbox.session.with_untracked(|session| match session {
        Session::Out(problem) => problem.clone(),
        _ => None,
    }));
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(name), Some(key)) = (name.get_untracked(), key.get_untracked()) else {
            return;
        };
        // Read from the fields, because a password manager may have filled them in without an event.
        let (name, key) = (name.value(), key.value());
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let failure = inbox.sign_in(key, name).await;
            // After a success this form is gone.
            if failure.is_some() {
                busy.set(false);
                problem.set(failure);
            }
        });
    };
    let sentence = move || problem.get().map(|problem| problem.sentence());
    view! {
        <main class="pc-sign-in">
            <form class="pc-sign-in__form" on:submit=on_submit>
                {lantern()}
                <h1 class="pc-sign-in__title">"Inbox"</h1>
                <p class="pc-sign-in__lead">"Reply to visitors who want to talk to a person."</p>
                {name_field(name, inbox.operator.get_untracked())}
                <div class="pc-field">
                    <label for="key">"API key"</label>
                    <input
                        id="key"
                        name="password"
                        type="password"
                        autocomplete="off"
                        spellcheck="false"
                        required
                        placeholder="sk_live_…"
                        aria-describedby="key-hint sign-in-problem"
                        aria-invalid=move || sentence().is_some().to_string()
                        node_ref=key
                    />
                    <p class="pc-field__hint" id="key-hint">
                        "Use a live key with the scopes " <code>"conversations:read"</code> " and "
                        <code>"conversations:write"</code>
                        ". You stay signed in for 12 hours. The key is not stored in this browser."
                    </p>
                </div>
                <p class="pc-problem" id="sign-in-problem" role="alert" hidden=move || sentence().is_none()>
                    {sentence}
                </p>
                <button class="pc-button pc-button--primary pc-sign-in__go" type="submit" disabled=move || busy.get()>
                    {move || if busy.get() { "Signing in…" } else { "Sign in" }}
                </button>
            </form>
        </main>
    }
}

/// The form for the name alone.
pub(crate) fn name(inbox: Inbox) -> impl IntoView {
    let name = NodeRef::<html::Input>::new();
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(field) = name.get_untracked() {
            inbox.rename(&field.value());
        }
    };
    view! {
        <main class="pc-sign-in">
            <form class="pc-sign-in__form" on:submit=on_submit>
                {lantern()}
                <h1 class="pc-sign-in__title">"Your name"</h1>
                <p class="pc-sign-in__lead">"Visitors see this name next to your replies."</p>
                {name_field(name, inbox.operator.get_untracked())}
                <button class="pc-button pc-button--primary pc-sign-in__go" type="submit">"Continue"</button>
            </form>
        </main>
    }
}

fn name_field(node: NodeRef<html::Input>, name: String) -> impl IntoView {
    view! {
        <div class="pc-field">
            <label for="name">"Your name (visitors see it)"</label>
            <input
                id="name"
                name="username"
                type="text"
                autocomplete="username"
                required
                // At least one character that is not white space.
                pattern=".*\\S.*"
                maxlength=NAME_CHARS.to_string()
                value=name
                node_ref=node
            />
        </div>
    }
}

fn lantern() -> impl IntoView {
    view! {
        <svg class="pc-sign-in__mark" viewBox="0 0 28 28" width="44" height="44" aria-hidden="true">
            <path
                d="M14 3.5c6.1 0 11 4.2 11 9.5s-4.9 9.5-11 9.5c-1.2 0-2.4-.2-3.5-.5l-4.6 2.3c-.6.3-1.2-.3-1-.9l1.2-3.7C4.2 18 3 15.6 3 13c0-5.3 4.9-9.5 11-9.5Z"
                fill="currentColor"
            />
            <path
                class="pc-sign-in__glow"
                d="M9.5 13.2a1 1 0 0 1 1.9-.6 2.75 2.75 0 0 0 5.2 0 1 1 0 0 1 1.9.6 4.75 4.75 0 0 1-9 0Z"
            />
        </svg>
    }
}
