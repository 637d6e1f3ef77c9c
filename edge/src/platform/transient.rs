//! Transient failures, and retries for them: a short wait and another attempt.
//!
//! D1 runs one statement at a time, refuses statements that have queued for too long, and moves now and then, which
//! breaks connections. Rooms move, too. D1 repeats reads itself, but no writes. A disk is full until something is
//! removed. <https://developers.cloudflare.com/d1/observability/debug-d1/>,
//! <https://developers.cloudflare.com/durable-objects/best-practices/error-handling/>

use std::{fmt::Display, sync::Arc};

use async_trait::async_trait;

use super::{
    Clock,
    db::{Db, DbError, Ran, Row, Sql},
    random_bytes,
};

/// The wait before each further attempt, in milliseconds. A random time of up to the same length is added, so that
/// clients that failed together do not retry together.
const WAITS_MS: [u64; 3] = [50, 150, 450];

/// The text of an error if a service of the platform did not answer.
pub const UNAVAILABLE: &str = "is unavailable";

/// A failure that passes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transient {
    /// Nothing was executed: something else had the database.
    Refused,
    /// Nothing was executed: too much was waiting. Retries would make it worse, so there are none.
    Overloaded,
    /// The connection broke. The statements may have been executed or not.
    Broken,
}

impl Transient {
    /// Parts of the error texts of D1, SQLite, Durable Objects, KV and queues.
    const SAYINGS: [(&str, Self); 18] = [
        ("db is overloaded", Self::Overloaded),
        ("durable object is overloaded", Self::Overloaded),
        ("database is locked", Self::Refused),
        ("database or disk is full", Self::Refused),
        ("network connection lost", Self::Broken),
        ("caused object to be reset", Self::Broken),
        ("reset because its code was updated", Self::Broken),
        ("due to transient issue", Self::Broken),
        ("time limit and was reset", Self::Broken),
        ("memory limit and was reset", Self::Broken),
        ("object has moved to a different machine", Self::Broken),
        ("internal error", Self::Broken),
        ("internal server error", Self::Broken),
        ("bad gateway", Self::Broken),
        ("service unavailable", Self::Broken),
        ("gateway timeout", Self::Broken),
        // After the texts for "overloaded", which contain this one, too.
        ("too many requests", Self::Refused),
        (UNAVAILABLE, Self::Broken),
    ];

    /// Whether nothing was executed, so that the caller may try again after a while.
    pub const fn is_refusal(self) -> bool {
        matches!(self, Self::Refused | Self::Overloaded)
    }

    /// Parses the text of an error. `None` if the failure is not transient.
    pub fn of(error: &str) -> Option<Self> {
        let error = error.to_ascii_lowercase();
        let mut sayings = Self::SAYINGS.iter();
        sayings
            .find(|(says, _)| error.contains(says))
            .map(|(_, transient)| *transient)
    }
}

/// Runs `attempt` until it succeeds or fails for good, at most four times within about a second. `may_repeat` says
/// whether a repetition does no harm.
pub async fn retry<T, E: Display>(
    clock: &dyn Clock,
    may_repeat: bool,
    mut attempt: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    for wait in WAITS_MS {
        let error = match attempt().await {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        match Transient::of(&error.to_string()) {
            Some(Transient::Broken) if may_repeat => {}
            Some(Transient::Refused) => {}
            _ => return Err(error),
        }
        log::warn!("tried again: {error}");
        pause(clock, wait).await;
    }
    attempt().await
}

/// Waits for `wait` milliseconds, and a random time of up to the same length.
async fn pause(clock: &dyn Clock, wait: u64) {
    let [chance] = random_bytes().unwrap_or([0]);
    clock.sleep(wait + wait * u64::from(chance) / 255).await;
}

/// A database whose calls are retried after a transient failure.
pub struct Retrying {
    db: Arc<dyn Db>,
    clock: Arc<dyn Clock>,
}

impl Retrying {
    /// Wraps `db`, and waits with `clock`.
    pub const fn new(db: Arc<dyn Db>, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock }
    }
}

#[async_trait(?Send)]
impl Db for Retrying {
    async fn query(&self, sql: Sql) -> Result<Vec<Row>, DbError> {
        let reads = is_read(&sql);
        retry(&*self.clock, reads, async || {
            self.db.query(sql.clone()).await
        })
        .await
    }

