//! The list of messages, and how it scrolls.
//!
//! The list follows its end only while the reader is there, and only until the question that is being answered would
//! scroll out at the top. So the start of a long answer stays visible, and a button leads to the end.

use std::{cell::Cell, rc::Rc};

use porchlight_browser as browser;
use porchlight_shared::chat_event::Holder;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    error_notice::with_error_notice,
    handoff_offer::with_handoff_offer,
    header::avatar,
    icon::{self, icon},
    message::message,
    suggestions::with_suggestions,
    typing::with_typing,
};
use crate::{
    chat::Author,
    i18n::Key,
    signal::RwSignal,
    state::{FormState, Widget},
    view::{View, effect, for_each, view},
};

/// How close to the end counts as being there, in CSS pixels.
const NEAR_END: i32 = 40;

/// The space above a question that is held at the top, in CSS pixels.
const ABOVE_QUESTION: i32 = 16;

/// The list with everything below the messages.
pub(crate) fn message_list(widget: Widget) -> View {
    let list = view("div", "pl-messages")
        .attr("role", "log")
        .attr("aria-live", "off")
        .attr("tabindex", "0")
        .dyn_attr("aria-label", widget.text_signal(Key::Messages));
    let scroll = Rc::new(ScrollView {
        list: list.element(),
        follows: Cell::new(true),
        moved_to: Cell::new(0),
        question: Cell::new(None),
        at_end: RwSignal::new(true),
    });
    let keys = move || {
        widget
            .chat
            .with(|chat| chat.entries.iter().map(|entry| entry.key).collect())
    };
    let list = with_suggestions(list.children(welcome(widget)), widget);
    for_each(
        &list,
        Box::new(keys),
        Box::new(move |key| message(widget, key)),
    );
    let list = with_typing(list, widget);
    let list = with_error_notice(list, widget);
    let list = with_handoff_offer(list, widget);

    let updated = Rc::clone(&scroll);
    effect(Box::new(move || {
        let (question, is_person) = widget.chat.with(|chat| {
            let question = chat.last_of(Author::Visitor).map(|entry| entry.key);
            (question, chat.holder == Holder::Operator)
        });
        // A person's replies are short, so the list goes to its end.
        let held = question.filter(|_| !is_person);
        let form = widget.form.get() != FormState::Hidden;
        widget.open.track();
        let scroll = Rc::clone(&updated);
        // After the elements have followed the state.
        browser::next_frame(Box::new(move || scroll.update(question, held, form)));
    }));
    let scrolled = Rc::clone(&scroll);
    let list = list.on("scroll", move |_| scrolled.on_scroll());
    view("div", "pl-conversation")
        .child(list)
        .dyn_child(move || {
            let scroll = Rc::clone(&scroll);
            (!scroll.at_end.get()).then(|| {
                view("button", "pl-messages__more")
                    .attr("type", "button")
                    .child(icon(icon::DOWN))
                    .child(view("span", "").dyn_text(widget.text_signal(Key::NewMessages)))
                    .on_click(move || scroll.scroll_to_end())
            })
        })
}

/// The owner's welcome message.
fn welcome(widget: Widget) -> Option<View> {
    let text = &widget.settings.welcome_message;
    (!text.is_empty()).then(|| {
        let bubble = view("p", "pl-bubble").attr("dir", "auto").text(text);
        view("div", "pl-message pl-message--answer pl-message--welcome")
            .child(avatar(&widget.settings.name, "pl-avatar pl-avatar--small"))
            .child(view("div", "pl-message__body").child(bubble))
    })
}

/// The visible part of the list.
struct ScrollView {
    list: HtmlElement,
    /// The list follows its end.
    follows: Cell<bool>,
    /// The position that the list was scrolled to by the widget, in CSS pixels.
    moved_to: Cell<i32>,
    /// The key of the newest question.
    question: Cell<Option<u32>>,
    at_end: RwSignal<bool>,
}

impl ScrollView {
    /// Scrolls after a change of the list. The message `held` stays visible.
    fn update(&self, question: Option<u32>, held: Option<u32>, to_end: bool) {
        let list = &self.list;
        // A new question scrolls to the end, wherever the reader was.
        if self.question.replace(question) != question {
            self.follows.set(true);
        }
        if to_end {
            self.scroll_to_end();
        } else if self.follows.get() {
            let end = list.scroll_height() - list.client_height();
            let held = held
                .and_then(|key| top_of(list, key))
                .map(|top| top - ABOVE_QUESTION);
            let target = held.map_or(end, |held| end.min(held)).max(0);
            self.moved_to.set(target);
            list.set_scroll_top(target);
        }
        self.update_at_end();
    }

    fn on_scroll(&self) {
        // The widget's own scrolling says nothing about the reader.
        if (self.list.scroll_top() - self.moved_to.get()).abs() > 2 {
            self.follows.set(is_at_end(&self.list));
        }
        self.update_at_end();
    }

    fn scroll_to_end(&self) {
        self.list.set_scroll_top(self.list.scroll_height());
    }

    fn update_at_end(&self) {
        let at_end = is_at_end(&self.list);
        if self.at_end.get_untracked() != at_end {
            self.at_end.set(at_end);
        }
    }
}

fn is_at_end(list: &HtmlElement) -> bool {
    list.scroll_height() - list.scroll_top() - list.client_height() < NEAR_END
}

/// The position of a message, in CSS pixels from the top of the list.
fn top_of(list: &HtmlElement, key: u32) -> Option<i32> {
    let message = list
        .query_selector(&["[data-key=\"", &key.to_string(), "\"]"].concat())
        .ok()??;
    Some(message.dyn_into::<HtmlElement>().ok()?.offset_top())
}
