//! Signing in: the form for the e-mail address with the passkey button, the notice that a link was sent, the question
//! whose account a link opens, and the form for the name.

use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use porchlight_browser as browser;

use super::{language::language, sentence::sentence};
use crate::{
    inbox::{Inbox, Session},
    problem::Problem,
    texts::{filled, text},
    wire::{LinkAccount, Person},
};

/// The server's limit on a name, in characters.
const NAME_CHARS: usize = 100;
/// The server's limit on an e-mail address, in characters.
const EMAIL_CHARS: usize = porchlight_shared::limits::EMAIL_CHARS;

/// The form for the address. Once a link was requested, says where to look for it.
pub(crate) fn sign_in(inbox: Inbox) -> impl IntoView {
    let email = RwSignal::new(String::new());
    let sent = RwSignal::new(false);
    let problem = RwSignal::new(inbox.session.with_untracked(|session| match session {
        Session::Out(problem) => problem.clone(),
        _ => None,
    }));
    view! {
        <main class="pc-sign-in">
            {move || {
                if sent.get() {
                    check_mail(inbox, email, sent, problem).into_any()
                } else {
                    address_form(inbox, email, sent, problem).into_any()
                }
            }}
        </main>
    }
}

fn address_form(
    inbox: Inbox,
    email: RwSignal<String>,
    sent: RwSignal<bool>,
    problem: RwSignal<Option<Problem>>,
) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let busy = RwSignal::new(false);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = field.get_untracked() else {
            return;
        };
        // Read from the field, because the browser may have filled it in without an event.
        email.set(field.value());
        ask(inbox, email, sent, problem, busy);
    };
    let on_again = move |_| {
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            // On success this form is gone.
            if let Some(failure) = inbox.open_link().await {
                busy.set(false);
                problem.set(Some(failure));
            }
        });
    };
    let on_passkey = move |_| {
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            // On success this form is gone.
            if let Some(failure) = inbox.use_passkey().await {
                busy.set(false);
                problem.set(Some(failure));
            }
        });
    };
    let passkey = browser::has_passkeys().then(|| {
        view! {
            <button
                class="pc-button pc-sign-in__passkey"
                type="button"
                disabled=move || busy.get()
                on:click=on_passkey
            >
                {text("Use a passkey")}
            </button>
        }
    });
    view! {
        <form class="pc-sign-in__form" on:submit=on_submit>
            {lantern()}
            <h1 class="pc-sign-in__title">{text("Console")}</h1>
            <p class="pc-sign-in__lead">{text("Answer visitors, add pages and see what is asked.")}</p>
            {problem_line(problem)}
            {move || {
                inbox.link.get().is_some().then(|| {
                    view! {
                        <button class="pc-button" type="button" disabled=move || busy.get() on:click=on_again>
                            {text("Try the link again")}
                        </button>
                    }
                })
            }}
            <div class="pc-field">
                <label for="email">{text("Your e-mail address")}</label>
                <input
                    id="email"
                    name="email"
                    type="email"
                    autocomplete="email"
                    required
                    maxlength=EMAIL_CHARS.to_string()
                    value=email.get_untracked()
                    aria-describedby="email-hint sign-in-problem"
                    node_ref=field
                />
                <p class="pc-field__hint" id="email-hint">
                    {text("You get a link that signs you in, once, in this browser. You stay signed in for 12 hours.")}
                </p>
            </div>
            <button class="pc-button pc-button--primary pc-sign-in__go" type="submit" disabled=move || busy.get()>
                {move || if busy.get() { text("One moment…") } else { text("Send me a link") }}
            </button>
            {passkey}
            {language(inbox)}
        </form>
    }
}

fn check_mail(
    inbox: Inbox,
    email: RwSignal<String>,
    sent: RwSignal<bool>,
    problem: RwSignal<Option<Problem>>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    view! {
        <div class="pc-sign-in__form" role="status">
            {lantern()}
            <h1 class="pc-sign-in__title">{text("Check your mail")}</h1>
            <p class="pc-sign-in__lead">
                {sentence(
                    text(
                        "If {email} may sign in here, a link is on its way. Open it in this browser within 15 minutes.",
                    ),
                    vec![("email", view! { <strong>{move || email.get()}</strong> }.into_any())],
                )}
            </p>
            <p class="pc-field__hint">
                {text("No e-mail? Check the spam folder and the address, or ask the person who invited you which \
                    address they used.")}
            </p>
            {problem_line(problem)}
            <button
                class="pc-button"
                type="button"
                disabled=move || busy.get()
                on:click=move |_| ask(inbox, email, sent, problem, busy)
            >
                {text("Send another link")}
            </button>
            <button
                class="pc-button"
                type="button"
                on:click=move |_| {
                    problem.set(None);
                    sent.set(false);
                }
            >
                {text("Use another address")}
            </button>
        </div>
    }
}

