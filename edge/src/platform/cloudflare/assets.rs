//! [`Assets`] from the static files beside the Worker.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use porchlight_knowledge::retrieval::word_table::WordTable;
use worker::Response;

use super::{Cloudflare, failure};
use crate::platform::{Assets, PlatformError};

const ASSETS: &str = "ASSETS";
/// Where `xtask/src/build/assets.rs` puts the table. The binding takes any host.
const WORD_TABLE: &str = "https://assets.invalid/words/table.bin";

#[async_trait(?Send)]
impl Assets for Cloudflare {
    async fn word_table(&self) -> Option<Arc<WordTable>> {
        // One isolate answers many questions, and all of them share it.
        static TABLE: OnceLock<Arc<WordTable>> = OnceLock::new();
        if let Some(table) = TABLE.get() {
            return Some(Arc::clone(table));
        }
        match read(self).await {
            Ok(table) => Some(Arc::clone(TABLE.get_or_init(|| Arc::new(table)))),
            Err(error) => {
                log::error!("no table of word pieces, ranking by words alone: {error}");
                None
            }
        }
    }
}

async fn read(cloudflare: &Cloudflare) -> Result<WordTable, PlatformError> {
    let assets = cloudflare.env.assets(ASSETS).map_err(failure)?;
    let response = assets.fetch(WORD_TABLE, None).await.map_err(failure)?;
    if !response.status().is_success() {
        return Err(failure(format!("status {}", response.status())));
    }
    let mut response = Response::try_from(response).map_err(failure)?;
    WordTable::parse(response.bytes().await.map_err(failure)?).map_err(failure)
}
