//! The project's settings, as the embed document brought them.

use porchlight_shared::settings::WidgetConfig;

use crate::browser;

/// The element that holds the settings as JSON.
const ELEMENT: &str = "porchlight-settings";

/// Reads the settings; `None` if the document holds none that can be read.
pub fn read() -> Option<WidgetConfig> {
    let text = browser::document()
        .get_element_by_id(ELEMENT)?
        .text_content()?;
    match serde_json::from_str(&text) {
        Ok(settings) => Some(settings),
        Err(error) => {
            browser::log_error(&format!("Porchlight: settings: {error}"));
            None
        }
    }
}
