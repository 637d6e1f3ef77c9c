//! The sign-in link. Its secret is in the fragment of the address, which browsers send to no server.

use porchlight_browser as browser;
use wasm_bindgen::JsValue;

/// The start of the fragment, before the secret.
const LINK: &str = "#link=";

/// Takes the secret out of the address at once, so that nobody reads it off the screen and no bookmark or history keeps
/// it.
pub(crate) fn take() -> Option<String> {
    let location = browser::window().location();
    let hash = location.hash().unwrap_or_default();
    let secret = hash.strip_prefix(LINK)?.to_owned();
    let path = location.pathname().unwrap_or_default();
    let replaced = browser::window()
        .history()
        .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&path)));
    if replaced.is_err() {
        browser::log_error("Porchlight: the link stays in the address bar");
    }
    Some(secret)
}
