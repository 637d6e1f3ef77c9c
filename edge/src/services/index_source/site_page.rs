//! A website's page as a browser gets it. It is fetched under the rules of sources, and not stored.

use porchlight_knowledge::page_address;
use url::Url;

use super::{
    failure::Failure,
    fetch::{self, Fetcher},
};
use crate::platform::Platform;

/// A page of a website.
#[derive(Clone, Debug)]
pub struct SitePage {
    /// The address after all redirects.
    pub url: Url,
    /// The header `Content-Security-Policy`.
    pub policy: Option<String>,
    /// The HTML of the page.
    pub html: String,
}

/// Fetches the page at `address`, which a person has asked for.
pub async fn fetch_site(platform: &Platform, address: &str) -> Result<SitePage, Failure> {
    let url = page_address::parse(address, fetch::host_policy(platform))?;
    let (url, response) = Fetcher::new(platform).site_page(&url).await?;
    Ok(SitePage {
        url,
        policy: response.policy,
        html: String::from_utf8_lossy(&response.body).into_owned(),
    })
}
