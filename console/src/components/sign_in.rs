//! Where one signs in with a key, and where one says who one is.

use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};

use crate::desk::{Desk, Session};

/// Longest name, in characters: the server's limit.
const NAME_CHARS: usize = 100;

/// The form that asks for a name and a key.
pub(crate) fn sign_in(desk: Desk) -> impl IntoView {
    let (name, key) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(desk.session.with_untracked(|session| match session {
        Session::Out(problem) => problem.clone(),
        _ => None,
    }));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(name), Some(key)) = (name.get_untracked(), key.get_untracked()) else {
            return;
        };
        // What a password manager has filled in is read like what was typed.
        let (name, key) = (name.value(), key.value());
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let refused = desk.sign_in(key, name).await;
            // Where it was taken, this form is gone.
            if refused.is_some() {
                busy.set(false);
                problem.set(refused);
            }
        });
    };
    let says = move || problem.get().map(|problem| problem.sentence());
    view! {
        <main class="pc-door">
            <form class="pc-door__form" on:submit=submit>
                {lantern()}
                <h1 class="pc-door__title">"Inbox"</h1>
                <p class="pc-door__lead">"Answer the visitors who ask for a person."</p>
                {name_field(name, desk.operator.get_untracked())}
                <div class="pc-field">
                    <label for="key">"Key of the project"</label>
                    <input
                        id="key"
                        name="password"
                        type="password"
                        autocomplete="off"
                        spellcheck="false"
                        required
                        placeholder="sk_live_…"
                        aria-describedby="key-hint sign-in-problem"
                        aria-invalid=move || says().is_some().to_string()
                        node_ref=key
                    />
                    <p class="pc-field__hint" id="key-hint">
                        "A live key with the scopes " <code>"conversations:read"</code> " and "
                        <code>"conversations:write"</code>
                        ". It is exchanged for a session of 12 hours and not kept in this browser."
                    </p>
                </div>
                <p class="pc-problem" id="sign-in-problem" role="alert" hidden=move || says().is_none()>
                    {says}
                </p>
                <button class="pc-button pc-button--primary pc-door__go" type="submit" disabled=move || busy.get()>
                    {move || if busy.get() { "Signing in …" } else { "Sign in" }}
                </button>
            </form>
        </main>
    }
}

/// The form that asks for the name alone.
pub(crate) fn name(desk: Desk) -> impl IntoView {
    let name = NodeRef::<html::Input>::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(field) = name.get_untracked() {
            desk.rename(&field.value());
        }
    };
    view! {
        <main class="pc-door">
            <form class="pc-door__form" on:submit=submit>
                {lantern()}
                <h1 class="pc-door__title">"Your name"</h1>
                <p class="pc-door__lead">"Visitors see it beside what you write."</p>
                {name_field(name, desk.operator.get_untracked())}
                <button class="pc-button pc-button--primary pc-door__go" type="submit">"Continue"</button>
            </form>
        </main>
    }
}

fn name_field(node: NodeRef<html::Input>, name: String) -> impl IntoView {
    view! {
        <div class="pc-field">
            <label for="name">"Your name, as visitors see it"</label>
            <input
                id="name"
                name="username"
                type="text"
                autocomplete="username"
                required
                // Something that can be read.
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
        <svg class="pc-door__mark" viewBox="0 0 28 28" width="44" height="44" aria-hidden="true">
            <path
                d="M14 3.5c6.1 0 11 4.2 11 9.5s-4.9 9.5-11 9.5c-1.2 0-2.4-.2-3.5-.5l-4.6 2.3c-.6.3-1.2-.3-1-.9l1.2-3.7C4.2 18 3 15.6 3 13c0-5.3 4.9-9.5 11-9.5Z"
                fill="currentColor"
            />
            <path
                class="pc-door__glow"
                d="M9.5 13.2a1 1 0 0 1 1.9-.6 2.75 2.75 0 0 0 5.2 0 1 1 0 0 1 1.9.6 4.75 4.75 0 0 1-9 0Z"
            />
        </svg>
    }
}
