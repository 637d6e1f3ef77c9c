//! Tabs whose markup does not connect them to their panels: the first tab belongs to the first panel, and so on.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;
use scraper::{ElementRef, Html};

use super::{
    super::element::{has_word, is_block, letters},
    named::names_part,
};

/// The most tabs of a row.
const MOST_TABS: usize = 20;
/// The longest name of a tab, in characters.
const NAME_CHARS: usize = 60;
/// How many levels of wrappers the row of tabs may have before its panels.
const WRAPPERS: usize = 2;
/// Words in the class of a row of tabs.
const ROWS: &[&str] = &["tab", "tabs", "tabbed", "tablist"];

/// The rows of tabs of a page, and the tab of each panel.
#[derive(Default)]
pub(super) struct Tabs {
    rows: HashSet<NodeId>,
    by_panel: HashMap<NodeId, NodeId>,
}

impl Tabs {
    pub(super) fn of(page: &Html) -> Self {
        let mut found = Self::default();
        let mut by_id: HashMap<&str, ElementRef<'_>> = HashMap::new();
        for element in page.root_element().descendent_elements() {
            if let Some(id) = element.value().id() {
                by_id.entry(id).or_insert(element);
            }
        }
        for element in page.root_element().descendent_elements() {
            if let Some(pairs) = named_pairs(element, &by_id) {
                found.rows.insert(element.id());
                found.by_panel.extend(pairs);
                continue;
            }
            if let Some(pairs) = pairs_within(element) {
                found.rows.extend(pairs.iter().map(|(_, tab)| *tab));
                found.by_panel.extend(pairs);
                continue;
            }
            let tabs = tabs_of(element);
            let Some(panels) = panels_after(element, tabs.len()) else {
                continue;
            };
            found.rows.insert(element.id());
            let pairs = panels.iter().zip(&tabs);
            (found.by_panel).extend(pairs.map(|(panel, tab)| (panel.id(), tab.id())));
        }
        found
    }

    pub(super) fn tab_of(&self, panel: &ElementRef<'_>) -> Option<NodeId> {
        self.by_panel.get(&panel.id()).copied()
    }

    pub(super) fn is_row(&self, element: &ElementRef<'_>) -> bool {
        self.rows.contains(&element.id())
    }
}

/// The tabs of a row. Empty if `row` is not a row of tabs.
fn tabs_of(row: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    let is_list = row.attr("role") == Some("tablist");
    let looks_like_one = || {
        matches!(row.value().name(), "div" | "ul" | "nav")
            && (has_word(&row, ROWS) || row.child_elements().all(|child| is_switch_of_box(&child)))
    };
    if !is_list && !looks_like_one() {
        return Vec::new();
    }
    let children = || {
        row.child_elements()
            .filter(|child| child.value().name() != "input")
    };
    let is_tab = |child: &ElementRef<'_>| {
        let inner = child.child_elements().next();
        let is_switch = |element: &ElementRef<'_>| match element.value().name() {
            "button" | "label" => true,
            "a" => (element.attr("href")).is_none_or(|href| href.starts_with('#')),
            _ => element.attr("role") == Some("tab"),
        };
        is_switch(child)
            || matches!(child.value().name(), "li" | "div") && inner.is_some_and(|a| is_switch(&a))
    };
    let tabs: Vec<ElementRef<'_>> = children().take(MOST_TABS + 1).collect();
    let are_tabs =
        (2..=MOST_TABS).contains(&tabs.len()) && tabs.iter().all(|tab| is_tab(tab) && is_name(tab));
    if are_tabs { tabs } else { Vec::new() }
}

