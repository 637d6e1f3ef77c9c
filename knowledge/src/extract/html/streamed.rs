//! Puts the parts that a streaming server sends late where its script would put them.
//!
//! React and what is built on it send `<template id="B:0">` where a part belongs, and `<div hidden id="S:0">` with the part
//! at the end of the body.

use std::collections::HashMap;

use ego_tree::NodeId;
use scraper::Html;

use super::{element::elements, folding::is_streamed};

pub(super) fn put_in_place(page: &mut Html) {
    let places: HashMap<String, NodeId> = elements(page, "template")
        .filter_map(|template| {
            let number = template.value().id()?.strip_prefix("B:")?;
            Some((number.to_owned(), template.id()))
        })
        .collect();
    if places.is_empty() {
        return;
    }
    let parts: Vec<(NodeId, Vec<NodeId>)> = elements(page, "div")
        .filter(is_streamed)
        .filter_map(|part| {
            let number = part.value().id()?.strip_prefix("S:")?;
            let place = *places.get(number)?;
            // A part within itself would make a circle.
            let is_within = (page.tree.get(place)?)
                .ancestors()
                .any(|node| node.id() == part.id());
            let children = part.children().map(|child| child.id()).collect();
            (!is_within).then_some((place, children))
        })
        .collect();
    for (place, children) in parts {
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
