//! The conversation, and what the view shows of it.
//!
//! The view follows the end only while the reader is there, and only until the question that is being answered would
//! leave at the top: the start of a long answer stays in sight, and a button leads to the rest.

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
    context::{Handoff, Widget},
    i18n::Key,
    value::Value,
    view::{View, keep, keep_list, view},
};

/// Nearer to the end than this the reader is there, in CSS pixels.
const NEAR_END: i32 = 40;

/// Above a question that is held at the top, in CSS pixels.
const ABOVE_QUESTION: i32 = 16;

/// The messages.
pub fn message_list(widget: Widget) -> View {
    let list = view("div", "pl-messages")
        .attr("role", "log")
        .attr("aria-live", "off")
        .attr("tabindex", "0")
        .follows("aria-label", widget.says(Key::Messages));
    let sight = Rc::new(Sight {
        list: list.element(),
        follows: Cell::new(true),
        moved_to: Cell::new(0),
        question: Cell::new(None),
        at_end: Value::new(true),
    });
    let keys = move || {
        widget
            .chat
            .with(|chat| chat.entries.iter().map(|entry| entry.key).collect())
    };
    let list = with_suggestions(list.children(welcome(widget)), widget);
    keep_list(
        &list,
        Box::new(keys),
        Box::new(move |key| message(widget, key)),
    );
    let list = with_typing(list, widget);
    let list = with_error_notice(list, widget);
    let list = with_handoff_offer(list, widget);

    let settling = Rc::clone(&sight);
    keep(Box::new(move || {
        let (question, is_person) = widget.chat.with(|chat| {
            let question = chat.last_of(Author::Visitor).map(|entry| entry.key);
            (question, chat.holder == Holder::Operator)
        });
        // What a person says is short, and the newest counts.
        let held = question.filter(|_| !is_person);
        let form = widget.handoff.get() != Handoff::Hidden;
        widget.open.track();
        let sight = Rc::clone(&settling);
        // After the elements have followed the state too.
        browser::next_frame(Box::new(move || sight.settle(question, held, form)));
    }));
    let scrolled = Rc::clone(&sight);
    let list = list.on("scroll", move |_| scrolled.scrolled());
    view("div", "pl-conversation").child(list).part(move || {
        let sight = Rc::clone(&sight);
        (!sight.at_end.get()).then(|| {
            view("button", "pl-messages__more")
                .attr("type", "button")
                .child(icon(icon::DOWN))
                .child(view("span", "").says(widget.says(Key::NewMessages)))
                .on_click(move || sight.to_end())
        })
    })
}

/// The owner's first words.
fn welcome(widget: Widget) -> Option<View> {
    let text = &widget.settings.welcome_message;
    (!text.is_empty()).then(|| {
        let bubble = view("p", "pl-bubble").attr("dir", "auto").text(text);
        view("div", "pl-message pl-message--answer pl-message--welcome")
            .child(avatar(&widget.settings.name, "pl-avatar pl-avatar--small"))
            .child(view("div", "pl-message__body").child(bubble))
    })
}

/// What of the list is in sight.
struct Sight {
    list: HtmlElement,
    /// The view goes along with the end.
    follows: Cell<bool>,
    /// Where we have moved the view ourselves.
    moved_to: Cell<i32>,
    /// The newest question, by its key.
    question: Cell<Option<u32>>,
    at_end: Value<bool>,
}

impl Sight {
    /// The list has changed; the message `held` stays in sight.
    fn settle(&self, question: Option<u32>, held: Option<u32>, to_end: bool) {
        let list = &self.list;
        // A question brings the reader to the end, wherever they were.
        if self.question.replace(question) != question {
            self.follows.set(true);
        }
        if to_end {
            self.to_end();
        } else if self.follows.get() {
            let end = list.scroll_height() - list.client_height();
            let held = held
                .and_then(|key| top_of(list, key))
                .map(|top| top - ABOVE_QUESTION);
            let target = held.map_or(end, |held| end.min(held)).max(0);
            self.moved_to.set(target);
            list.set_scroll_top(target);
        }
        self.tell();
    }

    fn scrolled(&self) {
        // Our own movement says nothing about the reader.
        if (self.list.scroll_top() - self.moved_to.get()).abs() > 2 {
            self.follows.set(is_at_end(&self.list));
        }
        self.tell();
    }

    fn to_end(&self) {
        self.list.set_scroll_top(self.list.scroll_height());
    }

    fn tell(&self) {
        let at_end = is_at_end(&self.list);
        if self.at_end.get_untracked() != at_end {
            self.at_end.set(at_end);
        }
    }
}

fn is_at_end(list: &HtmlElement) -> bool {
    list.scroll_height() - list.scroll_top() - list.client_height() < NEAR_END
}

/// Where a message begins in the list, in CSS pixels from its top.
fn top_of(list: &HtmlElement, key: u32) -> Option<i32> {
    let message = list
        .query_selector(&["[data-key=\"", &key.to_string(), "\"]"].concat())
        .ok()??;
    Some(message.dyn_into::<HtmlElement>().ok()?.offset_top())
}
