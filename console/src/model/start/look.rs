//! The look of the owner's website, on offer for the chat.

use serde::Deserialize;
use serde_json::json;

use crate::model::{appearance::Settings, knowledge::Reason};

/// What the website's pages say about its look.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SiteLook {
    pub(crate) colours: Option<SiteColours>,
    pub(crate) logo_url: Option<String>,
    /// Why the website could not be read.
    pub(crate) failure: Option<Reason>,
}

/// Its main colour, and a colour for text on it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SiteColours {
    pub(crate) primary_color: String,
    pub(crate) primary_foreground: String,
}

impl SiteColours {
    pub(crate) fn settings(&self) -> Settings {
        Settings::from_iter([
            ("primaryColor".to_owned(), json!(self.primary_color)),
            (
                "primaryForeground".to_owned(),
                json!(self.primary_foreground),
            ),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_over_is_the_colour_with_its_text() {
        let look = json!({
            "colours": { "primaryColor": "#d97000", "primaryForeground": "#16181d" },
            "logoUrl": null, "warnings": [], "failure": null,
        });
        let look: SiteLook = serde_json::from_value(look).unwrap();
        let settings = look.colours.unwrap().settings();
        assert_eq!(
            serde_json::Value::Object(settings),
            json!({ "primaryColor": "#d97000", "primaryForeground": "#16181d" })
        );
    }
}