    async fn batch(&self, all: Vec<Sql>) -> Result<Vec<Ran>, DbError> {
        let reads = all.iter().all(is_read);
        retry(&*self.clock, reads, async || {
            self.db.batch(all.clone()).await
        })
        .await
    }
}

/// A statement that begins with `WITH` may read or write: <https://sqlite.org/lang_with.html>.
fn is_read(sql: &Sql) -> bool {
    let mut words = sql.text.split_whitespace();
    match words.next() {
        Some("SELECT") => true,
        Some("WITH") => {
            !words.any(|word| matches!(word, "INSERT" | "REPLACE" | "UPDATE" | "DELETE"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, PoisonError};

    use super::*;
    use crate::platform::native::SetClock;

    /// Fails with each of the texts, the last one first, then succeeds.
    struct Failing(Mutex<Vec<&'static str>>);

    impl Failing {
        fn next<T: Default>(&self) -> Result<T, DbError> {
            let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            failures
                .pop()
                .map_or_else(|| Ok(T::default()), |text| Err(DbError(text.into())))
        }
    }

    #[async_trait(?Send)]
    impl Db for Failing {
        async fn query(&self, _: Sql) -> Result<Vec<Row>, DbError> {
            self.next()
        }

        async fn batch(&self, _: Vec<Sql>) -> Result<Vec<Ran>, DbError> {
            self.next()
        }
    }

    const LOCKED: &str = "database is locked";
    const LOST: &str = "D1_ERROR: Network connection lost.";

    /// The number of failures left after a statement, and whether it succeeded.
    fn run(text: &'static str, failures: &[&'static str]) -> (usize, bool) {
        let failing = Arc::new(Failing(Mutex::new(failures.to_vec())));
        let db = Retrying::new(failing.clone(), Arc::new(SetClock::at(0)));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let sql = Sql {
            text,
            params: Vec::new(),
        };
        let worked = runtime.block_on(db.batch(vec![sql])).is_ok();
        let left = failing.0.lock().unwrap().len();
        (left, worked)
    }

    #[test]
    fn what_passes_is_tried_again() {
        assert_eq!(run("SELECT 1", &[LOST, LOCKED, LOST]), (0, true));
        assert_eq!(run("SELECT 1", &[LOST; 5]), (1, false));
    }

    #[test]
    fn a_statement_reads_whatever_it_begins_with() {
        for (text, reads) in [
            ("SELECT 1", true),
            (
                "\n    WITH found AS (SELECT 1)\n    SELECT * FROM found",
                true,
            ),
            (
                "WITH found AS (SELECT 1) INSERT INTO t SELECT * FROM found",
                false,
            ),
            ("WITH found AS (SELECT 1) UPDATE t SET a = 1", false),
            ("INSERT INTO t SELECT 1", false),
        ] {
            let sql = Sql {
                text,
                params: Vec::new(),
            };
            assert_eq!(is_read(&sql), reads, "{text}");
        }
    }

    #[test]
    fn a_write_is_repeated_only_where_it_was_not_run() {
        let write = "UPDATE credits SET used = used + 1";
        assert_eq!(run(write, &[LOCKED]), (0, true));
        assert_eq!(run(write, &[LOCKED, LOST]), (1, false));
    }

    #[test]
    fn what_is_overloaded_is_not_asked_again() {
        for overloaded in [
            "D1_ERROR: D1 DB is overloaded. Requests queued for too long.",
            "D1_ERROR: D1 DB is overloaded. Too many requests queued.",
            "Durable Object is overloaded. Too many requests for the same object within a 10 second window.",
        ] {
            for sql in ["SELECT 1", "UPDATE credits SET used = used + 1"] {
                assert_eq!(run(sql, &[overloaded; 4]), (3, false), "{overloaded}");
            }
            assert!(Transient::of(overloaded).is_some_and(Transient::is_refusal));
        }
    }

    #[test]
    fn what_does_not_pass_fails_at_once() {
        let missing = "D1_ERROR: no such table: nowhere";
        assert_eq!(run("SELECT 1", &[missing, missing]), (1, false));
    }
}
