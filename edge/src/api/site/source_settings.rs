//! How a source is read, in requests and responses.

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::services::sources::settings::WantedSettings;

/// A header that opens the pages of a source, such as `Cookie` or `Authorization`.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewSourceHeader, example = json!({ "name": "Cookie", "value": "member=…" }))]
pub struct NewHeaderBody {
    /// The name of the header.
    #[schema(max_length = 100)]
    name: String,
    /// The value of the header. It is never shown again.
    #[schema(max_length = 1000)]
    value: String,
}

/// A header that opens the pages of a source.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SourceHeader, example = json!({ "name": "cookie", "lastFour": "9f3a" }))]
pub struct HeaderBody {
    /// The name of the header.
    pub name: String,
    /// The last four characters of its value, empty if the value is shorter than 12.
    pub last_four: String,
}

/// How a source is read. Omitted fields stay as they are; a new source has the defaults.
#[derive(Default, Deserialize, ToSchema)]
#[expect(
    clippy::option_option,
    reason = "what is left out, null and a value are three things"
)]
#[serde(rename_all = "camelCase")]
#[schema(as = SourceSettings, example = json!({ "exclude": ["/blog/*", "*.pdf$"], "depth": 3, "recrawlHours": 24 }))]
pub struct SourceSettingsBody {
    /// Patterns of the pages to read, empty for all. A pattern matches addresses whose path begins with it; `*` matches
    /// any characters, and `$` at the end matches the end of the address.
    #[schema(max_items = 50)]
    include: Option<Vec<String>>,
    /// Patterns of the pages to leave out.
    #[schema(max_items = 50)]
    exclude: Option<Vec<String>>,
    /// The most links from the start of a site to a page; null for 10.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u32>, maximum = 10)]
    depth: Option<Option<u32>>,
    /// The hours after which the source is read again: 0 for never, null for the project's setting.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u32>, maximum = 87600)]
    recrawl_hours: Option<Option<u32>>,
    /// A header that is sent to the origin of the source and nowhere else. Null removes it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<NewHeaderBody>)]
    header: Option<Option<NewHeaderBody>>,
    /// Whether a browser renders the pages that are empty until their scripts run, if the deployment has one.
    render: Option<bool>,
}

/// Distinguishes null, which is a value, from an omitted field.
#[expect(
    clippy::option_option,
    reason = "what is left out, null and a value are three things"
)]
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    value: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(value).map(Some)
}

impl From<SourceSettingsBody> for WantedSettings {
    fn from(body: SourceSettingsBody) -> Self {
        let header = body.header;
        Self {
            include: body.include,
            exclude: body.exclude,
            depth: body.depth,
            recrawl_hours: body.recrawl_hours,
            render: body.render,
            header: header.map(|header| header.map(|header| (header.name, header.value))),
        }
    }
}
