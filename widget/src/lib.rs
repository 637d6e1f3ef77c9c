//! Porchlight's widget: launcher, panel and conversation, in the embed document.
//!
//! ```text
//!  components   the views
//!      │
//!      ├──────► actions   of the visitor and of the owner's page
//!      │           │
//!      │           ├──► stream ──► api   HTTP
//!      ▼           ▼       │
//!  state::Widget ◄─────────┘ ◄── settings, bridge, storage
//!      │
//!      └─ chat, conversations, lead, i18n   plain state: no DOM, no network
//! ```

mod actions;
mod api;
pub mod bridge;
mod chat;
mod components;
mod conversations;
pub mod i18n;
mod lead;
mod quotation;
pub mod settings;
mod signal;
mod state;
pub mod storage;
mod stream;
mod view;
pub mod wire;

use components::{launcher, panel};
use i18n::Sentences;
use leptos::{mount::mount_to, task::spawn_local};
use porchlight_browser as browser;
use state::{PanelSize, Widget};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, StorageEvent};

/// As fast as the default allocator at a third of its size, which every visitor downloads.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// The id of the element that the widget renders into.
const ROOT: &str = "porchlight";

/// Attaches to the embed document: uses its launcher and adds the panel.
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
    let parent = root.clone();
    mount_to(root, move || {
        let locale = snapshot.locale.unwrap_or_else(browser::language);
        let widget = Widget::new(settings, Sentences::new(snapshot.sentences), locale);
        if snapshot.inline {
            widget.panel_size.set(PanelSize::Inline);
        } else if snapshot.fullscreen {
            widget.panel_size.set(PanelSize::Screen);
        }
        widget.set_page(snapshot.page);
        widget.open.set(snapshot.open || snapshot.inline);
        listen(widget);
        widget.send_waiting_when_accepted();
        stream::restore(widget);
        widget.look_after_others();
        for command in snapshot.queue {
            widget.run(command);
        }
        let _taken_over = launcher::take_over(widget, button);
        view::mount(&parent, &panel::panel(widget));
        view::mount(&parent, &panel::announcer(widget));
    })
    .forget();
    bridge::signal(bridge::Signal::Ready);
}

/// Listens to boot.js, to other tabs, and to the page becoming visible.
fn listen(widget: Widget) {
    bridge::listen(move |command| widget.run(command));
    for (event, offline) in [("online", false), ("offline", true)] {
        browser::listen(event, move |_: Event| widget.set_offline(offline));
    }
    let key = storage::key(&widget.settings.project);
    browser::listen("storage", move |event: StorageEvent| {
        if event.key().as_deref() == Some(&key) {
            widget.on_stored_elsewhere(event.new_value().as_deref());
        }
    });
    browser::listen_on(&browser::document(), "visibilitychange", move |_: Event| {
        if !browser::document().hidden() {
            widget.look_again();
            spawn_local(widget.look_elsewhere());
            stream::catch_up(widget);
        }
    });
}
