//! The list of the visitor's conversations, over the panel.

use js_sys::Date;
use porchlight_browser as browser;
use porchlight_shared::chat_event::Holder;
use wasm_bindgen::JsValue;

use super::icon::{self, icon};
use crate::{
    conversations::ListedConversation,
    i18n::Key,
    state::{ListState, Widget},
    view::{View, button, icon_button, view},
};

pub(crate) fn conversation_list(widget: Widget) -> Option<View> {
    let state = widget.list.get();
    if state == ListState::Hidden {
        return None;
    }
    browser::next_frame(Box::new(|| browser::focus_first(".pl-list__back")));
    let back = icon_button(
        "pl-button pl-list__back",
        widget.text_signal(Key::Back),
        icon(icon::BACK),
    )
    .on_click(move || widget.hide_conversations());
    let title = view("h2", "pl-list__title").dyn_text(widget.text_signal(Key::Conversations));
    let body = match state {
        ListState::Shown(list) => {
            view("ul", "pl-list__items").children(list.into_iter().map(|one| item(widget, one)))
        }
        ListState::Failed => view("div", "pl-list__items")
            .child(view("p", "").dyn_text(widget.text_signal(Key::NetworkFailed)))
            .child(
                button("pl-action", widget.text_signal(Key::Retry))
                    .on_click(move || widget.show_conversations()),
            ),
        _ => view("div", "pl-list__items").attr("aria-busy", "true"),
    };
    Some(
        view("div", "pl-list")
            .attr("role", "dialog")
            .attr("aria-modal", "true")
            .dyn_attr("aria-label", widget.text_signal(Key::Conversations))
            .child(view("div", "pl-list__header").child(back).child(title))
            .child(body),
    )
}

fn item(widget: Widget, one: ListedConversation) -> View {
    let is_shown = widget.record().conversation == Some(one.id);
    let locale = widget.internal.with(|internal| internal.locale.clone());
    let day = Date::new(&JsValue::from_str(&one.updated_at));
    let day: String = day
        .to_locale_date_string(&locale, &JsValue::UNDEFINED)
        .into();
    let state = match one.holder {
        Holder::Bot => None,
        Holder::Queue => Some(Key::WaitingForPerson),
        Holder::Operator => Some(Key::PersonIsHere),
        Holder::Resolved => Some(Key::Closed),
    };
    let mut about = view("span", "pl-list__about").child(view("span", "").text(&day));
    if let Some(state) = state {
        about = about.child(view("span", "").dyn_text(widget.text_signal(state)));
    }
    if one.has_news() && !is_shown {
        about = about
            .child(view("span", "pl-list__news").dyn_text(widget.text_signal(Key::NewMessages)));
    }
    let id = one.id;
    let open = view("button", "pl-list__item")
        .attr("type", "button")
        .attr("aria-current", if is_shown { "true" } else { "false" })
        .child(
            view("span", "pl-list__name")
                .attr("dir", "auto")
                .text(&one.title),
        )
        .child(about)
        .on_click(move || widget.go_to_conversation(id));
    view("li", "").child(open)
}
