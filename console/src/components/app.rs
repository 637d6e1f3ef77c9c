//! The page: one of the screens, and the announcements for screen readers.

use leptos::prelude::*;
use porchlight_browser as browser;

use super::{
    conversation_list::conversation_list, header::header, help::help, sign_in, thread::thread,
};
use crate::inbox::{Inbox, Screen};

/// The whole page.
pub(crate) fn app(inbox: Inbox) -> impl IntoView {
    let screen = Memo::new(move |_| inbox.screen());
    Effect::new(move |_| browser::document().set_title(&title(inbox)));
    view! {
        {move || match screen.get() {
            Screen::Loading => {
                view! { <p class="pc-loading" role="status">"Loading…"</p> }.into_any()
            }
            Screen::SignIn => sign_in::sign_in(inbox).into_any(),
            Screen::Name => sign_in::name(inbox).into_any(),
            Screen::Inbox => inbox_view(inbox).into_any(),
        }}
        <p class="pc-unseen" role="status" aria-live="polite">{move || inbox.announcement.get()}</p>
    }
}

fn inbox_view(inbox: Inbox) -> impl IntoView {
    let showing = move || {
        if inbox.opened.get().is_some() {
            "thread"
        } else {
            "list"
        }
    };
    view! {
        <div class="pc-inbox" data-showing=showing>
            {header(inbox)}
            {move || {
                inbox.offline
                    .get()
                    .then(|| {
                        view! {
                            <p class="pc-offline" role="status">
                                "You are offline. Conversations may be out of date. Your drafts are saved."
                            </p>
                        }
                    })
            }}
            {conversation_list(inbox)}
            {thread(inbox)}
            {help(inbox)}
        </div>
    }
}

/// The document's title, with how many conversations ask for attention.
fn title(inbox: Inbox) -> String {
    let Some(project) = inbox.project() else {
        return "Inbox · Porchlight".to_owned();
    };
    match inbox.attention_count() {
        0 => format!("Inbox · {}", project.company),
        calls => format!("({calls}) Inbox · {}", project.company),
    }
}
