//! Keeps answers as long as the process runs.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use super::keeping::{Cache, CacheError};
use super::kept::Kept;
use crate::key::Key;

/// How many answers are kept.
const KEPT_MAX: usize = 2_000;

/// Keeps the latest answers in memory. Of too many, the one goes that was kept longest ago.
#[derive(Debug, Default)]
pub struct MemoryCache(Mutex<HashMap<Key, Kept>>);

#[async_trait]
impl Cache for MemoryCache {
    async fn get(&self, key: &Key, _now_ms: i64) -> Result<Option<Kept>, CacheError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned())
    }

    async fn put(&self, key: &Key, kept: &Kept) -> Result<(), CacheError> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEPT_MAX && !all.contains_key(key) {
            let oldest = all.iter().min_by_key(|(_, kept)| kept.at_ms).map(|(key, _)| key.clone());
            oldest.and_then(|oldest| all.remove(&oldest));
        }
        all.insert(key.clone(), kept.clone());
        Ok(())
    }
}
