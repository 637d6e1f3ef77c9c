//! The header: the project, the rooms, sound, shortcuts, the operator's name, sign-out.

use leptos::prelude::*;
use porchlight_browser as browser;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::projects;
use crate::{
    inbox::Inbox,
    room::Room,
    rooms::{projects::Projects, start::Start},
    texts::text,
};

/// How much of the previous room's link stays visible, in CSS pixels.
const SHOWN_BEFORE: i32 = 60;

pub(super) fn header(inbox: Inbox, own: Projects) -> impl IntoView {
    view! {
        <header class="pc-header">
            <h1 class="pc-header__title" tabindex="-1">
                <span class="pc-header__mark" aria-hidden="true"></span>
                {projects::button(own)}
                " "
                <span class="pc-header__what">{move || inbox.room.get().label()}</span>
            </h1>
            {move || (inbox.room.get() == Room::Inbox).then(|| sound(inbox))}
            <button
                class="pc-button pc-button--quiet pc-header__keys"
                type="button"
                title=text("Keyboard shortcuts")
                on:click=move |_| inbox.help.set(true)
            >
                "?" <span class="pc-unseen">" " {text("Keyboard shortcuts")}</span>
            </button>
            <button
                class="pc-button pc-button--quiet pc-header__me"
                type="button"
                title=text("Change your name")
                on:click=move |_| inbox.renaming.set(true)
            >
                {move || inbox.operator.get()}
            </button>
            <button class="pc-button pc-button--quiet" type="button" on:click=move |_| inbox.sign_out()>
                {text("Sign out")}
            </button>
        </header>
    }
}

fn sound(inbox: Inbox) -> impl IntoView {
    let state = move || {
        if inbox.sound.get() {
            text("Sound on")
        } else {
            text("Sound off")
        }
    };
    view! {
        <button class="pc-button pc-button--quiet" type="button" on:click=move |_| inbox.toggle_sound()>
            {state} <span class="pc-unseen">" " {text("for new messages")}</span>
        </button>
    }
}

/// The rooms that the session may open. The first steps are left out once they are done.
pub(super) fn open_rooms(inbox: Inbox, start: Start) -> Vec<Room> {
    let begins = start.left().is_some_and(|left| left > 0) || inbox.room.get() == Room::Start;
    let rooms = Room::ALL.into_iter();
    rooms
        .filter(|room| inbox.opens(*room) && (*room != Room::Start || begins))
        .collect()
}

/// The links to the rooms, if there is more than one.
pub(super) fn rooms(inbox: Inbox, start: Start) -> impl IntoView {
    let open = Memo::new(move |_| open_rooms(inbox, start));
    Effect::new(move |_| {
        inbox.room.track();
        open.track();
        request_animation_frame(show_current);
    });
    move || {
        let open = open.get();
        (open.len() > 1).then(|| {
            let links = open.into_iter().map(|room| link(inbox, start, room));
            view! {
                <nav class="pc-rooms" aria-label=text("Rooms")>
                    <ul>{links.collect_view()}</ul>
                </nav>
            }
        })
    }
}

/// Scrolls the link of the current room into view on narrow screens.
fn show_current() {
    let current = browser::document().query_selector(".pc-rooms [aria-current]");
    let Some(current) = current.ok().flatten() else {
        return;
    };
    let Some(list) = current.closest("ul").ok().flatten() else {
        return;
    };
    let current: HtmlElement = current.unchecked_into();
    list.set_scroll_left(current.offset_left() - SHOWN_BEFORE);
}

fn link(inbox: Inbox, start: Start, room: Room) -> impl IntoView {
    let count = move || {
        let (count, unit) = match room {
            Room::Inbox => (inbox.attention_count(), text("need you")),
            Room::Start => (start.left().unwrap_or_default(), text("left to do")),
            _ => (0, ""),
        };
        (count > 0).then(|| {
            view! {
                <span class="pc-tab__count">{count}</span>
                <span class="pc-unseen">" " {unit}</span>
            }
        })
    };
    view! {
        <li>
            <a
                class="pc-rooms__room"
                href=room.path()
                aria-current=move || (inbox.room.get() == room).then_some("page")
                on:click=move |event| Inbox::follow_link(&event, room)
            >
                {room.label()}
                {count}
            </a>
        </li>
    }
}
