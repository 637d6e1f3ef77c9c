//! The icons, as paths on a grid of 20 by 20.

use crate::view::{View, svg_element};

pub(crate) const CLOSE: &str = "m5 5 10 10M15 5 5 15";
pub(crate) const MORE: &str = "M4.5 10h.01M10 10h.01M15.5 10h.01";
pub(crate) const SEND: &str = "M10 16V4.5M5 9l5-5 5 5";
pub(crate) const DOWN: &str = "M10 4v11.5M5 11l5 5 5-5";
pub(crate) const COPY: &str = "M7.5 7.5V5A1.5 1.5 0 0 1 9 3.500h6A1.5 1.5 0 0 1 16.5 5v6a1.5 1.5 0 0 1-1.5 1.500h-2.500M5 7.500h6A1.5 1.5 0 0 1 12.5 9v6a1.5 1.5 0 0 1-1.5 1.500H5A1.5 1.5 0 0 1 3.5 15V9A1.5 1.5 0 0 1 5 7.500Z";
pub(crate) const DONE: &str = "m4.5 10.5 3.5 3.5 7.5-8";
pub(crate) const HELPFUL: &str = "M6.5 9v7M6.5 9l3-5.500c1.4 0 2.2 1 2 2.300L11 8.500h3.600c1.1 0 1.9 1 1.7 2l-.9 4.200c-.2.8-.9 1.3-1.7 1.300H6.500m0-7H4.300c-.4 0-.8.4-.8.800v5.400c0 .4.4.8.8.8h2.2";
pub(crate) const NOT_HELPFUL: &str = "M13.5 11V4M13.5 11l-3 5.500c-1.4 0-2.2-1-2-2.300l.5-2.700H5.400c-1.1 0-1.9-1-1.7-2l.9-4.200c.2-.8.9-1.3 1.7-1.300h7.200m0 7h2.200c.4 0 .8-.4.8-.800V4.800c0-.4-.4-.8-.8-.8h-2.2";
pub(crate) const OPEN: &str = "M8 4.500H5.500A1.5 1.5 0 0 0 4 6v8.500A1.5 1.5 0 0 0 5.5 16H14a1.5 1.5 0 0 0 1.5-1.500V12M11.5 4H16v4.500M16 4l-7 7";
pub(crate) const NEW_CHAT: &str = "M10 4.500H5.500A1.5 1.5 0 0 0 4 6v8.500A1.5 1.5 0 0 0 5.5 16H14a1.5 1.5 0 0 0 1.5-1.500V10M8.5 11.5 9 9.200l6-6 1.8 1.8-6 6-2.3.5Z";
pub(crate) const PERSON: &str =
    "M10 9.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 16.500c.6-2.8 3-4.5 6-4.500s5.4 1.7 6 4.5";

/// An icon, which screen readers skip.
pub(crate) fn icon(path: &str) -> View {
    svg_element("svg", "pl-icon")
        .attr("viewBox", "0 0 20 20")
        .attr("aria-hidden", "true")
        .child(svg_element("path", "").attr("d", path))
}
