//! Moves the parts that a streaming server sends late to where its script would put them, and declarative shadow roots
//! to where a browser would.
//!
//! React and frameworks built on it send `<template id="B:0">` at a part's place, and the part in `<div hidden
//! id="S:0">` at the end of the body. Solid sends `<template id="pl-0">` and `<template id="0">`.

use std::collections::HashMap;

use ego_tree::NodeId;
use scraper::{ElementRef, Html, Node};

use super::{element::elements, folding::is_streamed};

/// The longest script that may move parts, in bytes.
const SCRIPT_BYTES: usize = 20_000;
/// The most placeholder nodes of a part.
const MOST_STAND_INS: usize = 200;

/// Whether a comment marks the start or the end of a placeholder.
pub(super) fn is_boundary(comment: &str) -> bool {
    BEGINNINGS.contains(&comment) || comment == END || comment.starts_with("pl-")
}

/// The comments before a placeholder, or before an empty place.
const BEGINNINGS: &[&str] = &["$", "$?", "$!"];
/// The comment after it.
const END: &str = "/$";

pub(super) fn put_in_place(page: &mut Html) {
    let moves = moves(page);
    let mut places: HashMap<String, NodeId> = HashMap::new();
    let mut parts: HashMap<String, ElementRef<'_>> = HashMap::new();
    let mut shadow_roots = Vec::new();
    for element in page.root_element().descendent_elements() {
        if element.attr("shadowrootmode").is_some() {
            shadow_roots.push((element.id(), element.id()));
        }
        let Some(id) = element.value().id() else {
            continue;
        };
        if element.value().name() != "template" {
            if is_streamed(&element) {
                parts.insert(id.to_owned(), element);
            }
        } else if id.starts_with("B:") || id.starts_with("P:") {
            let part = moves.get(id).cloned();
            let part = part.or_else(|| id.get(2..).map(|number| format!("S:{number}")));
            places.extend(part.map(|part| (part, element.id())));
        } else if let Some(part) = id.strip_prefix("pl-") {
            places.insert(part.to_owned(), element.id());
        } else {
            parts.insert(id.to_owned(), element);
        }
    }
    let placed_parts = places.into_iter().filter_map(|(part, place)| {
        let part = parts.get(&part)?;
        // Moving a part into itself would make a circle.
        let is_within = (page.tree.get(place)?)
            .ancestors()
            .any(|node| node.id() == part.id());
        (!is_within).then(|| (place, part.id()))
    });
    let parts: Vec<(NodeId, NodeId)> = shadow_roots.into_iter().chain(placed_parts).collect();
    for (place, part) in parts {
        // Another part may just have been moved into this one.
        let children = (page.tree.get(part).and_then(ElementRef::wrap))
            .map(|part| contents(&part))
            .unwrap_or_default();
        for stand_in in stand_ins(page, place) {
            if let Some(mut stand_in) = page.tree.get_mut(stand_in) {
                stand_in.detach();
            }
        }
        for child in children {
            let is_within = page.tree.get(place).is_none_or(|place| {
                place.id() == child || place.ancestors().any(|node| node.id() == child)
            });
            if !is_within && let Some(mut place) = page.tree.get_mut(place) {
                place.insert_id_before(child);
            }
        }
    }
}

/// The child nodes of an element. A template has them in a document fragment of its own.
fn contents(element: &ElementRef<'_>) -> Vec<NodeId> {
    element
        .children()
        .flat_map(|child| match child.value() {
            Node::Fragment => child.children().map(|child| child.id()).collect(),
            _ => vec![child.id()],
        })
        .collect()
}

/// The place of each part, from the calls in React's scripts: `$RC("B:0","S:1")`, `$RS("S:1","P:1")`.
fn moves(page: &Html) -> HashMap<String, String> {
    let mut moves = HashMap::new();
    let scripts = elements(page, "script").flat_map(|script| script.text());
    for script in scripts.filter(|text| text.len() <= SCRIPT_BYTES) {
        for call in script.split("$R").skip(1) {
            let mut names = call.split(['"', '\'']).skip(1).step_by(2);
            match (call.get(..2), names.next(), names.next()) {
                (Some("C("), Some(place), Some(part)) | (Some("S("), Some(part), Some(place)) => {
                    moves.insert(place.to_owned(), part.to_owned());
                }
                _ => {}
            }
        }
    }
    moves
}

/// The placeholder after `place`. Empty if its end is not marked.
fn stand_ins(page: &Html, place: NodeId) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut within = 0;
    let Some(place) = page.tree.get(place) else {
        return found;
    };
    for node in place.next_siblings().take(MOST_STAND_INS) {
        if let Node::Comment(comment) = node.value() {
            match &**comment {
                END if within == 0 => return found,
                END => within -= 1,
                text if text.starts_with("pl-") => return found,
                text if BEGINNINGS.contains(&text) => within += 1,
                _ => {}
            }
        }
        found.push(node.id());
    }
    Vec::new()
}
