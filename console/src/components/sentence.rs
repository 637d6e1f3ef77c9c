//! Sentences with views in them, and text that only screen readers get.

use leptos::prelude::*;

use crate::texts::filled;

/// A text whose names in braces are replaced by views.
pub(super) fn sentence(
    text: &'static str,
    mut views: Vec<(&'static str, AnyView)>,
) -> Vec<AnyView> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, name, after)) = first_name(rest) {
        parts.push(before.into_any());
        let place = views.iter().position(|(known, _)| *known == name);
        parts.extend(place.map(|place| views.swap_remove(place).1));
        rest = after;
    }
    parts.push(rest.into_any());
    parts
}

/// Splits a text at the first name in braces: before, name, after.
fn first_name(text: &'static str) -> Option<(&'static str, &'static str, &'static str)> {
    let (before, from) = text.split_once('{')?;
    let (name, after) = from.split_once('}')?;
    Some((before, name, after))
}

/// What a button acts on, for screen readers. Everybody else sees it from the button's place.
pub(super) fn about(name: &str) -> impl IntoView + use<> {
    let name = filled(" {name}|what a button is about", &[("name", name)]);
    view! { <span class="pc-unseen">{name}</span> }
}
