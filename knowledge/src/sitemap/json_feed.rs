//! JSON Feed, version 1.1 (<https://www.jsonfeed.org/version/1.1/>).

use serde::Deserialize;

/// The start of every feed's version.
const VERSION: &str = "https://jsonfeed.org/version/";

/// A feed, as written.
#[derive(Deserialize)]
pub(super) struct Feed {
    version: String,
    pub(super) items: Vec<Item>,
    /// The address of the next page of the feed, with older items.
    pub(super) next_url: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Item {
    url: Option<String>,
    id: Option<serde_json::Value>,
    date_modified: Option<String>,
    date_published: Option<String>,
}

impl Feed {
    /// Reads a feed. `None` for other JSON.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let feed: Self = serde_json::from_str(text).ok()?;
        feed.version.starts_with(VERSION).then_some(feed)
    }
}

impl Item {
    /// The item's address, and when it last changed. `None` if it names no address.
    pub(super) fn read(self) -> Option<(String, Option<String>)> {
        // Many feeds have the address as the id.
        let id = || {
            let id = self.id.as_ref()?.as_str()?;
            id.starts_with("http").then(|| id.to_owned())
        };
        let address = self.url.clone().or_else(id)?;
        Some((address, self.date_modified.or(self.date_published)))
    }
}
