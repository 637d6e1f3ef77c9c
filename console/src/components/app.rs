//! The page: one of the screens, and the announcements for screen readers.

use leptos::prelude::*;
use porchlight_browser as browser;

use super::{
    appearance::appearance,
    conversation_list::conversation_list,
    gaps::gaps,
    header::{header, rooms},
    help::help,
    knowledge::knowledge,
    numbers::numbers,
    people::people,
    sign_in,
    start::start,
    thread::thread,
};
use crate::{
    inbox::{Inbox, Screen},
    room::Room,
    rooms::Rooms,
};

/// The whole page.
pub(crate) fn app(inbox: Inbox, other: Rooms) -> impl IntoView {
    let screen = Memo::new(move |_| match inbox.screen() {
        // Another room is shown within the same page.
        Screen::Room(_) => Screen::Room(Room::Inbox),
        screen => screen,
    });
    Effect::new(move |_| browser::document().set_title(&title(inbox)));
    view! {
        {move || match screen.get() {
            Screen::Loading => {
                view! { <p class="pc-loading" role="status">"Loading…"</p> }.into_any()
            }
            Screen::SignIn => sign_in::sign_in(inbox).into_any(),
            Screen::Account => sign_in::account(inbox).into_any(),
            Screen::Name => sign_in::name(inbox).into_any(),
            Screen::Room(_) => console(inbox, other).into_any(),
        }}
        <p class="pc-unseen" role="status" aria-live="polite">{move || inbox.announcement.get()}</p>
    }
}

fn console(inbox: Inbox, other: Rooms) -> impl IntoView {
    view! {
        <div class="pc-console">
            {header(inbox)}
            {rooms(inbox, other.start)}
            {move || {
                inbox.offline
                    .get()
                    .then(|| {
                        view! {
                            <p class="pc-offline" role="status">
                                "You are offline. What you see may be out of date. Your drafts are saved."
                            </p>
                        }
                    })
            }}
            {move || room(inbox, other)}
        </div>
    }
}

fn room(inbox: Inbox, other: Rooms) -> AnyView {
    match inbox.room.get() {
        Room::Inbox => inbox_view(inbox).into_any(),
        Room::Start => start(other.start).into_any(),
        Room::Knowledge => knowledge(other.knowledge).into_any(),
        Room::Gaps => gaps(other.gaps).into_any(),
        Room::Numbers => numbers(other.numbers).into_any(),
        Room::Appearance => appearance(other.appearance).into_any(),
        Room::People => people(other.people).into_any(),
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
            {conversation_list(inbox)}
            {thread(inbox)}
            {help(inbox)}
        </div>
    }
}

/// The document's title, with how many conversations ask for attention.
fn title(inbox: Inbox) -> String {
    let room = inbox.room.get();
    let Some(project) = inbox.project() else {
        return format!("{} · Porchlight", room.label());
    };
    let title = format!("{} · {}", room.label(), project.company);
    match inbox.attention_count() {
        0 => title,
        calls => format!("({calls}) {title}"),
    }
}
