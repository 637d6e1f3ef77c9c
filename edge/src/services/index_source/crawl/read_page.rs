//! A page that was read, and its address.

use std::collections::BTreeSet;

use porchlight_knowledge::{
    extract::{self, Content, ExtractError, Format},
    passage::ExtractedDocument,
    repetition::blocks,
};
use url::Url;

/// A page that was read, and where it says that it stands.
pub(super) struct PageReading {
    pub(super) document: ExtractedDocument,
    /// The blocks that other pages may have too.
    pub(super) blocks: BTreeSet<String>,
    /// Where its links lead, if they are followed.
    pub(super) links: Vec<Url>,
    pub(super) canonical: Option<Url>,
    pub(super) needs_scripts: bool,
}

/// What a page's address is, or what it is another address of.
pub(super) enum OwnAddress {
    /// It is kept at this address.
    At(Url),
    /// It says what this document says.
    SameAs(String),
    /// It says that it stands elsewhere, and that is to be read before.
    After(Url),
}

/// What is read of the page at `url`, with its links if they are followed.
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
