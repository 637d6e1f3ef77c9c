//! Hands a file to the browser to save.

use js_sys::Array;
use porchlight_browser as browser;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlElement, Url};

/// Saves `text` as a file called `name`. False if the browser refuses.
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
    // By now the browser has read the file.
    let revoked = Url::revoke_object_url(&address);
    is_ready && revoked.is_ok()
}
