//! Views, texts and handlers of one type each.
//!
//! Leptos compiles each closure in a view into code of its own. Here every closure stands behind the same few types,
//! so that this code is there once: it makes the widget much smaller.

use std::sync::Arc;

use leptos::{ev::MouseEvent, prelude::*};

use crate::{context::Widget, i18n::Key};

/// What an event does.
pub type Handler<E> = Box<dyn FnMut(E)>;

/// A sentence that follows the language.
pub fn say(widget: Widget, key: Key) -> Signal<String> {
    Signal::derive(move || widget.text(key))
}

/// A text, or an attribute's value, that follows the state.
pub fn follow(text: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(text)
}

/// A part of the view that follows the state.
pub fn part(view: impl Fn() -> Option<AnyView> + Send + Sync + 'static) -> AnyView {
    boxed_part(Arc::new(view))
}

/// What a click does.
pub fn click(action: impl Fn() + 'static) -> Handler<MouseEvent> {
    handle(move |_| action())
}

/// What an event of any kind does.
pub fn handle<E>(action: impl FnMut(E) + 'static) -> Handler<E> {
    Box::new(action)
}

fn boxed_part(view: Arc<dyn Fn() -> Option<AnyView> + Send + Sync>) -> AnyView {
    (move || view()).into_any()
}
