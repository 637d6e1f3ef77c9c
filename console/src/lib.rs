//! Porchlight's inbox: the page at `/console` on which people answer visitors.
//!
//! ```text
//!   keyboard ─┐                               ┌─► components   what is seen
//!   address  ─┼─► desk::Desk ◄── live, polls ─┴─► api          what is asked of the site's surface
//!   memory   ─┘      │
//!                    └─ list, thread, clock, poll   plain state: no DOM, no network
//! ```
//! What must hold: the key that was signed in with is not kept here; the browser holds a cookie that no script reads.
//! Visitor, model and owner text never becomes HTML: rich text builds nodes from an allow-list.

mod api;
mod clock;
mod components;
mod desk;
mod keyboard;
mod list;
mod live;
mod memory;
mod poll;
mod problem;
mod sound;
mod thread;
mod wire;

use components::app;
use desk::Desk;
use leptos::mount::mount_to;
use porchlight_browser as browser;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The element that the inbox is shown in.
const ROOT: &str = "porchlight-console";

/// Shows the inbox in the document, in the place of what says that it is loading.
pub fn start() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    let Some(root) = browser::document().get_element_by_id(ROOT) else {
        browser::log_error("Porchlight: this page is not the inbox");
        return;
    };
    root.set_text_content(None);
    let root: HtmlElement = root.unchecked_into();
    mount_to(root, || {
        let desk = Desk::new();
        desk.begin();
        app::app(desk)
    })
    .forget();
}
