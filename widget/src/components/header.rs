//! Who is speaking, and the menu.

use leptos::{ev::FocusEvent, prelude::*};
use porchlight_shared::chat_event::Holder;
use wasm_bindgen::JsCast;
use web_sys::Node;

use super::{
    erased::{click, follow, handle, part, say},
    icon::{self, Icon},
};
use crate::{
    context::{Room, use_widget},
    i18n::Key,
};

/// The panel's header.
#[component]
pub fn Header() -> impl IntoView {
    let widget = use_widget();
    let name = widget.name();
    let initial = initial_of(&name);
    let speaker = follow(move || {
        widget.text(match widget.chat.with(|chat| chat.holder) {
            Holder::Bot | Holder::Resolved => Key::Online,
            Holder::Queue => Key::WaitingForPerson,
            Holder::Operator => Key::PersonIsHere,
        })
    });
    // The menu closes when the focus leaves it.
    let focusout = move |event: FocusEvent| {
        let target: Option<Node> = event
            .related_target()
            .and_then(|target| target.dyn_into().ok());
        let stays = event
            .current_target()
            .and_then(|menu| menu.dyn_into::<Node>().ok())
            .is_some_and(|menu| target.is_some() && menu.contains(target.as_ref()));
        if !stays {
            widget.menu.set(false);
        }
    };
    view! {
        <header class="pl-header">
            <span class="pl-avatar" aria-hidden="true">{initial}</span>
            <div class="pl-header__who">
                <h1 class="pl-header__title">{name}</h1>
                <p class="pl-header__status">{speaker}</p>
            </div>
            <div class="pl-header__menu" on:focusout=handle(focusout)>
                <button
                    class="pl-button pl-header__more"
                    type="button"
                    aria-label=say(widget, Key::Menu)
                    aria-expanded=follow(move || widget.menu.get().to_string())
                    on:click=click(move || widget.menu.update(|open| *open = !*open))
                >
                    <Icon path=icon::MORE />
                </button>
                {part(move || widget.menu.get().then(|| view! { <Menu /> }.into_any()))}
            </div>
            {part(move || (widget.room.get() != Room::Inline).then(|| view! {
                <button
                    class="pl-button pl-header__close"
                    type="button"
                    aria-label=say(widget, Key::CloseChat)
                    on:click=click(move || widget.hide())
                >
                    <Icon path=icon::CLOSE />
                </button>
            }.into_any()))}
        </header>
    }
}

#[component]
fn Menu() -> impl IntoView {
    let widget = use_widget();
    view! {
        <div class="pl-menu">
            <button class="pl-menu__item" type="button" on:click=click(move || widget.begin_anew())>
                <Icon path=icon::NEW_CHAT />
                {say(widget, Key::NewChat)}
            </button>
            {part(move || widget.offers_person().then(|| view! {
                <button class="pl-menu__item" type="button" on:click=click(move || widget.offer_person())>
                    <Icon path=icon::PERSON />
                    {say(widget, Key::TalkToPerson)}
                </button>
            }.into_any()))}
        </div>
    }
}

/// The first letter of a name.
pub fn initial_of(name: &str) -> String {
    name.chars()
        .find(|character| character.is_alphanumeric())
        .map(|initial| initial.to_uppercase().collect())
        .unwrap_or_default()
}
