//! The project's settings, as the embed document contains them.

use porchlight_browser as browser;
use porchlight_shared::settings::PublicSettings;

use crate::wire::{self, Fields};

/// The element that holds the settings as JSON.
const ELEMENT: &str = "porchlight-settings";

/// Reads the settings. `None` if the document has none or they are malformed.
pub fn read() -> Option<PublicSettings> {
    let text = browser::document()
        .get_element_by_id(ELEMENT)?
        .text_content()?;
    let settings = Fields::parse(&text).and_then(|fields| wire::public_settings(&fields));
    if settings.is_none() {
        browser::log_error("Porchlight: the settings cannot be read");
    }
    settings
}
