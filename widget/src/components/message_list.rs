//! The list of messages, and how it scrolls.
//!
//! The list follows its end only while the reader is there, and only until the question being answered would scroll out
//! at the top. The start of a long answer thus stays visible, and a button leads to the end.

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
    sight,
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

/// The reader counts as being at the end within this distance, in CSS pixels.
const NEAR_END: i32 = 40;

/// The space above a message kept at the top, in CSS pixels.
const ABOVE: i32 = 16;

/// A narrower list is in a frame that is still as small as the launcher, in CSS pixels.
const NARROWEST: i32 = 120;

/// The most frames that the frame takes to grow: half a second.
const FRAMES: u32 = 30;

/// The list, with everything below the messages.
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
        begun: Cell::default(),
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
        Box::new(move |key| entry(widget, key)),
    );
    let list = with_typing(list, widget);
    let list = with_error_notice(list, widget);
    let list = with_handoff_offer(list, widget);

    sight::watch(widget, scroll.list.clone());

    let updated = Rc::clone(&scroll);
    effect(Box::new(move || {
        let (question, is_person, line) = widget.chat.with(|chat| {
            let question = chat.last_of(Author::Visitor).map(|entry| entry.key);
            (question, chat.holder == Holder::Operator, chat.line)
        });
        // A person's replies are short, so the list scrolls to its end.
        let held = line.or(question.filter(|_| !is_person));
        let begun = line.or(question);
        let form = widget.form.get() != FormState::Hidden;
        let wanted = Wanted {
            begun: (begun, widget.open.get()),
            held,
            to_end: form,
        };
        let patience = if wanted.begun.1 { FRAMES } else { 0 };
        update_soon(Rc::clone(&updated), wanted, patience);
    }));
    let scrolled = Rc::clone(&scroll);
    let list = list.on("scroll", move |_| scrolled.on_scroll());
    view("div", "pl-conversation")
        .child(list)
        .dyn_child(move || {
            let scroll = Rc::clone(&scroll);
            // A form is not a new message.
            let is_shown = !scroll.at_end.get() && widget.form.get() == FormState::Hidden;
            is_shown.then(|| {
                view("button", "pl-messages__more")
                    .attr("type", "button")
                    .child(icon(icon::DOWN))
                    .child(view("span", "").dyn_text(widget.text_signal(Key::NewMessages)))
                    .on_click(move || scroll.scroll_to_end())
            })
        })
}

/// A message or notice, preceded by the line if it is the first unread one.
fn entry(widget: Widget, key: u32) -> View {
    let is_first_new = move || widget.chat.with(|chat| chat.line == Some(key));
    let line = move || view("p", "pl-line").dyn_text(widget.text_signal(Key::NewMessages));
    view("div", "pl-entry")
        .show(is_first_new, line)
        .child(message(widget, key))
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

/// What the list should scroll to.
#[derive(Clone, Copy)]
struct Wanted {
    /// The newest question, or the first unread reply while the line above it is shown. Also whether the panel is open.
    /// A change starts a new scroll.
    begun: (Option<u32>, bool),
    /// The message that must stay visible.
    held: Option<u32>,
    /// Whether to scroll to the end, wherever the reader is.
    to_end: bool,
}

/// Scrolls after the elements have been updated, and after an opening frame has grown, for which it waits up to
/// `patience` frames.
fn update_soon(scroll: Rc<ScrollView>, wanted: Wanted, patience: u32) {
    browser::next_frame(Box::new(move || {
        if patience > 0 && scroll.list.client_width() < NARROWEST {
            update_soon(scroll, wanted, patience - 1);
        } else {
            scroll.update(wanted);
        }
    }));
}

/// The visible part of the list.
struct ScrollView {
    list: HtmlElement,
    /// Whether the list follows its end.
    follows: Cell<bool>,
    /// The position to which the widget last scrolled the list, in CSS pixels.
    moved_to: Cell<i32>,
    begun: Cell<(Option<u32>, bool)>,
    at_end: RwSignal<bool>,
}

impl ScrollView {
    /// Scrolls after the list has changed.
    fn update(&self, wanted: Wanted) {
        let list = &self.list;
        // A new question scrolls to the end, and a new line to that line, wherever the reader was.
        let begins = self.begun.replace(wanted.begun) != wanted.begun;
        if begins {
            self.follows.set(true);
        }
        if wanted.to_end {
            // A form that is higher than the list starts at its top.
            let end = list.scroll_height() - list.client_height();
            let form = list.query_selector(".pl-handoff--form").ok().flatten();
            let form: Option<HtmlElement> = form.and_then(|form| form.dyn_into().ok());
            let top = form.map_or(end, |form| form.offset_top() - ABOVE);
            list.set_scroll_top(end.min(top));
        } else if self.follows.get() {
            let end = list.scroll_height() - list.client_height();
            let held = wanted
                .held
                .and_then(|key| top_of(list, key))
                .map(|top| top - ABOVE);
            // A reader who has scrolled ahead to the end is not moved back.
            let least = if begins {
                0
            } else {
                list.scroll_top().min(end)
            };
            let target = held.map_or(end, |held| end.min(held)).max(least);
            self.moved_to.set(target);
            list.set_scroll_top(target);
        }
        self.update_at_end();
    }

    fn on_scroll(&self) {
        // Scrolling by the widget itself says nothing about the reader.
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

/// The top of a message and of the line above it, in CSS pixels from the top of the list.
fn top_of(list: &HtmlElement, key: u32) -> Option<i32> {
    let message = sight::find(list, key)?;
    let line = message.previous_element_sibling();
    let first = line
        .and_then(|line| line.dyn_into().ok())
        .unwrap_or(message);
    Some(first.offset_top())
}
