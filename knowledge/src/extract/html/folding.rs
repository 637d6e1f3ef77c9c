//! Parts of a page that a visitor can unfold without leaving it: folded answers, tabs, and parts that a streaming
//! server sends at the end. All of this is content, although it is hidden at first.
//!
//! The markup varies. A control names the part it shows (`aria-controls`, `data-target`, `href="#…"`, `onclick`), or
//! the part names its control (`aria-labelledby`), or the part is recognised by its role, element or class, or comes
//! right after its control.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;
use scraper::{ElementRef, Html};

pub(super) use self::hidden::{begins_hidden, is_streamed};
use self::{
    named::named_by,
    shown::{is_rest, stands_before_answer},
    tabs::Tabs,
    words::{CONTROLS, OVERLAYS, PARTS},
};
use super::{
    element::{CONTROL_CHARS, has_word, is_block, is_control},
    survey::Survey,
};

mod hidden;
mod named;
mod shown;
mod tabs;
mod words;

/// How many elements of a control's wrapper are searched for the control.
const WRAPPED: usize = 50;
/// How many levels of wrappers a hidden part and its control may have.
const WRAPPERS: usize = 3;

/// Which elements of a page unfold, and which controls unfold them.
#[derive(Default)]
pub(super) struct Folding {
    /// The ids that controls refer to.
    named: HashSet<String>,
    /// The elements with these ids.
    parts: HashMap<String, NodeId>,
    /// The first control that refers to each of these ids.
    controls: HashMap<String, NodeId>,
    /// The tab of each panel, by the panel's id and by the tab's own id.
    tabs: HashMap<String, NodeId>,
    /// Tabs that do not name their panels.
    unnamed: Tabs,
}

impl Folding {
    pub(super) fn of(page: &Html) -> Self {
        let mut folding = Self {
            unnamed: Tabs::of(page),
            ..Self::default()
        };
        for element in page.root_element().descendent_elements() {
            for id in named_by(&element) {
                folding.named.insert(id.to_owned());
                if is_control(&element) {
                    folding
                        .controls
                        .entry(id.to_owned())
                        .or_insert(element.id());
                }
            }
            if element.attr("role") == Some("tab") {
                let place = element.attr("href").and_then(|href| href.strip_prefix('#'));
                let panels = element.attr("aria-controls").into_iter().chain(place);
                for id in panels.chain(element.value().id()) {
                    folding.tabs.insert(id.to_owned(), element.id());
                }
            }
        }
        for element in page.root_element().descendent_elements() {
            if let Some(id) = element.value().id()
                && folding.named.contains(id)
            {
                folding.parts.entry(id.to_owned()).or_insert(element.id());
            }
        }
        folding
    }

    pub(super) fn names(&self, element: &ElementRef<'_>) -> bool {
        (element.value().id()).is_some_and(|id| self.named.contains(id))
    }

    /// The control that refers to `part`.
    pub(super) fn control_of(&self, part: &ElementRef<'_>) -> Option<NodeId> {
        self.controls.get(part.value().id()?).copied()
    }

    /// The last element of the part that `control` shows, if that part is elsewhere.
    pub(super) fn part_of(&self, control: &ElementRef<'_>, survey: &Survey) -> Option<NodeId> {
        let named = (named_by(control).into_iter())
            .find_map(|id| self.parts.get(id))
            .and_then(|part| control.tree().get(*part))
            .and_then(ElementRef::wrap)
            .filter(|part| {
                survey.holding(part).before >= survey.holding(control).before
                    && !control.ancestors().any(|around| around.id() == part.id())
            });
        let hidden = || part_after(control).filter(|part| self.shows(part, survey));
        let part = named.or_else(hidden)?;
        let rest = (part
            .next_siblings()
            .filter_map(ElementRef::wrap)
            .take(SIBLINGS))
        .take_while(|next| next.value().name() == part.value().name() && begins_hidden(next));
        Some(rest.last().unwrap_or(part).id())
    }

    /// The tab of a panel.
    pub(super) fn tab_of(&self, panel: &ElementRef<'_>) -> Option<NodeId> {
        let ids = panel.value().id().into_iter();
        ids.chain(panel.attr("aria-labelledby"))
            .find_map(|id| self.tabs.get(id))
            .copied()
            .or_else(|| self.unnamed.tab_of(panel))
    }

    /// Whether `element` is a panel, by its role or by its place after a row of tabs.
    pub(super) fn is_panel(&self, element: &ElementRef<'_>) -> bool {
        element.attr("role") == Some("tabpanel") || self.unnamed.tab_of(element).is_some()
    }

    /// Whether `element` is a row of tabs, whose names become headings of their panels.
    pub(super) fn is_row_of_tabs(&self, element: &ElementRef<'_>) -> bool {
        self.unnamed.is_row(element)
    }

    /// Whether the page can show `element`, which is hidden at first.
    pub(super) fn shows(&self, element: &ElementRef<'_>, survey: &Survey) -> bool {
        let is_only_for_eyes = element.attr("aria-hidden") == Some("true");
        if !(is_block(element) || element.value().name() == "span" && !is_only_for_eyes)
            || has_word(element, OVERLAYS)
        {
            return false;
        }
        self.names(element)
            || self.is_panel(element)
            || element.attr("role") == Some("region")
            || is_row_of_folded(element)
            || element.attr("aria-labelledby").is_some()
            || element.value().name() == "dd"
            || is_streamed(element)
            || has_word(element, PARTS)
            || is_rest(element)
            || is_after_control(element, survey)
            || has_visible_twin(element)
    }

