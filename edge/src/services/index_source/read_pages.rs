//! The pages that the running crawl has read, so that each is stored once.

use std::collections::{HashMap, HashSet};

use porchlight_knowledge::page_address::spelling;
use url::Url;

use crate::store::pages::outcomes::ReadPage;

/// The documents of the running crawl, by address and by text.
#[derive(Default)]
pub(super) struct ReadPages {
    keys: HashSet<String>,
    /// The keys without parameters, by the form that all their spellings share.
    spelled: HashMap<String, String>,
    texts: HashMap<String, String>,
}

impl ReadPages {
    pub(super) fn new(read: Vec<ReadPage>) -> Self {
        let mut pages = Self::default();
        for page in read {
            pages.add(&page.document_key, page.text_hash);
        }
        pages
    }

    pub(super) fn add(&mut self, key: &str, text_hash: Option<String>) {
        if let Ok(url) = Url::parse(key)
            && url.query().is_none()
        {
            let spelled = self.spelled.entry(spelling::page(&url));
            spelled.or_insert_with(|| key.to_owned());
        }
        if let Some(text_hash) = text_hash {
            let text = self.texts.entry(text_hash);
            text.or_insert_with(|| key.to_owned());
        }
        self.keys.insert(key.to_owned());
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// The key of the document at `url`, in any spelling.
    pub(super) fn at(&self, url: &Url) -> Option<&str> {
        if let Some(key) = self.keys.get(url.as_str()) {
            return Some(key);
        }
        if url.query().is_some() {
            return None;
        }
        self.spelled.get(&spelling::page(url)).map(String::as_str)
    }

    /// The key of the document with the same text.
    pub(super) fn with_text(&self, text_hash: &str) -> Option<&str> {
        self.texts.get(text_hash).map(String::as_str)
    }
}
