//! A page that was read, and its address.

use std::collections::BTreeSet;

use porchlight_knowledge::{
    extract::{self, Content, ExtractError, Format, html::StandIn},
    passage::ExtractedDocument,
    repetition::blocks,
};
use url::Url;

/// A page that was read, with its canonical address.
pub(super) struct PageReading {
    pub(super) document: ExtractedDocument,
    /// The blocks that other pages may share.
    pub(super) blocks: BTreeSet<String>,
    /// Its links, if they are followed.
    pub(super) links: Vec<Url>,
    pub(super) canonical: Option<Url>,
    pub(super) needs_scripts: bool,
    /// What the server shows instead of the page.
    pub(super) stand_in: Option<StandIn>,
    /// The pages that it frames, if it has no text of its own.
    pub(super) frames: Vec<Url>,
}

/// The address of a page, or the document that it duplicates.
pub(super) enum OwnAddress {
    /// The page is kept at this address.
    At(Url),
    /// The page duplicates this document.
    SameAs(String),
    /// The page has this canonical address, which has to be read first.
    After(Url),
}

/// Extracts the page at `url`, with its links if they are followed.
pub(super) fn extract(
    url: &Url,
    content: Content,
    follows_links: bool,
) -> Result<PageReading, ExtractError> {
    let text = match content {
        Content::Text(Format::Html, text) => text,
        other => {
            let document = extract::extract(other)?;
            return Ok(PageReading {
                blocks: blocks(&document),
                document,
                links: Vec::new(),
                canonical: None,
                needs_scripts: false,
                stand_in: None,
                frames: Vec::new(),
            });
        }
    };
    let read = extract::html::read(&text);
    let base = read
        .base
        .as_deref()
        .and_then(|base| url.join(base).ok())
        .unwrap_or_else(|| url.clone());
    let links = if follows_links {
        join(&base, &read.links)
    } else {
        Vec::new()
    };
    Ok(PageReading {
        links,
        blocks: blocks(&read.document),
        needs_scripts: read.needs_scripts,
        stand_in: read.stand_in,
        frames: join(&base, &read.frames),
        document: read.document,
        canonical: read.canonical.and_then(|address| base.join(&address).ok()),
    })
}

fn join(base: &Url, addresses: &[String]) -> Vec<Url> {
    let joined = addresses.iter().map(|address| base.join(address).ok());
    joined.flatten().collect()
}
