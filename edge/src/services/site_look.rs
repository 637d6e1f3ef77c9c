//! Examines the look of a website, for its owner to adopt or not. Its page and its manifest are fetched under the rules
//! of sources, and nothing is stored.

use super::index_source::{failure::Failure, site_page::fetch_site};
use crate::{
    domain::site_look::{self, SiteLook},
    platform::Platform,
};

/// The look of the page at `address`.
pub async fn look(platform: &Platform, address: &str) -> Result<SiteLook, Failure> {
    let page = fetch_site(platform, address).await?;
    let mut look = SiteLook::of_page(&page.html, &page.url);
    if look.colour.is_none()
        && let Some(manifest) = &look.manifest
    {
        // A manifest that cannot be read has no colour.
        let manifest = fetch_site(platform, manifest.as_str()).await;
        look.colour = manifest
            .ok()
            .and_then(|read| site_look::colour_of_manifest(&read.html));
    }
    Ok(look)
}
