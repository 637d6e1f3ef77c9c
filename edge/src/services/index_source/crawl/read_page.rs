//! A page that was read, and its address.

use std::collections::BTreeSet;

use porchlight_knowledge::passage::ExtractedDocument;
use url::Url;

/// A page that was read, and where it says that it stands.
pub(super) struct PageReading {
    pub(super) document: ExtractedDocument,
    /// The blocks that other pages may have too.
    pub(super) blocks: BTreeSet<String>,
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
