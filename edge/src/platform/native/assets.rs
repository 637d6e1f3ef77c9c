//! [`Assets`] from the files of the repository.

use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use async_trait::async_trait;
use porchlight_knowledge::retrieval::word_table::WordTable;

use crate::platform::Assets;

/// The repository's own files.
pub struct LocalAssets;

#[async_trait(?Send)]
impl Assets for LocalAssets {
    async fn word_table(&self) -> Option<Arc<WordTable>> {
        static TABLE: OnceLock<Option<Arc<WordTable>>> = OnceLock::new();
        TABLE.get_or_init(read).clone()
    }
}

fn read() -> Option<Arc<WordTable>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge/table/table.bin");
    let bytes = std::fs::read(file).ok()?;
    WordTable::parse(bytes).ok().map(Arc::new)
}