    /// Whether `control` opens a menu, or a dialog that has its own place and heading.
    fn pops_up(&self, control: &ElementRef<'_>, survey: &Survey) -> bool {
        let shown = (named_by(control).into_iter())
            .find_map(|id| self.parts.get(id))
            .and_then(|part| control.tree().get(*part))
            .and_then(ElementRef::wrap);
        let is_dialog = shown.is_some_and(|part| part.value().name() == "dialog");
        let tells = || {
            shown.is_some_and(|part| {
                let holding = survey.holding(&part);
                holding.sentences > 0 && holding.tells()
            })
        };
        is_dialog || control.attr("aria-haspopup").is_some() && !tells()
    }

    /// Whether `element` unfolds part of the content, which makes it the heading of that part.
    pub(super) fn unfolds(&self, element: &ElementRef<'_>, survey: &Survey) -> bool {
        let holding = survey.holding(element);
        if holding.chars == 0
            || holding.chars > CONTROL_CHARS
            || holding.headings + holding.summaries + holding.tables > 0
            || element.attr("role") == Some("tab")
            || self.pops_up(element, survey)
        {
            return false;
        }
        let is_button =
            element.value().name() == "button" || element.attr("role") == Some("button");
        let names_part = ["aria-controls", "popovertarget", "commandfor"]
            .iter()
            .filter_map(|name| element.attr(name))
            .any(|ids| ids.split_whitespace().any(|id| self.named.contains(id)));
        // A button may have its text in a link.
        if holding.inner_controls > usize::from(is_button && names_part) {
            return false;
        }
        let is_toggle = ["data-toggle", "data-bs-toggle"]
            .iter()
            .any(|name| element.attr(name).is_some_and(|what| what == "collapse"));
        let is_followed = part_after(element).is_some_and(|part| self.shows(&part, survey));
        if stands_before_answer(element, is_button, survey) {
            return true;
        }
        match element.value().name() {
            "button" | "div" | "a" | "span" | "p" | "label" => {
                is_button && (names_part || element.attr("aria-expanded").is_some() || is_followed)
                    || is_toggle
                    || element.attr("aria-expanded").is_some() && (names_part || is_followed)
                    || is_followed && (is_control(element) || has_word(element, CONTROLS))
            }
            _ => false,
        }
    }
}

/// The hidden part right after `element`, within as many wrappers on either side.
fn part_after<'p>(element: &ElementRef<'p>) -> Option<ElementRef<'p>> {
    let mut inner = *element;
    for _ in 0..WRAPPERS {
        if let Some(mut next) = inner.next_siblings().find_map(ElementRef::wrap) {
            for _ in 0..WRAPPERS {
                if begins_hidden(&next) {
                    return Some(next);
                }
                next = next.child_elements().next()?;
            }
            return None;
        }
        inner = inner.parent().and_then(ElementRef::wrap)?;
    }
    None
}

/// Whether `row` is in a table that unfolds.
fn is_row_of_folded(row: &ElementRef<'_>) -> bool {
    row.value().name() == "tr"
        && (row.ancestors().take(WRAPPERS).filter_map(ElementRef::wrap))
            .any(|around| around.value().name() == "table" && has_word(&around, PARTS))
}

fn is_after_control(element: &ElementRef<'_>, survey: &Survey) -> bool {
    let mut inner = *element;
    for _ in 0..WRAPPERS {
        let before = (inner.prev_siblings())
            .take(SIBLINGS)
            .filter_map(ElementRef::wrap)
            .find(|before| !matches!(before.value().name(), "br" | "hr" | "script" | "style"));
        if let Some(before) = before {
            return is_mostly_control(&before, survey) || has_word(&before, CONTROLS);
        }
        match inner.parent().and_then(ElementRef::wrap) {
            Some(parent) => inner = parent,
            None => return false,
        }
    }
    false
}

/// Whether `element` is a control or little more than one, and does not submit a form.
fn is_mostly_control(element: &ElementRef<'_>, survey: &Survey) -> bool {
    let holding = survey.holding(element);
    if is_control(element) {
        return !submits(element, survey);
    }
    if holding.inner_controls == 0 || holding.chars > CONTROL_CHARS || holding.forms > 0 {
        return false;
    }
    let controls = (element.descendent_elements().skip(1).take(WRAPPED)).filter(is_control);
    let mut controls = controls.filter(|control| !submits(control, survey));
    controls.any(|control| {
        // A note in a text has a link, too.
        control.value().name() != "a"
            || holding.headings > 0
            || survey.holding(&control).chars * 2 >= holding.chars
    })
}

/// Whether `button` submits its form. A hidden part after it is shown only after submission.
fn submits(button: &ElementRef<'_>, survey: &Survey) -> bool {
    button.value().name() == "button"
        && survey.holding(button).within.form
        && button.attr("type").is_none_or(|kind| kind == "submit")
        && button.attr("aria-expanded").is_none()
}

/// Whether a sibling with the same class is visible, as one of several tabs without roles is.
fn has_visible_twin(element: &ElementRef<'_>) -> bool {
    let Some(class) = element.value().classes().next() else {
        return false;
    };
    let mut siblings = element
        .prev_siblings()
        .take(SIBLINGS)
        .chain(element.next_siblings().take(SIBLINGS))
        .filter_map(ElementRef::wrap);
    siblings.any(|twin| {
        twin.value().name() == element.value().name()
            && twin
                .value()
                .classes()
                .take(SIBLINGS)
                .any(|other| other == class)
            && !begins_hidden(&twin)
    })
}

/// How many siblings on either side are compared.
const SIBLINGS: usize = 20;