/// As many panels as there are tabs: inside the element after the row, or right after the row.
fn panels_after(row: ElementRef<'_>, number: usize) -> Option<Vec<ElementRef<'_>>> {
    if number == 0 {
        return None;
    }
    let are_panels = |panels: &[ElementRef<'_>]| {
        let name = panels.first().map(|panel| panel.value().name());
        panels.len() == number
            && (panels.iter()).all(|panel| is_block(panel) && Some(panel.value().name()) == name)
    };
    let mut around = row;
    for _ in 0..=WRAPPERS {
        let after: Vec<ElementRef<'_>> = (around.next_siblings().filter_map(ElementRef::wrap))
            .filter(|next| !matches!(next.value().name(), "script" | "style"))
            .take(number + 1)
            .collect();
        if let Some(first) = after.first() {
            let within: Vec<ElementRef<'_>> = first.child_elements().take(number + 1).collect();
            return if are_panels(&within) {
                Some(within)
            } else {
                Some(after).filter(|after| are_panels(after))
            };
        }
        around = around.parent().and_then(ElementRef::wrap)?;
    }
    None
}

/// The panels and tabs of a row in which each tab names its panel's id in an attribute for scripts.
fn named_pairs(
    row: ElementRef<'_>,
    by_id: &HashMap<&str, ElementRef<'_>>,
) -> Option<Vec<(NodeId, NodeId)>> {
    if row.attr("role") == Some("tablist") || !matches!(row.value().name(), "div" | "ul" | "nav") {
        return None;
    }
    let tabs: Vec<ElementRef<'_>> = row.child_elements().take(MOST_TABS + 1).collect();
    if !(2..=MOST_TABS).contains(&tabs.len()) {
        return None;
    }
    let pair = |tab: &ElementRef<'_>| {
        let switch = Some(*tab).filter(|_| tab.value().name() != "li");
        let switch = switch.or_else(|| tab.child_elements().next())?;
        let id = (switch.value().attrs())
            .filter(|(name, _)| names_part(name))
            .map(|(_, id)| id.trim().trim_start_matches('#'))
            .find(|id| by_id.contains_key(id))?;
        let panel = by_id.get(id).filter(|panel| is_block(panel))?;
        let is_apart = panel.ancestors().all(|around| around.id() != row.id())
            && tab.ancestors().all(|around| around.id() != panel.id());
        (is_apart && is_name(tab)).then(|| (panel.id(), tab.id()))
    };
    let pairs: Vec<(NodeId, NodeId)> = tabs.iter().map(pair).collect::<Option<_>>()?;
    let panels: HashSet<NodeId> = pairs.iter().map(|(panel, _)| *panel).collect();
    (panels.len() == pairs.len()).then_some(pairs)
}

/// The panels and tabs in an element that contains both: labels of inputs, followed by as many panels.
fn pairs_within(around: ElementRef<'_>) -> Option<Vec<(NodeId, NodeId)>> {
    let parts: Vec<ElementRef<'_>> = (around.child_elements())
        .filter(|child| !matches!(child.value().name(), "input" | "script" | "style"))
        .take(2 * MOST_TABS + 1)
        .collect();
    let number = parts
        .iter()
        .take_while(|part| is_switch_of_box(part))
        .count();
    let (tabs, panels) = parts.split_at_checked(number)?;
    let name = panels.first()?.value().name();
    let are_pairs = (2..=MOST_TABS).contains(&number)
        && panels.len() == number
        && tabs.iter().all(is_name)
        && (panels.iter()).all(|panel| is_block(panel) && panel.value().name() == name);
    are_pairs.then(|| {
        let pairs = panels.iter().zip(tabs);
        pairs.map(|(panel, tab)| (panel.id(), tab.id())).collect()
    })
}

/// Whether `element` is the label of an input elsewhere.
fn is_switch_of_box(element: &ElementRef<'_>) -> bool {
    element.value().name() == "label" && element.attr("for").is_some()
}

/// Whether the text of `tab` is short enough for a name.
fn is_name(tab: &ElementRef<'_>) -> bool {
    (1..=NAME_CHARS).contains(&letters(tab, NAME_CHARS + 1))
}
