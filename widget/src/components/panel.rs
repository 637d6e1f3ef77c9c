//! The panel: a dialog with header, messages and composer.

use porchlight_browser as browser;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::{
    citation_card::citation_card, composer::composer, header::header,
    leave_question::leave_question, message_list::message_list,
};
use crate::{
    i18n::Key,
    state::{PanelSize, Widget},
    view::{View, aria_bool, view},
};

/// Selects the elements that Tab stops at.
const FOCUSABLE: &str = "button:not([disabled]), textarea, input:not([disabled]), a[href]";

/// Selects what covers the panel and keeps the focus until it is closed.
const TOP: &str = ".pl-card";

/// The panel. `data-layout` on the document's root shows and hides it.
pub(crate) fn panel(widget: Widget) -> View {
    let panel = view("section", "pl-panel");
    let element: HtmlElement = panel.element();
    let keydown = move |event: &KeyboardEvent| match event.key().as_str() {
        "Escape" if !event.is_composing() => {
            event.stop_propagation();
            widget.escape();
        }
        "Tab" => {
            let top = element.query_selector(TOP).ok().flatten();
            let top = top.and_then(|top| top.dyn_into().ok());
            if let Some(top) = top {
                keep_focus_inside(&top, event);
            } else if widget.panel_size.get_untracked() == PanelSize::Screen {
                keep_focus_inside(&element, event);
            }
        }
        _ => {}
    };
    let branding = widget.settings.show_branding;
    panel
        .attr("role", "dialog")
        .attr("aria-label", &widget.settings.name)
        .attr("tabindex", "-1")
        .dyn_attr("aria-modal", move || {
            aria_bool(widget.panel_size.get() == PanelSize::Screen)
        })
        .dyn_attr("data-holder", move || {
            widget.chat.with(|chat| chat.holder.name().to_owned())
        })
        .on("keydown", move |event| keydown(event.unchecked_ref()))
        .child(header(widget))
        .child(message_list(widget))
        .child(composer(widget))
        .children(branding.then(|| {
            view("p", "pl-branding")
                .child(view("span", "").dyn_text(widget.text_signal(Key::PoweredBy)))
                .text(" ")
                .child(view("strong", "").text("Porchlight"))
        }))
        .dyn_child(move || leave_question(widget))
        .dyn_child(move || citation_card(widget))
}

/// The live region for screen readers. It is outside the panel, because nothing in a closed panel is announced.
pub(crate) fn announcer(widget: Widget) -> View {
    view("p", "pl-announcer")
        .attr("aria-live", "polite")
        .attr("aria-atomic", "true")
        .dyn_text(move || widget.announcement.get())
}

/// Wraps Tab from the last element to the first, and back.
fn keep_focus_inside(panel: &HtmlElement, event: &KeyboardEvent) {
    let Ok(found) = panel.query_selector_all(FOCUSABLE) else {
        return;
    };
    let shown: Vec<HtmlElement> = (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into::<HtmlElement>().ok())
        .filter(|element| element.offset_width() > 0)
        .collect();
    let (Some(first), Some(last)) = (shown.first(), shown.last()) else {
        return;
    };
    let active = browser::document().active_element();
    let at = |element: &HtmlElement| active.as_ref() == Some(element.as_ref());
    // After a click on something that cannot take the focus, the panel has it.
    let is_inside = shown.iter().any(at);
    if event.shift_key() && (at(first) || !is_inside) {
        event.prevent_default();
        browser::focus(last);
    } else if !event.shift_key() && (at(last) || !(is_inside || at(panel))) {
        event.prevent_default();
        browser::focus(first);
    }
}
