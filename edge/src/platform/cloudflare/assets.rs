//! [`Assets`] from the Worker's static files.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use porchlight_knowledge::retrieval::word_table::WordTable;
use worker::Response;

use super::{Cloudflare, failure};
use crate::platform::{ApiDocument, Assets, PlatformError};

const ASSETS: &str = "ASSETS";
/// The path of the word table, as in `xtask/src/build/assets.rs`.
const WORD_TABLE: &str = "words/table.bin";

#[async_trait(?Send)]
impl Assets for Cloudflare {
    async fn word_table(&self) -> Option<Arc<WordTable>> {
        // An isolate answers many questions, and all of them share the table.
        static TABLE: OnceLock<Arc<WordTable>> = OnceLock::new();
        if let Some(table) = TABLE.get() {
            return Some(Arc::clone(table));
        }
        let table = read(self, WORD_TABLE).await;
        match table.and_then(|bytes| WordTable::parse(bytes).map_err(failure)) {
            Ok(table) => Some(Arc::clone(TABLE.get_or_init(|| Arc::new(table)))),
            Err(error) => {
                log::error!("no table of word pieces, ranking by words alone: {error}");
                None
            }
        }
    }

    async fn api_document(&self, document: ApiDocument) -> Result<Vec<u8>, PlatformError> {
        read(self, &format!("openapi/{}", document.file())).await
    }
}

async fn read(cloudflare: &Cloudflare, path: &str) -> Result<Vec<u8>, PlatformError> {
    let assets = cloudflare.env.assets(ASSETS).map_err(failure)?;
    // The binding accepts any host.
    let address = format!("https://assets.invalid/{path}");
    let response = assets.fetch(address, None).await.map_err(failure)?;
    if !response.status().is_success() {
        return Err(failure(format!("{path}: status {}", response.status())));
    }
    let mut response = Response::try_from(response).map_err(failure)?;
    response.bytes().await.map_err(failure)
}