/// Requests a link to the address.
fn ask(
    inbox: Inbox,
    email: RwSignal<String>,
    sent: RwSignal<bool>,
    problem: RwSignal<Option<Problem>>,
    busy: RwSignal<bool>,
) {
    busy.set(true);
    problem.set(None);
    let address = email.get_untracked().trim().to_owned();
    spawn_local(async move {
        let failure = inbox.ask_for_link(&address).await;
        busy.set(false);
        match failure {
            None => sent.set(true),
            failure => problem.set(failure),
        }
    });
}

fn problem_line(problem: RwSignal<Option<Problem>>) -> impl IntoView {
    let sentence = move || problem.get().map(|problem| problem.sentence());
    view! {
        <p class="pc-problem" id="sign-in-problem" role="alert" hidden=move || sentence().is_none()>
            {sentence}
        </p>
    }
}

/// Asks whether to sign in to the account that a link opens, where another browser requested the link.
pub(crate) fn account(inbox: Inbox) -> impl IntoView {
    move || inbox.account.get().map(|account| question(inbox, account))
}

fn question(inbox: Inbox, account: LinkAccount) -> impl IntoView {
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None);
    let person = account.person.id;
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            // On success this form is gone.
            if let Some(failure) = inbox.use_link(person).await {
                busy.set(false);
                if failure.may_pass() {
                    problem.set(Some(failure));
                } else {
                    inbox.leave(Some(failure));
                }
            }
        });
    };
    let other = account.other().map(|other| {
        let warning = sentence(
            text("You are signed in as {name}. If you continue, that session ends."),
            vec![("name", strong(called(other)))],
        );
        view! { <p class="pc-field__warning">{warning}</p> }
    });
    let stay = match account.other() {
        Some(other) => filled("Stay signed in as {email}", &[("email", &other.email)]),
        None => text("Do not sign in").to_owned(),
    };
    let whose = sentence(
        text("This link signs you in to {company} as {name} ({role})."),
        vec![
            ("company", strong(account.company.clone())),
            ("name", strong(called(&account.person))),
            ("role", account.person.role.label().into_any()),
        ],
    );
    view! {
        <main class="pc-sign-in">
            <form class="pc-sign-in__form" on:submit=on_submit>
                {lantern()}
                <h1 class="pc-sign-in__title" tabindex="-1">
                    {text("Is this you?")}
                </h1>
                <p class="pc-sign-in__lead">{whose}</p>
                {other}
                {problem_line(problem)}
                <p class="pc-field__hint" id="account-hint">
                    {text("Continue only if this account is yours. In somebody else’s account, they see what you do and type.")}
                </p>
                <button
                    class="pc-button pc-button--primary pc-sign-in__go"
                    type="submit"
                    aria-describedby="account-hint"
                    disabled=move || busy.get()
                >
                    {move || if busy.get() { text("One moment…") } else { text("Continue") }}
                </button>
                <button class="pc-button" type="button" on:click=move |_| inbox.decline_link()>
                    {stay}
                </button>
            </form>
        </main>
    }
}

fn strong(words: String) -> AnyView {
    view! { <strong>{words}</strong> }.into_any()
}

/// A person's name and address.
fn called(person: &Person) -> String {
    if person.name.is_empty() {
        person.email.clone()
    } else {
        format!("{}, {}", person.name, person.email)
    }
}

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
                <h1 class="pc-sign-in__title">{text("Your name")}</h1>
                <p class="pc-sign-in__lead">{text("Visitors see this name next to your replies.")}</p>
                {name_field(name, inbox.operator.get_untracked())}
                <button class="pc-button pc-button--primary pc-sign-in__go" type="submit">{text("Continue")}</button>
                {language(inbox)}
            </form>
        </main>
    }
}

fn name_field(node: NodeRef<html::Input>, name: String) -> impl IntoView {
    view! {
        <div class="pc-field">
            <label for="name">{text("Your name (visitors see it)")}</label>
            <input
                id="name"
                name="username"
                type="text"
                autocomplete="username"
                required
                // At least one character other than white space.
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
