//! Porchlight's widget: launcher, panel and conversation, in the embed document.
//!
//! ```text
//!  settings ─┐                                   ┌─► components   what is seen
//!  bridge ───┼─► context::Widget ◄── events ── stream ──► api   what is sent and comes
//!  storage ──┘        │
//!                     └─ chat, i18n   plain state: no DOM, no network
//! ```

pub mod api;
pub mod bridge;
pub mod chat;
pub mod components;
pub mod context;
pub mod i18n;
pub mod lead;
pub mod settings;
pub mod storage;
pub mod stream;
pub mod value;
pub mod view;
pub mod wire;

use components::{launcher, panel};
use context::{Room, Widget};
use leptos::mount::mount_to;
use porchlight_browser as browser;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, StorageEvent};

/// The element that the widget takes over.
const ROOT: &str = "porchlight";

/// Takes the embed document over: brings its launcher to life and adds the panel.
pub fn start() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    let root = browser::document().get_element_by_id(ROOT);
    let button = root
        .as_ref()
        .and_then(|root| root.query_selector(".pl-launcher").ok().flatten());
    let (Some(root), Some(button), Some(settings)) = (root, button, settings::read()) else {
        browser::log_error("Porchlight: this page is not an embed document");
        return;
    };
    let root: HtmlElement = root.unchecked_into();
    let snapshot = bridge::snapshot();
    let opened = snapshot.open && !snapshot.inline;
    let parent = root.clone();
    mount_to(root, move || {
        let locale = snapshot.locale.unwrap_or_else(browser::language);
        let widget = Widget::new(settings, locale);
        if snapshot.inline {
            widget.room.set(Room::Inline);
        } else if snapshot.fullscreen {
            widget.room.set(Room::Screen);
        }
        widget.set_page(snapshot.page);
        widget.open.set(snapshot.open || snapshot.inline);
        listen(widget);
        stream::restore(widget);
        for command in snapshot.queue {
            widget.obey(command);
        }
        let _taken_over = launcher::take_over(widget, button);
        view::show(&parent, &panel::panel(widget));
    })
    .forget();
    bridge::signal(bridge::Signal::Ready);
    if opened {
        Widget::focus_panel();
    }
}

/// Hears boot.js and the other tabs.
fn listen(widget: Widget) {
    bridge::listen(move |command| widget.obey(command));
    let key = storage::key(&widget.settings.project);
    browser::listen("storage", move |event: StorageEvent| {
        if event.key().as_deref() == Some(&key) {
            widget.stored_elsewhere(event.new_value().as_deref());
        }
    });
    browser::listen_on(&browser::document(), "visibilitychange", move |_: Event| {
        if !browser::document().hidden() {
            stream::catch_up(widget);
        }
    });
}
