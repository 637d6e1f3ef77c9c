//! The page: one of the screens, and the announcements for screen readers.

use leptos::prelude::*;
use porchlight_browser as browser;

use super::{
    conversation_list::conversation_list,
    header::{header, rooms},
    help::help,
    other_rooms::{Later, OtherRooms},
    projects, sign_in,
    thread::thread,
};
use crate::{
    inbox::{Inbox, Screen},
    room::Room,
    rooms::Rooms,
    texts::text,
};

pub(crate) fn app(inbox: Inbox, other: Rooms) -> impl IntoView {
    let screen = Memo::new(move |_| match inbox.screen() {
        // All rooms share one page, so switching rooms must not render it again.
        Screen::Room(_) => Screen::Room(Room::Inbox),
        screen => screen,
    });
    let views = OtherRooms::new();
    Effect::new(move |_| browser::document().set_title(&title(inbox)));
    view! {
        {move || match screen.get() {
            Screen::Loading => {
                view! { <p class="pc-loading" role="status">{text("Loading…")}</p> }.into_any()
            }
            Screen::SignIn => sign_in::sign_in(inbox).into_any(),
            Screen::Account => sign_in::account(inbox).into_any(),
            Screen::Name => sign_in::name(inbox).into_any(),
            Screen::Room(_) => console(inbox, other, views).into_any(),
        }}
        <p class="pc-unseen" role="status" aria-live="polite">{move || inbox.announcement.get()}</p>
    }
}

fn console(inbox: Inbox, other: Rooms, views: OtherRooms) -> impl IntoView {
    let shows_palette = Memo::new(move |_| inbox.palette.get() || views.are_here());
    view! {
        <div class="pc-console">
            {header(inbox, other.projects)}
            {rooms(inbox, other.start)}
            {move || {
                inbox.offline
                    .get()
                    .then(|| {
                        view! {
                            <p class="pc-offline" role="status">
                                {text("You are offline. What you see may be out of date. Your drafts are saved.")}
                            </p>
                        }
                    })
            }}
            {move || match inbox.room.get() {
                Room::Inbox => inbox_view(inbox).into_any(),
                room => views.view(Later::Room(room), other),
            }}
            {projects::dialog(other.projects)}
            {help(inbox)}
            <div class="pc-palette__place">
                {move || shows_palette.get().then(|| views.view(Later::Palette, other))}
            </div>
        </div>
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
        <main class="pc-inbox" data-showing=showing>
            {conversation_list(inbox)}
            {thread(inbox)}
        </main>
    }
}

/// The document's title, with the number of conversations that need attention.
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
