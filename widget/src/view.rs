//! Elements that follow the state.
//!
//! The state is Leptos signals; the elements are made here rather than by Leptos' `view!`, which compiles a type of its
//! own for every element, attribute and closure: three times the code for the same panel, and every visitor would have
//! to load it. Here there is one element type, and every closure is a boxed one. What a closure of [`View::says`],
//! [`View::follows`] or [`View::part`] reads, it follows; what it made is taken down before it runs again.

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
#[must_use = "an element that stands nowhere is not seen"]
pub struct View(Element);

/// An element with a class; none where `class` is empty.
pub fn view(name: &str, class: &str) -> View {
    made(browser::document().create_element(name), class)
}

/// An element of a drawing.
pub fn drawing(name: &str, class: &str) -> View {
    made(
        browser::document().create_element_ns(Some(SVG), name),
        class,
    )
}

/// A button that says `label`.
pub fn button(class: &str, label: impl Fn() -> String + 'static) -> View {
    view("button", class).attr("type", "button").says(label)
}

/// A button that shows something else than its label.
pub fn icon_button(class: &str, label: impl Fn() -> String + 'static, content: View) -> View {
    view("button", class)
        .attr("type", "button")
        .follows("aria-label", label)
        .child(content)
}

impl View {
    /// An element that stands in the document already.
    pub fn of(element: Element) -> Self {
        Self(element)
    }

    /// Sets an attribute.
    pub fn attr(self, name: &str, value: &str) -> Self {
        report(self.0.set_attribute(name, value));
        self
    }

    /// Keeps an attribute at what `value` says.
    pub fn follows(self, name: &'static str, value: impl Fn() -> String + 'static) -> Self {
        self.keep_attribute(name, Box::new(value));
        self
    }

    /// Keeps an attribute there, without a value, while `holds`.
    pub fn flagged(self, name: &'static str, holds: impl Fn() -> bool + 'static) -> Self {
        self.keep_flag(name, Box::new(holds));
        self
    }

    /// Appends text.
    pub fn text(self, text: &str) -> Self {
        self.append(&browser::document().create_text_node(text));
        self
    }

    /// Is the text that `text` says.
    pub fn says(self, text: impl Fn() -> String + 'static) -> Self {
        self.keep_text(Box::new(text));
        self
    }

    /// Appends an element.
    pub fn child(self, child: View) -> Self {
        self.append(&child.0);
        self
    }

    /// Appends elements.
    pub fn children(self, children: impl IntoIterator<Item = View>) -> Self {
        for child in children {
            self.append(&child.0);
        }
        self
    }

    /// Keeps at this place what `part` makes.
    pub fn part(self, part: impl Fn() -> Option<View> + 'static) -> Self {
        self.keep_part(Box::new(part));
        self
    }

    /// Keeps at this place what `make` made, for as long as `holds`.
    pub fn when(
        self,
        holds: impl Fn() -> bool + 'static,
        make: impl Fn() -> View + 'static,
    ) -> Self {
        self.case(move || holds().then_some(0), move |_| make())
    }

    /// Keeps at this place what `make` made of the case that holds; it is made anew only when another one does.
    pub fn case(
        self,
        which: impl Fn() -> Option<u32> + 'static,
        make: impl Fn(u32) -> View + 'static,
    ) -> Self {
        let keys = move || which().into_iter().collect();
        keep_list(&self, Box::new(keys), Box::new(make));
        self
    }

    /// Calls `listener` for an event.
    pub fn on(self, event: &'static str, listener: impl Fn(Event) + 'static) -> Self {
        self.listen(event, Box::new(listener));
        self
    }

    /// Does `action` at a click.
    pub fn on_click(self, action: impl Fn() + 'static) -> Self {
        self.listen_click(Box::new(action));
        self
    }

    /// The element, for those who need to ask or move it.
    pub fn element<T: JsCast>(&self) -> T {
        self.0.clone().unchecked_into()
    }

    fn append(&self, node: &Node) {
        report(self.0.append_child(node).map(|_| ()));
    }

    // These are written once for all closures: each method above would else be compiled for every one of them.

    fn keep_attribute(&self, name: &'static str, value: Box<dyn Fn() -> String>) {
        let element = self.0.clone();
        keep(Box::new(move || {
            report(element.set_attribute(name, &value()));
        }));
    }

    fn keep_flag(&self, name: &'static str, holds: Box<dyn Fn() -> bool>) {
        let element = self.0.clone();
        keep(Box::new(move || {
            report(
                element
                    .toggle_attribute_with_force(name, holds())
                    .map(|_| ()),
            );
        }));
    }

    fn keep_text(&self, text: Box<dyn Fn() -> String>) {
        let element = self.0.clone();
        keep(Box::new(move || element.set_text_content(Some(&text()))));
    }

    /// A comment marks the place; what the part made stands before it.
    fn keep_part(&self, part: Box<dyn Fn() -> Option<View>>) {
        let place: Node = browser::document().create_comment("").into();
        self.append(&place);
        let parent = self.0.clone();
        let mut shown: Option<View> = None;
        keep(Box::new(move || {
            if let Some(old) = shown.take() {
                old.0.remove();
            }
            shown = part();
            if let Some(new) = &shown {
                report(parent.insert_before(&new.0, Some(&place)).map(|_| ()));
            }
        }));
    }

    fn listen_click(&self, action: Box<dyn Fn()>) {
        self.listen("click", Box::new(move |_| action()));
    }

    fn listen(&self, event: &str, listener: Box<dyn Fn(Event)>) {
        let closure = Closure::<dyn Fn(Event)>::wrap(listener);
        report(
            self.0
                .add_event_listener_with_callback(event, closure.as_ref().unchecked_ref()),
        );
        // Lives as long as the part of the view that it stands in.
        StoredValue::new_local(closure);
    }
}

/// The value of an attribute that is true or false.
pub fn truth(holds: bool) -> String {
    if holds { "true" } else { "false" }.to_owned()
}

/// Views of a growing and shrinking list of keys, in their order, made once each.
pub fn keep_list(parent: &View, keys: Box<dyn Fn() -> Vec<u32>>, make: Box<dyn Fn(u32) -> View>) {
    let place: Node = browser::document().create_comment("").into();
    parent.append(&place);
    let owner = Owner::new();
    let parent = parent.0.clone();
    let mut shown: Vec<(u32, Owner, View)> = Vec::new();
    keep(Box::new(move || {
        let keys = keys();
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
            let view = own.with(|| untrack(|| make(key)));
            report(parent.insert_before(&view.0, Some(&place)).map(|_| ()));
            shown.push((key, own, view));
        }
    }));
}

/// Runs `work` now, and again whenever what it has read changes, for as long as this part of the view is shown.
pub fn keep(mut work: Box<dyn FnMut()>) {
    StoredValue::new_local(RenderEffect::new(move |_: Option<()>| work()));
}

/// Shows an element in the document.
pub fn show(parent: &HtmlElement, view: &View) {
    report(parent.append_child(&view.0).map(|_| ()));
}

fn made(element: Result<Element, JsValue>, class: &str) -> View {
    // Names are our own: an element that cannot be made is a mistake here, which a test sees.
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
