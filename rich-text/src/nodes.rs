//! Creates and changes DOM nodes. Failures are logged to the console.

use porchlight_browser as browser;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node, Text};

/// An element with a class; none if `class` is empty.
pub(crate) fn element(name: &str, class: &str) -> Option<Element> {
    let element = browser::document().create_element(name).ok()?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    Some(element)
}

pub(crate) fn text_node(text: &str) -> Node {
    browser::document().create_text_node(text).into()
}

pub(crate) fn append(parent: &Node, child: &Node) {
    if parent.append_child(child).is_err() {
        browser::log_error("Porchlight: a node was not appended");
    }
}

pub(crate) fn set_attribute(element: &Element, name: &str, value: &str) {
    if element.set_attribute(name, value).is_err() {
        browser::log_error("Porchlight: an attribute was not set");
    }
}

/// Replaces the child at `position`, or appends the node if there is none.
pub(crate) fn put(parent: &Node, position: usize, node: &Node) {
    let put = match child(parent, position) {
        Some(old) => parent.replace_child(node, &old),
        None => parent.append_child(node),
    };
    if put.is_err() {
        browser::log_error("Porchlight: a node was not placed");
    }
}

pub(crate) fn child(parent: &Node, position: usize) -> Option<Node> {
    parent.child_nodes().get(u32::try_from(position).ok()?)
}

/// Removes all children except the first `length`.
pub(crate) fn truncate(parent: &Node, length: usize) {
    while let Some(extra) = child(parent, length) {
        if parent.remove_child(&extra).is_err() {
            return;
        }
    }
}

/// Extends a text node from `old` to `new`. False if `new` does not begin with `old`.
pub(crate) fn grow_text(node: &Node, old: &str, new: &str) -> bool {
    match (node.dyn_ref::<Text>(), new.strip_prefix(old)) {
        (Some(text), Some(more)) => more.is_empty() || text.append_data(more).is_ok(),
        _ => false,
    }
}
