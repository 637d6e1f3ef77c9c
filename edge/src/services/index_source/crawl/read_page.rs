//! A page that was read, and its address.

use std::collections::BTreeSet;

use porchlight_knowledge::{
    extract::{self, Content, ExtractError, Format},
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
            });
        }
    };
    let read = extract::html::read(&text);
    let base = read
        .base
        .as_deref()
        .and_then(|base| url.join(base).ok())
        .unwrap_or_else(|| url.clone());
    let links = read.links.iter().filter_map(|link| base.join(link).ok());
    Ok(PageReading {
        links: links.filter(|_| follows_links).collect(),
        blocks: blocks(&read.document),
        needs_scripts: read.needs_scripts,
        document: read.document,
        canonical: read.canonical.and_then(|address| base.join(&address).ok()),
    })
}
