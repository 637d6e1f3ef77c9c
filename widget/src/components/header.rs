//! The panel's header: who answers, and the menu.

use porchlight_rich_text::markdown::is_word;
use porchlight_shared::chat_event::Holder;
use wasm_bindgen::JsCast;
use web_sys::{Event, FocusEvent, Node};

use super::icon::{self, icon};
use crate::{
    i18n::Key,
    state::{PanelSize, Widget},
    view::{View, aria_bool, icon_button, view},
};

pub(crate) fn header(widget: Widget) -> View {
    let speaker = move || {
        widget.text(match widget.chat.with(|chat| chat.holder) {
            Holder::Bot | Holder::Resolved => Key::Online,
            Holder::Queue => Key::WaitingForPerson,
            Holder::Operator => Key::PersonIsHere,
        })
    };
    let who = view("div", "pl-header__who")
        .child(view("h1", "pl-header__title").dyn_text(move || widget.speaker_name()))
        .child(view("p", "pl-header__status").dyn_text(speaker));
    let more = icon_button(
        "pl-button pl-header__more",
        move || {
            let label = widget.text(Key::Menu);
            if widget.elsewhere.get() == 0 {
                return label;
            }
            [&label, ", ", &widget.text(Key::NewMessages)].concat()
        },
        icon(icon::MORE),
    )
    .bool_attr("data-news", move || widget.elsewhere.get() > 0)
    .dyn_attr("aria-expanded", move || aria_bool(widget.menu.get()))
    .on_click(move || widget.menu.update(|open| *open = !*open));
    let close = move || {
        (widget.panel_size.get() != PanelSize::Inline).then(|| {
            let label = widget.text_signal(Key::CloseChat);
            icon_button("pl-button pl-header__close", label, icon(icon::CLOSE))
                .on_click(move || widget.hide())
        })
    };
    view("header", "pl-header")
        .dyn_child(move || Some(avatar(&widget.speaker_name(), "pl-avatar")))
        .child(who)
        .child(
            view("div", "pl-header__menu")
                .on("focusout", move |event| {
                    if leaves(&event) {
                        widget.menu.set(false);
                    }
                })
                .child(more)
                .dyn_child(move || widget.menu.get().then(|| menu(widget))),
        )
        .dyn_child(close)
}

/// The first letter of a name. The style sheet capitalises it.
pub(crate) fn avatar(name: &str, class: &str) -> View {
    let initial = name
        .chars()
        .find(|character| is_word(*character))
        .map(String::from)
        .unwrap_or_default();
    view("span", class)
        .attr("aria-hidden", "true")
        .attr("data-name", name)
        .text(&initial)
}

/// The menu entries that the widget handles. widget/parts/menu.js adds the rest when the menu opens.
fn menu(widget: Widget) -> View {
    let item = move |path: &str, key: Key| {
        view("button", "pl-menu__item")
            .attr("type", "button")
            .child(icon(path))
            .child(view("span", "").dyn_text(widget.text_signal(key)))
    };
    view("div", "pl-menu")
        .child(item(icon::NEW_CHAT, Key::NewChat).on_click(move || widget.begin_new_chat()))
        .dyn_child(move || {
            widget.offers_person().then(|| {
                item(icon::PERSON, Key::TalkToPerson).on_click(move || widget.offer_person())
            })
        })
}

/// Whether the focus is leaving the element that listens.
fn leaves(event: &Event) -> bool {
    let to = event.unchecked_ref::<FocusEvent>().related_target();
    let to: Option<Node> = to.and_then(|target| target.dyn_into().ok());
    let inside = event
        .current_target()
        .and_then(|menu| menu.dyn_into::<Node>().ok())
        .is_some_and(|menu| to.is_some() && menu.contains(to.as_ref()));
    !inside
}
