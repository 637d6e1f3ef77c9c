//! Porchlight's console: the page at `/console` on which people answer visitors, with rooms for what an owner adds,
//! looks at and sets.
//!
//! ```text
//!   shortcuts ─┐                                 ┌─► components   what is seen
//!   address   ─┼─► inbox::Inbox ◄── live, polls ─┤
//!   memory    ─┘      │     └─► rooms::Rooms ◄───┴─► api          requests to the site's surface
//!                     │            └─ model                       plain state of a room: no DOM, no network
//!                     └─ attachments, list, thread, clock, …      plain state of the inbox
//! ```
//! The views of the rooms are in a separate file, loaded when the first of them is opened: `components/other_rooms.rs`.
//!
//! *Invariant:* signing in uses the link up, and no script can read the session cookie. Text from visitors, models and
//! owners never becomes HTML: rich text builds nodes from an allow-list.

mod acting;
mod api;
mod attachments;
mod clock;
mod components;
mod download;
mod focus;
mod inbox;
mod link;
mod list;
mod live;
mod loaded;
mod mailto;
mod memory;
mod model;
mod poll;
mod problem;
mod room;
mod rooms;
mod shortcuts;
mod sound;
mod texts;
mod thread;
mod wire;

use components::app;
use inbox::Inbox;
use js_sys::Reflect;
use leptos::mount::mount_to;
use porchlight_browser as browser;
use rooms::Rooms;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The id of the element that the console renders into.
const ROOT: &str = "porchlight-console";

/// The JSON that `start.js` leaves with the languages.
fn languages() -> Option<String> {
    let said = Reflect::get(&browser::window(), &"porchlightLanguages".into());
    said.ok()?.as_string()
}

/// Renders the console in place of the loading notice.
pub fn start() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    let Some(root) = browser::document().get_element_by_id(ROOT) else {
        browser::log_error("Porchlight: this page is not the console");
        return;
    };
    root.set_text_content(None);
    if let Some(languages) = languages() {
        texts::speak(&languages);
    }
    let root: HtmlElement = root.unchecked_into();
    mount_to(root, || {
        let inbox = Inbox::new();
        inbox.start();
        app::app(inbox, Rooms::new(inbox))
    })
    .forget();
}
