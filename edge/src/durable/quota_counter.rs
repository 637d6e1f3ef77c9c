//! The Durable Object behind a quota. It stores the times of the requests that passed in its own SQLite, so that they
//! survive an eviction.

#![expect(
    missing_docs,
    reason = "the macro durable_object makes public functions without documentation"
)]

use serde::Deserialize;
use worker::{
    Date, DurableObject, Env, Request, Response, Result, SqlStorage, SqlStorageValue, State,
    durable_object,
};

use crate::domain::sliding_window::{Quota, decide_from};

const CREATE: &str = "CREATE TABLE IF NOT EXISTS passed (time INTEGER NOT NULL)";
const FORGET: &str = "DELETE FROM passed WHERE time <= ?1";
const COUNT: &str = "SELECT count(*) AS number FROM passed";
const NTH: &str = "SELECT time AS number FROM passed ORDER BY time LIMIT 1 OFFSET ?1";
const PASS: &str = "INSERT INTO passed (time) VALUES (?1)";

/// The Durable Object, one for each name of a quota.
#[durable_object]
pub struct QuotaCounter {
    sql: SqlStorage,
}

#[derive(Deserialize)]
struct PassedRow {
    number: u64,
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
        if let Some(since) = quota.since(now) {
            self.sql.exec(FORGET, vec![number(since)])?;
        }
        // SQLite counts them, because a share of the month can be a thousand rows.
        let count = self.number(COUNT, Vec::new())?.unwrap_or(0);
        let nth = |place: usize| {
            let place = number(u64::try_from(place).unwrap_or(u64::MAX));
            self.number(NTH, vec![place]).ok().flatten()
        };
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let decision = decide_from(count, nth, now, quota);
        if decision.passes {
            self.sql.exec(PASS, vec![number(now)])?;
        }
        Response::from_json(&decision)
    }
}

impl QuotaCounter {
    fn number(&self, sql: &str, bound: Vec<SqlStorageValue>) -> Result<Option<u64>> {
        let rows: Vec<PassedRow> = self.sql.exec(sql, bound)?.to_array()?;
        Ok(rows.into_iter().next().map(|row| row.number))
    }
}

fn number(number: u64) -> SqlStorageValue {
    SqlStorageValue::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}
