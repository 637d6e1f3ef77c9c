//! The ids of the parts that an element says it shows.

use scraper::ElementRef;

use super::words::OVERLAYS;

/// The longest value that is searched for ids, in bytes.
const VALUE_BYTES: usize = 300;
/// Words in the names of `data-*` attributes that contain the id of the part shown.
const TARGETS: &[&str] = &[
    "accordion",
    "collapse",
    "controls",
    "expand",
    "href",
    "panel",
    "reveal",
    "show",
    "tab",
    "target",
    "targets",
    "toggle",
    "toggles",
];

/// The ids that the attributes of `control` refer to. Its own id says nothing about what it shows.
pub(super) fn named_by<'p>(control: &ElementRef<'p>) -> Vec<&'p str> {
    let mut ids: Vec<&str> = Vec::new();
    for (name, value) in control.value().attrs() {
        if value.len() > VALUE_BYTES {
            continue;
        }
        match name {
            "aria-controls" | "aria-owns" | "popovertarget" | "commandfor" => {
                ids.extend(value.split_whitespace());
            }
            "href" => ids.extend(value.strip_prefix('#')),
            "onclick" => ids.extend(value.split(|c: char| !is_of_id(c))),
            name if names_part(name) => ids.push(value.trim().trim_start_matches('#')),
            _ => {}
        }
    }
    let own = control.value().id();
    ids.retain(|id| !id.is_empty() && Some(*id) != own);
    ids
}

/// Whether an attribute with this name contains the id of the part shown: `data-target`, `data-bs-target`.
pub(super) fn names_part(name: &str) -> bool {
    name.strip_prefix("data-").is_some_and(|name| {
        name.split('-').any(|word| TARGETS.contains(&word))
            && !name.split('-').any(|word| OVERLAYS.contains(&word))
    })
}

fn is_of_id(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')
}
