//! Asks a provider once, however many want to know, and keeps what it says.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};

use super::kept::{Freshness, Kept};
use crate::error::ProviderError;
use crate::key::Key;
use crate::video::Video;

/// Where answers are kept. What cannot be read or written is asked for again: that is no reason to fail.
#[async_trait]
pub trait Cache: Send + Sync {
    /// Returns what was kept under a name; what is good for nothing any more may be gone.
    async fn get(&self, key: &Key, now_ms: i64) -> Result<Option<Kept>, CacheError>;

    /// Keeps something, in place of what was there.
    async fn put(&self, key: &Key, kept: &Kept) -> Result<(), CacheError>;
}

/// Why something could not be kept or found again.
#[derive(Debug, thiserror::Error)]
#[error("what providers have said cannot be kept")]
pub struct CacheError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

type Answer = Result<Video, ProviderError>;
/// An answer that is on its way, for all who want it.
type OnItsWay = Shared<BoxFuture<'static, Answer>>;

/// What was kept, and what is on its way.
#[derive(Clone)]
pub(crate) struct Keeping {
    cache: Arc<dyn Cache>,
    on_their_way: Arc<Mutex<HashMap<Key, OnItsWay>>>,
}

impl Keeping {
    pub(crate) fn new(cache: Arc<dyn Cache>) -> Self {
        Self { cache, on_their_way: Arc::default() }
    }

    /// Returns what is known under a name; asks where that is nothing, or not good enough. Asking goes on when nobody waits
    /// for it any more.
    pub(crate) async fn get<F>(&self, key: &Key, now_ms: i64, ask: F) -> Answer
    where
        F: Future<Output = Answer> + Send + 'static,
    {
        let kept = self.cache.get(key, now_ms).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the cache of providers cannot be read");
            None
        });
        match kept.map(|kept| (kept.freshness(now_ms), kept)) {
            Some((Freshness::Fresh, kept)) => kept.into_result(),
            Some((Freshness::Stale, kept)) => {
                drop(self.ask(key, now_ms, ask));
                kept.into_result()
            }
            Some((Freshness::LastResort, kept)) => match self.ask(key, now_ms, ask).await {
                Err(error) if !error.is_of_the_video() => kept.into_result(),
                answer => answer,
            },
            Some((Freshness::Over, _)) | None => self.ask(key, now_ms, ask).await,
        }
    }

    fn ask<F>(&self, key: &Key, now_ms: i64, ask: F) -> OnItsWay
    where
        F: Future<Output = Answer> + Send + 'static,
    {
        let mut on_their_way = self.on_their_way.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = on_their_way.get(key) {
            return answer.clone();
        }
        let (keeping, own) = (self.clone(), key.clone());
        let asking = tokio::spawn(async move {
            let answer = ask.await;
            keeping.keep(&own, &answer, now_ms).await;
            keeping.on_their_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&own);
            answer
        });
        let (keeping, own) = (self.clone(), key.clone());
        let answer = async move {
            asking.await.unwrap_or_else(|error| {
                tracing::error!(%error, "a provider broke");
                keeping.on_their_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&own);
                Err(ProviderError::Malformed)
            })
        };
        let answer = answer.boxed().shared();
        on_their_way.insert(key.clone(), answer.clone());
        answer
    }

    /// Only what is said of the video takes the place of what was found before, and no failure does.
    async fn keep(&self, key: &Key, answer: &Answer, now_ms: i64) {
        let Some(kept) = Kept::of(answer, now_ms) else { return };
        let keeping = async {
            if answer.as_ref().is_err_and(|error| !error.is_of_the_video())
                && let Some(before) = self.cache.get(key, now_ms).await?
                && before.freshness(now_ms) != Freshness::Over
            {
                return Ok(());
            }
            self.cache.put(key, &kept).await
        };
        if let Err(error) = keeping.await {
            tracing::warn!(%error, "the cache of providers cannot be written");
        }
    }
}
