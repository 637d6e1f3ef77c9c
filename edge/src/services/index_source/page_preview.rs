//! Previews what would be read at an address, and stores nothing.

use porchlight_knowledge::{
    extract::{self, Content, Format},
    page_address,
    passage::ExtractedDocument,
};

use super::{
    failure::Failure,
    fetch::{self, Fetcher},
};
use crate::platform::Platform;

/// A page, as it would be read.
#[derive(Clone, Debug)]
pub struct PagePreview {
    /// Its address after all redirects.
    pub url: String,
    /// The content that would be stored.
    pub document: ExtractedDocument,
}

/// Reads the page at `url` under the rules of sources, and stores nothing.
pub async fn preview_page(platform: &Platform, url: &str) -> Result<PagePreview, Failure> {
    let url = page_address::parse(url, fetch::host_policy(platform))?;
    let fetched = Fetcher::new(platform).page(&url).await?;
    let document = match fetched.content {
        Content::Text(Format::Html, text) => {
            let page = extract::html::read(&text);
            if let Some(stand_in) = page.stand_in {
                return Err(stand_in.into());
            }
            if page.needs_scripts {
                return Err(Failure::NeedsScripts);
            }
            page.document
        }
        content => extract::extract(content)?,
    };
    if document.passages.is_empty() {
        return Err(Failure::NoText);
    }
    Ok(PagePreview {
        url: fetched.url.into(),
        document,
    })
}
