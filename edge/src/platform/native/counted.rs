//! A database that remembers what it was asked.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;

use super::lock::lock;
use crate::platform::db::{Db, DbError, Row, Sql};

/// Passes everything on to another database.
pub struct Counted {
    db: Arc<dyn Db>,
    calls: Mutex<Vec<Vec<&'static str>>>,
}

impl Counted {
    /// One that asks `db`.
    pub fn new(db: Arc<dyn Db>) -> Self {
        Self {
            db,
            calls: Mutex::default(),
        }
    }

    /// The calls since the last time, in order: the statements of each.
    pub fn take(&self) -> Vec<Vec<&'static str>> {
        std::mem::take(&mut lock(&self.calls))
    }
}

#[async_trait(?Send)]
impl Db for Counted {
    async fn query(&self, sql: Sql) -> Result<Vec<Row>, DbError> {
        lock(&self.calls).push(vec![sql.text]);
        self.db.query(sql).await
    }

    async fn batch(&self, all: Vec<Sql>) -> Result<Vec<u64>, DbError> {
        lock(&self.calls).push(all.iter().map(|sql| sql.text).collect());
        self.db.batch(all).await
    }
}
