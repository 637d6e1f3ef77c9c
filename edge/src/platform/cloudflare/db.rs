//! [`Db`] on D1.

use async_trait::async_trait;
use worker::{
    D1PreparedStatement,
    js_sys::{Array, JSON, Number, Reflect},
    wasm_bindgen::{JsCast, JsValue},
    wasm_bindgen_futures::JsFuture,
    worker_sys::types::{D1Database, D1Result},
};

use super::{Cloudflare, DB};
use crate::platform::db::{Db, DbError, Param, Ran, Row, Sql};

impl Cloudflare {
    fn prepare(&self, sql: Sql) -> Result<D1PreparedStatement, DbError> {
        let params: Vec<JsValue> = sql.params.into_iter().map(js).collect();
        self.env
            .d1(DB)
            .map_err(error)?
            .prepare(sql.text)
            .bind(&params)
            .map_err(error)
    }
}

#[async_trait(?Send)]
impl Db for Cloudflare {
    async fn query(&self, sql: Sql) -> Result<Vec<Row>, DbError> {
        let asked = self.prepare(sql)?.inner().all().map_err(thrown)?;
        let result = JsFuture::from(asked).await.map_err(thrown)?;
        rows(result.unchecked_ref())
    }

    async fn batch(&self, all: Vec<Sql>) -> Result<Vec<Ran>, DbError> {
        let inserts: Vec<bool> = all
            .iter()
            .map(|sql| sql.text.trim_start().starts_with("INSERT"))
            .collect();
        let prepared = Array::new();
        for sql in all {
            prepared.push(self.prepare(sql)?.inner());
        }
        let database = self.env.d1(DB).map_err(error)?;
        let database: &D1Database = database.as_ref().unchecked_ref();
        let asked = database.batch(prepared).map_err(thrown)?;
        let results = JsFuture::from(asked).await.map_err(thrown)?;
        let results: Array = results.dyn_into().map_err(thrown)?;
        results
            .iter()
            .zip(inserts)
            .map(|(result, is_insert)| {
                let result: D1Result = result.unchecked_into();
                Ok(Ran {
                    rows: rows(&result)?,
                    changed: changed_rows(&result, is_insert),
                })
            })
            .collect()
    }
}

/// The rows of a result. They pass from JavaScript as one string: passing them value by value costs several times as
/// much.
fn rows(result: &D1Result) -> Result<Vec<Row>, DbError> {
    if !result.success().map_err(thrown)? {
        let error = result.error().map_err(thrown)?;
        return Err(DbError(error.unwrap_or_default()));
    }
    match result.results().map_err(thrown)? {
        Some(rows) if rows.length() > 0 => {
            let text = String::from(JSON::stringify(&rows).map_err(thrown)?);
            serde_json::from_str(&text).map_err(|error| DbError(format!("rows: {error}")))
        }
        _ => Ok(Vec::new()),
    }
}

/// The number of rows that a statement changed.
///
/// FTS5 sets the connection's last row id beyond 2^53, and then D1 does not report how many rows changed. An INSERT
/// that added a row would have set that row's id instead, so it added none. Any other statement counts as having found
/// its row.
fn changed_rows(result: &D1Result, is_insert: bool) -> u64 {
    let Ok(meta) = result.meta() else {
        return u64::from(!is_insert);
    };
    let number = |name: &str| Reflect::get(&meta, &JsValue::from_str(name)).ok()?.as_f64();
    if number("last_row_id").is_some_and(|id| id.abs() > Number::MAX_SAFE_INTEGER) {
        return u64::from(!is_insert);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of rows, and the cast saturates"
    )]
    number("changes").map_or(0, |changes| changes as u64)
}

fn js(param: Param) -> JsValue {
    match param {
        Param::Null => JsValue::NULL,
        // D1 takes numbers as JavaScript has them. It refuses a BigInt.
        #[expect(
            clippy::cast_precision_loss,
            reason = "times and counts stay below 2^53"
        )]
        Param::Integer(number) => JsValue::from_f64(number as f64),
        Param::Real(number) => JsValue::from_f64(number),
        Param::Text(text) => JsValue::from_str(&text),
    }
}

fn thrown(value: JsValue) -> DbError {
    error(value.into())
}

fn error(error: worker::Error) -> DbError {
    DbError(error.to_string())
}
