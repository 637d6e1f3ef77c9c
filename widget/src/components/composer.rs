//! Where the visitor writes.

use leptos::{ev::KeyboardEvent, html, prelude::*};
use porchlight_shared::limits::QUESTION_CHARS;
use web_sys::HtmlTextAreaElement;

use super::{
    erased::{click, follow, handle, part, say},
    icon::{self, Icon},
};
use crate::{
    context::{Widget, use_widget},
    i18n::{self, Key},
};

/// From how many characters that are left on their number is shown.
const COUNTED: usize = 100;

/// `keyCode` of a key that an input method has taken: Safari ends a composition before the key event.
const TAKEN_BY_INPUT_METHOD: u32 = 229;

/// The text field with its button.
#[component]
pub fn Composer() -> impl IntoView {
    let widget = use_widget();
    let field = NodeRef::<html::Textarea>::new();
    Effect::new(move |_| {
        widget.draft.track();
        if let Some(field) = field.get() {
            // After the field has its new text.
            request_animation_frame(move || grow(&field));
        }
    });
    let keydown = move |event: KeyboardEvent| {
        let composing = event.is_composing() || event.key_code() == TAKEN_BY_INPUT_METHOD;
        if event.key() == "Enter" && !event.shift_key() && !composing {
            event.prevent_default();
            widget.send_draft();
        }
    };
    let length = Memo::new(move |_| widget.draft.with(|draft| draft.trim().chars().count()));
    let too_long = Memo::new(move |_| length.get() > QUESTION_CHARS);
    let hint = follow(move || {
        widget
            .hint
            .get()
            .map(|key| widget.text(key))
            .unwrap_or_default()
    });
    let count_class = follow(move || {
        let over = if too_long.get() {
            " pl-composer__count--over"
        } else {
            ""
        };
        format!("pl-composer__count{over}")
    });
    view! {
        <div class="pl-composer">
            <p class="pl-composer__hint" role="status">{hint}</p>
            <div class="pl-composer__field">
                <textarea
                    class="pl-composer__input"
                    rows="1"
                    enterkeyhint="send"
                    autocomplete="off"
                    placeholder=say(widget, Key::Placeholder)
                    aria-label=say(widget, Key::Placeholder)
                    aria-invalid=follow(move || too_long.get().to_string())
                    aria-describedby="pl-composer-count"
                    prop:value=follow(move || widget.draft.get())
                    node_ref=field
                    on:input:target=move |event| widget.set_draft(event.target().value())
                    on:keydown=handle(keydown)
                ></textarea>
                <SendButton can_send=Signal::derive(move || (1..=QUESTION_CHARS).contains(&length.get())) />
            </div>
            <p
                class=count_class
                id="pl-composer-count"
                role="status"
            >
                {follow(move || count(widget, length.get()).unwrap_or_default())}
            </p>
        </div>
    }
}

#[component]
fn SendButton(
    /// The field holds a question.
    can_send: Signal<bool>,
) -> impl IntoView {
    let widget = use_widget();
    let busy = Memo::new(move |_| widget.is_busy());
    part(move || {
        Some(if busy.get() {
            view! {
                <button
                    class="pl-composer__send pl-composer__send--stop"
                    type="button"
                    aria-label=say(widget, Key::Stop)
                    on:click=click(move || widget.stop())
                >
                    <span class="pl-composer__square" aria-hidden="true"></span>
                </button>
            }
            .into_any()
        } else {
            view! {
                <button
                    class="pl-composer__send"
                    type="button"
                    aria-label=say(widget, Key::Send)
                    disabled=Signal::derive(move || !can_send.get())
                    on:click=click(move || widget.send_draft())
                >
                    <Icon path=icon::SEND />
                </button>
            }
            .into_any()
        })
    })
}

fn count(widget: Widget, length: usize) -> Option<String> {
    let language = widget.language.get();
    if length > QUESTION_CHARS {
        let over = (length - QUESTION_CHARS).to_string();
        return Some(i18n::text_with(language, Key::TooLong, &over));
    }
    let left = QUESTION_CHARS - length;
    (left <= COUNTED).then(|| i18n::text_with(language, Key::CharactersLeft, &left.to_string()))
}

/// As high as its text; the stylesheet says how high at most.
fn grow(field: &HtmlTextAreaElement) {
    let style = web_sys::HtmlElement::style(field);
    let grown = style
        .set_property("height", "auto")
        .and_then(|()| style.set_property("height", &format!("{}px", field.scroll_height())));
    if let Err(error) = grown {
        web_sys::console::error_1(&error);
    }
}
