//! Elements that follow the state, with Leptos' vocabulary: attributes, children and event handlers. Methods with
//! `dyn_` take a closure, which runs again whenever a signal that it reads changes.
//!
//! The state is in signals. Elements are created here instead of by Leptos' `view!` macro, which compiles a separate
//! type for every element, attribute and closure. That is three times the code for the same panel, and every visitor
//! would have to download it. This module has one element type, and closures are boxed.

use leptos::{
    prelude::*,
    reactive::{effect::RenderEffect, owner::Owner},
};
use porchlight_browser as browser;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, Event, HtmlElement, Node};

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element under construction.
#[derive(Clone)]
#[must_use = "an element without a parent is not shown"]
pub(crate) struct View(Element);

/// An HTML element with a class; none if `class` is empty.
pub(crate) fn view(name: &str, class: &str) -> View {
    new_view(browser::document().create_element(name), class)
}

/// An SVG element with a class; none if `class` is empty.
pub(crate) fn svg_element(name: &str, class: &str) -> View {
    new_view(
        browser::document().create_element_ns(Some(SVG), name),
        class,
    )
}

/// A button with a text.
pub(crate) fn button(class: &str, label: impl Fn() -> String + 'static) -> View {
    view("button", class).attr("type", "button").dyn_text(label)
}

/// A button with an icon. Its label is for screen readers.
pub(crate) fn icon_button(class: &str, label: impl Fn() -> String + 'static, icon: View) -> View {
    view("button", class)
        .attr("type", "button")
        .dyn_attr("aria-label", label)
        .child(icon)
}

impl View {
    /// Wraps an existing element.
    pub(crate) fn of(element: Element) -> Self {
        Self(element)
    }

    /// Sets an attribute.
    pub(crate) fn attr(self, name: &str, value: &str) -> Self {
        report(self.0.set_attribute(name, value));
        self
    }

    /// Sets an attribute that follows the state.
    pub(crate) fn dyn_attr(self, name: &'static str, value: impl Fn() -> String + 'static) -> Self {
        self.add_dyn_attr(name, Box::new(value));
        self
    }

    /// Sets an attribute without a value while `value` is true.
    pub(crate) fn bool_attr(self, name: &'static str, value: impl Fn() -> bool + 'static) -> Self {
        self.add_bool_attr(name, Box::new(value));
        self
    }

    pub(crate) fn text(self, text: &str) -> Self {
        self.append(&browser::document().create_text_node(text));
        self
    }

    /// Sets a text that follows the state. The element has no other children.
    pub(crate) fn dyn_text(self, text: impl Fn() -> String + 'static) -> Self {
        self.add_dyn_text(Box::new(text));
        self
    }

    pub(crate) fn child(self, child: View) -> Self {
        self.append(&child.0);
        self
    }

    pub(crate) fn children(self, children: impl IntoIterator<Item = View>) -> Self {
        for child in children {
            self.append(&child.0);
        }
        self
    }

    /// Appends a child that is created again whenever a signal that `child` reads changes.
    pub(crate) fn dyn_child(self, child: impl Fn() -> Option<View> + 'static) -> Self {
        self.add_dyn_child(Box::new(child));
        self
    }

    /// Appends a child that exists while `when` is true.
    pub(crate) fn show(
        self,
        when: impl Fn() -> bool + 'static,
        child: impl Fn() -> View + 'static,
    ) -> Self {
        self.keyed_child(move || when().then_some(0), move |_| child())
    }

    /// Appends a child that is created again whenever its key changes, and that is absent without a key.
    pub(crate) fn keyed_child(
        self,
        key: impl Fn() -> Option<u32> + 'static,
        child: impl Fn(u32) -> View + 'static,
    ) -> Self {
        let each = move || key().into_iter().collect();
        for_each(&self, Box::new(each), Box::new(child));
        self
    }

    pub(crate) fn on(self, event: &'static str, handler: impl Fn(Event) + 'static) -> Self {
        self.add_handler(event, Box::new(handler));
        self
    }

    /// Adds a handler for clicks.
    pub(crate) fn on_click(self, handler: impl Fn() + 'static) -> Self {
        self.add_click_handler(Box::new(handler));
        self
    }

