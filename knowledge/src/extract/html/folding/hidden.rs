//! Hiding by attributes and inline styles.

use scraper::ElementRef;

/// How much of an inline style is parsed, in bytes.
const STYLE_BYTES: usize = 1_000;

/// Whether attributes or inline styles hide `element`.
pub(in super::super) fn begins_hidden(element: &ElementRef<'_>) -> bool {
    element
        .attr("hidden")
        .is_some_and(|how| how != "until-found")
        || element.attr("aria-hidden") == Some("true")
        || element.attr("style").is_some_and(|style| {
            let style = style
                .get(..style.floor_char_boundary(STYLE_BYTES))
                .unwrap_or_default();
            hides(style)
        })
}

/// Whether the declarations of an inline style hide its element. The last declaration of a property counts.
fn hides(style: &str) -> bool {
    let value = |wanted: &str| {
        style.rsplit(';').find_map(|declaration| {
            let (name, value) = declaration.split_once(':')?;
            let value = value.split('!').next().unwrap_or_default();
            (name.trim().eq_ignore_ascii_case(wanted)).then(|| value.trim().to_ascii_lowercase())
        })
    };
    let is = |name: &str, hiding: &str| value(name).is_some_and(|value| value == hiding);
    let is_zero = |name: &str| {
        value(name).is_some_and(|value| {
            let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
            number.parse::<f32>().is_ok_and(|number| number == 0.0)
        })
    };
    is("display", "none")
        || is("visibility", "hidden")
        || is("content-visibility", "hidden")
        || is_zero("height")
        || is_zero("max-height")
}

/// Whether React or a similar framework sent this part late: `<div hidden id="S:0">`, which a script moves to
/// `<template id="B:0">`.
pub(in super::super) fn is_streamed(element: &ElementRef<'_>) -> bool {
    (element.value().id()).is_some_and(|id| {
        id.split_once(':').is_some_and(|(kind, number)| {
            kind == "S"
                && !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    })
}
