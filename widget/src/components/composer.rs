//! The field for questions and its button.

use porchlight_browser as browser;
use porchlight_shared::chat_event::Holder;
use wasm_bindgen::JsCast;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

use super::icon::{self, icon};
use crate::{
    i18n::Key,
    state::Widget,
    view::{View, aria_bool, effect, icon_button, view},
};

/// The number of characters left is shown from this many.
const SHOWN_WHEN_LEFT: usize = 100;

/// The `keyCode` of a key that an input method handles. Safari ends a composition before its last key event, so
/// `isComposing` is not enough.
const TAKEN_BY_INPUT_METHOD: u32 = 229;

pub(crate) fn composer(widget: Widget) -> View {
    let length = move || widget.draft.with(|draft| draft.trim().chars().count());
    let over = move || length() > widget.message_chars();
    let hint = move || {
        widget
            .hint
            .get()
            .map(|key| widget.text(key))
            .unwrap_or_default()
    };
    let count = view("p", "")
        .attr("id", "pl-composer-count")
        .attr("role", "status")
        .dyn_attr("class", move || {
            let class = if over() {
                "pl-composer__count pl-composer__count--over"
            } else {
                "pl-composer__count"
            };
            class.to_owned()
        })
        .dyn_text(move || count(widget, length()));
    let can_send = move || (1..=widget.message_chars()).contains(&length());
    let field = view("div", "pl-composer__field")
        .child(input(widget, over))
        .keyed_child(
            move || Some(u32::from(widget.is_busy())),
            move |busy| match busy {
                0 => send_button(widget, can_send),
                _ => stop_button(widget),
            },
        );
    view("div", "pl-composer")
        .child(
            view("p", "pl-composer__hint")
                .attr("role", "status")
                .dyn_text(hint),
        )
        .child(field)
        .child(count)
}

fn input(widget: Widget, over: impl Fn() -> bool + 'static) -> View {
    let placeholder = move || {
        let with_person = widget.chat.with(|chat| chat.holder == Holder::Operator);
        widget.text(if with_person {
            Key::MessagePlaceholder
        } else {
            Key::Placeholder
        })
    };
    let input = view("textarea", "pl-composer__input")
        .attr("rows", "1")
        .attr("enterkeyhint", "send")
        .attr("autocomplete", "off")
        .attr("aria-describedby", "pl-composer-count")
        .dyn_attr("placeholder", placeholder)
        .dyn_attr("aria-label", placeholder)
        .dyn_attr("aria-invalid", move || aria_bool(over()));
    let field: HtmlTextAreaElement = input.element();
    let written = field.clone();
    effect(Box::new(move || {
        let draft = widget.draft.get();
        if field.value() != draft {
            field.set_value(&draft);
        }
        let field = field.clone();
        browser::next_frame(Box::new(move || grow(&field)));
    }));
    input
        .on("input", move |_| {
            widget.set_draft(written.value());
            widget.send_typing();
        })
        .on("keydown", move |event| {
            let event: &KeyboardEvent = event.unchecked_ref();
            let composing = event.is_composing() || event.key_code() == TAKEN_BY_INPUT_METHOD;
            if event.key() == "Enter" && !event.shift_key() && !composing {
                event.prevent_default();
                widget.send_draft();
            }
        })
}

fn send_button(widget: Widget, can_send: impl Fn() -> bool + 'static) -> View {
    icon_button(
        "pl-composer__send",
        widget.text_signal(Key::Send),
        icon(icon::SEND),
    )
    .bool_attr("disabled", move || !can_send())
    .on_click(move || widget.send_draft())
}

fn stop_button(widget: Widget) -> View {
    let square = view("span", "pl-composer__square").attr("aria-hidden", "true");
    icon_button(
        "pl-composer__send pl-composer__send--stop",
        widget.text_signal(Key::Stop),
        square,
    )
    .on_click(move || widget.stop())
}

fn count(widget: Widget, length: usize) -> String {
    let most = widget.message_chars();
    match most.checked_sub(length) {
        None => widget.text_with(Key::TooLong, &(length - most).to_string()),
        Some(left) if left <= SHOWN_WHEN_LEFT => {
            widget.text_with(Key::CharactersLeft, &left.to_string())
        }
        Some(_) => String::new(),
    }
}

/// Makes the field as high as its text. The style sheet sets the limit.
fn grow(field: &HtmlTextAreaElement) {
    let style = web_sys::HtmlElement::style(field);
    if field.value().is_empty() {
        // The placeholder may wrap while the frame is still as small as the launcher.
        let _ = style.remove_property("height");
        return;
    }
    let grown = style.set_property("height", "auto").and_then(|()| {
        style.set_property(
            "height",
            &[&field.scroll_height().to_string(), "px"].concat(),
        )
    });
    if let Err(error) = grown {
        web_sys::console::error_1(&error);
    }
}