    /// The element itself. `T` must be its actual type.
    pub(crate) fn element<T: JsCast>(&self) -> T {
        self.0.clone().unchecked_into()
    }

    fn append(&self, node: &Node) {
        report(self.0.append_child(node).map(|_| ()));
    }

    // These take boxed closures and are compiled once. The methods above are compiled for every closure.

    fn add_dyn_attr(&self, name: &'static str, value: Box<dyn Fn() -> String>) {
        let element = self.0.clone();
        effect(Box::new(move || {
            report(element.set_attribute(name, &value()));
        }));
    }

    fn add_bool_attr(&self, name: &'static str, value: Box<dyn Fn() -> bool>) {
        let element = self.0.clone();
        effect(Box::new(move || {
            report(
                element
                    .toggle_attribute_with_force(name, value())
                    .map(|_| ()),
            );
        }));
    }

    fn add_dyn_text(&self, text: Box<dyn Fn() -> String>) {
        let element = self.0.clone();
        effect(Box::new(move || element.set_text_content(Some(&text()))));
    }

    /// A comment node marks the place. The child is inserted before it.
    fn add_dyn_child(&self, child: Box<dyn Fn() -> Option<View>>) {
        let place: Node = browser::document().create_comment("").into();
        self.append(&place);
        let parent = self.0.clone();
        let mut shown: Option<View> = None;
        effect(Box::new(move || {
            if let Some(old) = shown.take() {
                old.0.remove();
            }
            shown = child();
            if let Some(new) = &shown {
                report(parent.insert_before(&new.0, Some(&place)).map(|_| ()));
            }
        }));
    }

    fn add_click_handler(&self, handler: Box<dyn Fn()>) {
        self.add_handler("click", Box::new(move |_| handler()));
    }

    fn add_handler(&self, event: &str, handler: Box<dyn Fn(Event)>) {
        let closure = Closure::<dyn Fn(Event)>::wrap(handler);
        report(
            self.0
                .add_event_listener_with_callback(event, closure.as_ref().unchecked_ref()),
        );
        // Lives as long as the reactive owner that is current when the element is created.
        StoredValue::new_local(closure);
    }
}

/// The value of an ARIA attribute that is true or false.
pub(crate) fn aria_bool(value: bool) -> String {
    if value { "true" } else { "false" }.to_owned()
}

/// Appends a child for each key. A key's child is created once and removed with its key. New keys must be greater than
/// all earlier ones.
pub(crate) fn for_each(
    parent: &View,
    each: Box<dyn Fn() -> Vec<u32>>,
    child: Box<dyn Fn(u32) -> View>,
) {
    let place: Node = browser::document().create_comment("").into();
    parent.append(&place);
    let owner = Owner::new();
    let parent = parent.0.clone();
    let mut shown: Vec<(u32, Owner, View)> = Vec::new();
    effect(Box::new(move || {
        let keys = each();
        shown.retain(|(key, owner, view)| {
            let stays = keys.contains(key);
            if !stays {
                view.0.remove();
                owner.cleanup();
            }
            stays
        });
        let newest = shown.last().map(|(key, ..)| *key);
        for key in keys
            .into_iter()
            .filter(|key| newest.is_none_or(|newest| *key > newest))
        {
            let own = owner.child();
            let view = own.with(|| untrack(|| child(key)));
            report(parent.insert_before(&view.0, Some(&place)).map(|_| ()));
            shown.push((key, own, view));
        }
    }));
}

/// Runs `work` now, and again whenever a signal that it reads changes, until the reactive owner is cleaned up.
pub(crate) fn effect(mut work: Box<dyn FnMut()>) {
    StoredValue::new_local(RenderEffect::new(move |_: Option<()>| work()));
}

/// Appends a view to an element of the document.
pub(crate) fn mount(parent: &HtmlElement, view: &View) {
    report(parent.append_child(&view.0).map(|_| ()));
}

fn new_view(element: Result<Element, JsValue>, class: &str) -> View {
    // Only an invalid name fails, and any test of the view finds that.
    let element = element.unwrap_or_else(|error| wasm_bindgen::throw_val(error));
    let view = View(element);
    if class.is_empty() {
        view
    } else {
        view.attr("class", class)
    }
}

fn report(done: Result<(), JsValue>) {
    if let Err(error) = done {
        web_sys::console::error_1(&error);
    }
}
