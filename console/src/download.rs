//! Hands a file to the browser to keep.

use js_sys::Array;
use porchlight_browser as browser;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlElement, Url};

/// Lets the browser keep `text` as a file called `name`. False if it does not let the page.
pub(crate) fn save(name: &str, text: &str) -> bool {
    let parts = Array::of1(&JsValue::from_str(text));
    let file = Blob::new_with_str_sequence(&parts);
    let address = file.and_then(|file| Url::create_object_url_with_blob(&file));
    let link = browser::document().create_element("a");
    let (Ok(address), Ok(link)) = (address, link) else {
        return false;
    };
    let link: HtmlElement = link.unchecked_into();
    let is_ready = link.set_attribute("href", &address).is_ok()
        && link.set_attribute("download", name).is_ok();
    if is_ready {
        link.click();
    }
    // The browser has taken the file by then.
    let revoked = Url::revoke_object_url(&address);
    is_ready && revoked.is_ok()
}
