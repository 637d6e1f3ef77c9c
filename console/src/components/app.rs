//! The page: one of its screens, and what a screen reader says.

use leptos::prelude::*;
use porchlight_browser as browser;

use super::{header::header, help::help, inbox::inbox, sign_in, thread::thread};
use crate::desk::{Desk, Screen};

/// The inbox.
pub(crate) fn app(desk: Desk) -> impl IntoView {
    let screen = Memo::new(move |_| desk.screen());
    Effect::new(move |_| browser::document().set_title(&title(desk)));
    view! {
        {move || match screen.get() {
            Screen::Loading => {
                view! { <p class="pc-loading" role="status">"Opening the inbox …"</p> }.into_any()
            }
            Screen::SignIn => sign_in::sign_in(desk).into_any(),
            Screen::Name => sign_in::name(desk).into_any(),
            Screen::Inbox => desk_view(desk).into_any(),
        }}
        <p class="pc-unseen" role="status" aria-live="polite">{move || desk.said.get()}</p>
    }
}

fn desk_view(desk: Desk) -> impl IntoView {
    let showing = move || {
        if desk.opened.get().is_some() {
            "thread"
        } else {
            "list"
        }
    };
    view! {
        <div class="pc-desk" data-showing=showing>
            {header(desk)}
            {move || {
                desk.offline
                    .get()
                    .then(|| {
                        view! {
                            <p class="pc-offline" role="status">
                                "You are offline. What you see may be old; what you write is kept."
                            </p>
                        }
                    })
            }}
            {inbox(desk)}
            {thread(desk)}
            {help(desk)}
        </div>
    }
}

/// How much asks for attention, and where this is.
fn title(desk: Desk) -> String {
    let Some(project) = desk.project() else {
        return "Inbox · Porchlight".to_owned();
    };
    match desk.calls() {
        0 => format!("Inbox · {}", project.company),
        calls => format!("({calls}) Inbox · {}", project.company),
    }
}
