//! [`Assets`] from the files of the repository.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use async_trait::async_trait;
use porchlight_knowledge::retrieval::word_table::WordTable;

use crate::platform::{ApiDocument, Assets, PlatformError};

/// The repository's own files.
pub struct LocalAssets;

#[async_trait(?Send)]
impl Assets for LocalAssets {
    async fn word_table(&self) -> Option<Arc<WordTable>> {
        static TABLE: OnceLock<Option<Arc<WordTable>>> = OnceLock::new();
        TABLE.get_or_init(read).clone()
    }

    async fn api_document(&self, document: ApiDocument) -> Result<Vec<u8>, PlatformError> {
        let file = repository().join("docs/openapi").join(document.file());
        std::fs::read(file).map_err(|error| PlatformError(error.to_string()))
    }
}

fn read() -> Option<Arc<WordTable>> {
    let bytes = std::fs::read(repository().join("knowledge/table/table.bin")).ok()?;
    WordTable::parse(bytes).ok().map(Arc::new)
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
