//! The Durable Object behind a quota. It stores the times of the requests that passed in its own SQLite, so that an
//! object that was evicted forgets none.

#![expect(
    missing_docs,
    reason = "the macro durable_object makes public functions without documentation"
)]

use serde::Deserialize;
use worker::{
    Date, DurableObject, Env, Request, Response, Result, SqlStorage, SqlStorageValue, State,
    durable_object,
};

use crate::domain::sliding_window::{Quota, decide};

const CREATE: &str = "CREATE TABLE IF NOT EXISTS passed (time INTEGER NOT NULL)";
const PASSED: &str = "SELECT time FROM passed ORDER BY time";
const FORGET: &str = "DELETE FROM passed WHERE time < ?1";
const PASS: &str = "INSERT INTO passed (time) VALUES (?1)";

/// The Durable Object, one for each name of a quota.
#[durable_object]
pub struct QuotaCounter {
    sql: SqlStorage,
}

#[derive(Deserialize)]
struct Passed {
    time: u64,
}

impl DurableObject for QuotaCounter {
    fn new(state: State, _env: Env) -> Self {
        let sql = state.storage().sql();
        if let Err(error) = sql.exec(CREATE, None) {
            log::error!("quota: {error}");
        }
        Self { sql }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let quota: Quota = request.json().await?;
        let now = Date::now().as_millis();
        let rows: Vec<Passed> = self.sql.exec(PASSED, None)?.to_array()?;
        let mut passed = rows.into_iter().map(|row| row.time).collect();
        let decision = decide(&mut passed, now, quota);
        if decision.passes {
            let oldest = passed.first().copied().unwrap_or(now);
            self.sql.exec(FORGET, vec![number(oldest)])?;
            self.sql.exec(PASS, vec![number(now)])?;
        }
        Response::from_json(&decision)
    }
}

fn number(number: u64) -> SqlStorageValue {
    SqlStorageValue::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}
