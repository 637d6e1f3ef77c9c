//! Porchlight's inbox: the page at `/console` on which people answer visitors.
//!
//! ```text
//!   shortcuts ─┐                                 ┌─► components   what is seen
//!   address   ─┼─► inbox::Inbox ◄── live, polls ─┴─► api          requests to the site's surface
//!   memory    ─┘      │
//!                     └─ list, thread, clock, poll   plain state: no DOM, no network
//! ```
//! *Invariant:* the key is not kept after sign-in; the browser holds a cookie that no script can read. Visitor, model
//! and owner text never becomes HTML: rich text builds nodes from an allow-list.

mod api;
mod clock;
mod components;
mod inbox;
mod list;
mod live;
mod mailto;
mod memory;
mod poll;
mod problem;
mod shortcuts;
mod sound;
mod thread;
mod wire;

use components::app;
use inbox::Inbox;
use leptos::mount::mount_to;
use porchlight_browser as browser;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The id of the element that the inbox is shown in.
const ROOT: &str = "porchlight-console";

/// Shows the inbox in the document instead of the loading notice.
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
        let inbox = Inbox::new();
        inbox.start();
        app::app(inbox)
    })
    .forget();
}
