//! The panel: a dialog with header, messages and composer.

use leptos::{ev::KeyboardEvent, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    citation_card::CitationCard,
    composer::Composer,
    erased::{follow, handle, say},
    header::Header,
    message_list::MessageList,
};
use crate::{
    browser,
    context::{Room, use_widget},
    i18n::Key,
};

/// What Tab can reach.
const FOCUSABLE: &str = "button:not([disabled]), textarea, input:not([disabled]), a[href]";

/// The panel. `data-layout` on the document shows and hides it.
#[component]
pub fn Panel() -> impl IntoView {
    let widget = use_widget();
    let panel = NodeRef::<html::Section>::new();
    let on_screen = move || widget.room.get() == Room::Screen;
    let keydown = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" if !event.is_composing() => {
            event.stop_propagation();
            widget.escape();
        }
        "Tab" if widget.room.get_untracked() == Room::Screen => {
            if let Some(panel) = panel.get_untracked() {
                keep_focus_inside(&panel, &event);
            }
        }
        _ => {}
    };
    let branding = widget
        .settings
        .with_value(|settings| settings.show_branding);
    view! {
        <section
            class="pl-panel"
            role="dialog"
            aria-modal=follow(move || on_screen().to_string())
            aria-label=widget.name()
            tabindex="-1"
            node_ref=panel
            on:keydown=handle(keydown)
        >
            <Header />
            <MessageList />
            <Composer />
            {branding.then(|| view! {
                <p class="pl-branding">{say(widget, Key::PoweredBy)} " " <strong>"Porchlight"</strong></p>
            })}
            <CitationCard />
            <p class="pl-announcer" aria-live="polite" aria-atomic="true">{follow(move || widget.announcement.get())}</p>
        </section>
    }
}

/// From the last element Tab goes to the first, and back.
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
    if event.shift_key() && (at(first) || at(panel)) {
        event.prevent_default();
        browser::focus(last);
    } else if !event.shift_key() && at(last) {
        event.prevent_default();
        browser::focus(first);
    }
}
