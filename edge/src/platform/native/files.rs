//! [`Files`] in memory, with the limits of R2.

use std::{collections::BTreeMap, sync::Mutex};

use async_trait::async_trait;

use super::lock;
use crate::platform::{DELETED_FILES, FILE_KEY_BYTES, Files, PlatformError};

/// Files in memory.
#[derive(Default)]
pub struct MemoryFiles(Mutex<BTreeMap<String, Vec<u8>>>);

impl MemoryFiles {
    /// The keys of all files.
    pub fn keys(&self) -> Vec<String> {
        lock(&self.0).keys().cloned().collect()
    }
}

#[async_trait(?Send)]
impl Files for MemoryFiles {
    async fn put(&self, key: String, bytes: Vec<u8>) -> Result<(), PlatformError> {
        if !(1..=FILE_KEY_BYTES).contains(&key.len()) {
            return Err(PlatformError(format!("a key of {} bytes", key.len())));
        }
        lock(&self.0).insert(key, bytes);
        Ok(())
    }

    async fn get(&self, key: String) -> Result<Option<Vec<u8>>, PlatformError> {
        Ok(lock(&self.0).get(&key).cloned())
    }

    async fn delete(&self, keys: Vec<String>) -> Result<(), PlatformError> {
        if u32::try_from(keys.len()).map_or(true, |count| count > DELETED_FILES) {
            return Err(PlatformError(format!("{} keys at once", keys.len())));
        }
        lock(&self.0).retain(|key, _| !keys.contains(key));
        Ok(())
    }
}
