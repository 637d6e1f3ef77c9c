//! The database and the copies, which fail on request.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use porchlight_edge::platform::{
    Clock, Db, DbError, Kv, PlatformError, Row,
    db::{Ran, Sql},
    sqlite::Sqlite,
};

use super::{
    dice::Dice,
    fault::{Fault, Faults},
    time::VirtualTime,
};

const LOST: &str = "D1_ERROR: Network connection lost.";
const LOCKED: &str = "D1_ERROR: database is locked: SQLITE_BUSY";
const OVERLOADED: &str = "D1_ERROR: D1 DB is overloaded. Too many requests queued.";
const FULL: &str = "D1_ERROR: database or disk is full: SQLITE_FULL";
const MISSING: &str = "D1_ERROR: no such column: later: SQLITE_ERROR";

/// The longest delay of the copies, in milliseconds.
const STALE_MS: u64 = 60_000;

/// The path of a call to the database. The call continues when its caller is gone.
#[derive(Clone)]
pub(super) struct FaultyDb {
    pub(super) sqlite: Arc<Sqlite>,
    pub(super) faults: Arc<Faults>,
    pub(super) dice: Arc<Dice>,
    pub(super) time: Arc<VirtualTime>,
}

impl FaultyDb {
    /// How a call fails: the text, and whether it is executed nevertheless.
    fn failure(&self, is_batch: bool) -> Option<(&'static str, bool)> {
        let strikes = |fault| self.faults.strikes(fault);
        if strikes(Fault::DatabaseFailsOnce) || strikes(Fault::DatabaseFails) {
            return Some((LOST, false));
        }
        if strikes(Fault::DatabaseLocked) {
            return Some((LOCKED, false));
        }
        if is_batch && strikes(Fault::BatchRefused) {
            return Some((OVERLOADED, false));
        }
        if is_batch && strikes(Fault::DatabaseFull) {
            return Some((FULL, false));
        }
        if is_batch && strikes(Fault::MigrationMissing) {
            return Some((MISSING, false));
        }
        strikes(Fault::ResultLost).then_some((LOST, true))
    }

    async fn travel<T: 'static>(
        self,
        is_batch: bool,
        run: impl AsyncFnOnce(&Sqlite) -> Result<T, DbError> + 'static,
    ) -> Result<T, DbError> {
        if !self.faults.are_open() {
            return run(&self.sqlite).await;
        }
        let journey = async move {
            self.time.sleep(self.dice.between(1..=8)).await;
            if self.faults.strikes(Fault::DatabaseSlow) {
                self.time.sleep(self.dice.between(100..=3_000)).await;
            }
            let result = match self.failure(is_batch) {
                None => run(&self.sqlite).await,
                Some((text, true)) => run(&self.sqlite)
                    .await
                    .and_then(|_| Err(DbError(text.into()))),
                Some((text, false)) => Err(DbError(text.into())),
            };
            self.time.sleep(self.dice.between(1..=8)).await;
            result
        };
        tokio::task::spawn_local(journey).await.unwrap()
    }
}

#[async_trait(?Send)]
impl Db for FaultyDb {
    async fn query(&self, sql: Sql) -> Result<Vec<Row>, DbError> {
        self.clone()
            .travel(false, async move |sqlite: &Sqlite| sqlite.query(sql).await)
            .await
    }

    async fn batch(&self, all: Vec<Sql>) -> Result<Vec<Ran>, DbError> {
        self.clone()
            .travel(true, async move |sqlite: &Sqlite| sqlite.batch(all).await)
            .await
    }
}

/// Copies, with their earlier values.
pub(super) struct FaultyKv {
    pub(super) texts: Mutex<HashMap<String, Vec<(u64, String)>>>,
    pub(super) faults: Arc<Faults>,
    pub(super) time: Arc<VirtualTime>,
}

#[async_trait(?Send)]
impl Kv for FaultyKv {
    async fn get(&self, key: &str) -> Result<Option<String>, PlatformError> {
        if self.faults.strikes(Fault::KvFails) {
            return Err(PlatformError(
                "KV GET failed: 503 Service Unavailable".into(),
            ));
        }
        let mut seen = self.time.now();
        if self.faults.strikes(Fault::KvStale) {
            seen -= STALE_MS;
        }
        let texts = self.texts.lock().unwrap();
        let written = texts.get(key).into_iter().flatten().rev();
        let mut then = written.filter(|(at, _)| *at <= seen);
        Ok(then.next().map(|(_, text)| text.clone()))
    }

    async fn put(&self, key: &str, text: String, _seconds: u32) -> Result<(), PlatformError> {
        if self.faults.strikes(Fault::KvFails) {
            return Err(PlatformError("KV PUT failed: 429 Too Many Requests".into()));
        }
        let mut texts = self.texts.lock().unwrap();
        let written = texts.entry(key.to_owned()).or_default();
        written.push((self.time.now(), text));
        Ok(())
    }
}
