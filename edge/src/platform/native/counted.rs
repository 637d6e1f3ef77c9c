//! A database that records its calls, counts how many of them followed one another, and fails on request.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use async_trait::async_trait;

use super::lock::lock;
use crate::platform::db::{Db, DbError, Ran, Row, Sql};

/// Passes everything on to another database.
pub struct Counted {
    db: Arc<dyn Db>,
    calls: Mutex<Vec<Vec<&'static str>>>,
    journeys: AtomicU32,
    failing: Mutex<Option<InjectedFailure>>,
}

/// Which calls fail, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InjectedFailure {
    /// The first call that fails, counted from 0.
    pub from: usize,
    /// The number of calls that fail from there on.
    pub calls: usize,
    /// The text of the error.
    pub text: &'static str,
    /// Whether the statements are run nevertheless, so that only the results are lost.
    pub runs: bool,
}

impl Counted {
    /// Wraps `db`.
    pub fn new(db: Arc<dyn Db>) -> Self {
        Self {
            db,
            calls: Mutex::default(),
            journeys: AtomicU32::new(0),
            failing: Mutex::default(),
        }
    }

    /// The calls since the last call of this, in order: the statements of each.
    pub fn take(&self) -> Vec<Vec<&'static str>> {
        self.journeys.store(0, Ordering::Relaxed);
        std::mem::take(&mut lock(&self.calls))
    }

    /// The number of calls that followed one another since the last [`take`](Self::take). Calls that were in flight
    /// together count once.
    pub fn journeys(&self) -> u32 {
        self.journeys.load(Ordering::Relaxed)
    }

    /// Forgets the calls so far, and fails as `failing` says from now on.
    pub fn fail(&self, failing: Option<InjectedFailure>) {
        self.take();
        *lock(&self.failing) = failing;
    }

    /// Records a call, and returns how it fails, if it does.
    fn note(&self, call: Vec<&'static str>) -> Option<InjectedFailure> {
        let mut calls = lock(&self.calls);
        let number = calls.len();
        calls.push(call);
        (*lock(&self.failing)).filter(|failing| {
            (failing.from..failing.from.saturating_add(failing.calls)).contains(&number)
        })
    }

    async fn travel<T>(
        &self,
        call: Vec<&'static str>,
        run: impl Future<Output = Result<T, DbError>>,
    ) -> Result<T, DbError> {
        let failing = self.note(call);
        let begun = self.journeys();
        // Other calls of the same moment start before this one returns.
        tokio::task::yield_now().await;
        let result = match failing {
            Some(failing) => {
                if failing.runs {
                    run.await?;
                }
                Err(DbError(failing.text.into()))
            }
            None => run.await,
        };
        self.journeys.fetch_max(begun + 1, Ordering::Relaxed);
        result
    }
}

#[async_trait(?Send)]
impl Db for Counted {
    async fn query(&self, sql: Sql) -> Result<Vec<Row>, DbError> {
        self.travel(vec![sql.text], self.db.query(sql)).await
    }

    async fn batch(&self, all: Vec<Sql>) -> Result<Vec<Ran>, DbError> {
        let call = all.iter().map(|sql| sql.text).collect();
        self.travel(call, self.db.batch(all)).await
    }
}
