//! Inlines as DOM nodes, one node per inline.

use web_sys::Node;

use crate::{
    labels::Labels,
    markdown::Inline,
    nodes::{append, child, element, grow_text, put, set_attribute, text_node, truncate},
};

/// Changes the children of `parent`, so that they show `new` instead of `old`.
pub(crate) fn sync(parent: &Node, old: &[Inline], new: &[Inline], labels: &Labels) {
    for (position, inline) in new.iter().enumerate() {
        match (old.get(position), child(parent, position)) {
            (Some(shown), Some(_)) if shown == inline => {}
            (Some(shown), Some(node)) if patch(&node, shown, inline, labels) => {}
            _ => put(parent, position, &make(inline, labels)),
        }
    }
    if old.len() > new.len() {
        truncate(parent, new.len());
    }
}

fn patch(node: &Node, old: &Inline, new: &Inline, labels: &Labels) -> bool {
    match (old, new) {
        (Inline::Text(old), Inline::Text(new)) => grow_text(node, old, new),
        (Inline::Code(old), Inline::Code(new)) => node
            .first_child()
            .is_some_and(|text| grow_text(&text, old, new)),
        (Inline::Strong(old), Inline::Strong(new))
        | (Inline::Emphasis(old), Inline::Emphasis(new))
        | (Inline::Strike(old), Inline::Strike(new)) => {
            sync(node, old, new, labels);
            true
        }
        _ => false,
    }
}

fn make(inline: &Inline, labels: &Labels) -> Node {
    let (name, class, content): (_, _, &[Inline]) = match inline {
        Inline::Text(text) => return text_node(text),
        Inline::Code(_) => ("code", "", &[]),
        Inline::Strong(content) => ("strong", "", content),
        Inline::Emphasis(content) => ("em", "", content),
        Inline::Strike(content) => ("s", "", content),
        Inline::Link { content, .. } => ("a", "", content),
        Inline::Citation { .. } => ("button", "pl-mark", &[]),
        Inline::Break => ("br", "", &[]),
    };
    let Some(made) = element(name, class) else {
        return text_node("");
    };
    match inline {
        Inline::Code(code) => append(&made, &text_node(code)),
        Inline::Link { url, .. } => {
            set_attribute(&made, "href", url);
            set_attribute(&made, "target", "_blank");
            set_attribute(&made, "rel", "noopener noreferrer");
        }
        Inline::Citation { number, .. } => {
            let number = number.to_string();
            set_attribute(&made, "type", "button");
            set_attribute(&made, "data-citation", &number);
            set_attribute(&made, "aria-label", &(labels.source)(&number));
            append(&made, &text_node(&number));
        }
        _ => {}
    }
    sync(&made, &[], content, labels);
    made.into()
}
