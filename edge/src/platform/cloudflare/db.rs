//! [`Db`] on D1.

use async_trait::async_trait;
use worker::{D1PreparedStatement, D1Result, wasm_bindgen::JsValue};

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
        let result = self.prepare(sql)?.all().await.map_err(error)?;
        check(&result)?;
        result.results().map_err(error)
    }

    async fn batch(&self, all: Vec<Sql>) -> Result<Vec<Ran>, DbError> {
        let inserts: Vec<bool> = all
            .iter()
            .map(|sql| sql.text.trim_start().starts_with("INSERT"))
            .collect();
        let prepared = all
            .into_iter()
            .map(|sql| self.prepare(sql))
            .collect::<Result<_, _>>()?;
        let database = self.env.d1(DB).map_err(error)?;
        let results = database.batch(prepared).await.map_err(error)?;
        results
            .iter()
            .zip(inserts)
            .map(|(result, is_insert)| {
                Ok(Ran {
                    changed: changed_rows(result, is_insert)?,
                    rows: result.results().map_err(error)?,
                })
            })
            .collect()
    }
}

/// How many rows a statement changed.
///
/// FTS5 sets the connection's last row id beyond 2^53, and a result with such a number cannot be read. An INSERT
/// that added a row would have set that row's id instead, so it added none. Any other statement counts as having
/// found its row.
fn changed_rows(result: &D1Result, is_insert: bool) -> Result<u64, DbError> {
    check(result)?;
    let Ok(meta) = result.meta() else {
        return Ok(u64::from(!is_insert));
    };
    Ok(meta
        .and_then(|meta| meta.changes)
        .and_then(|changes| u64::try_from(changes).ok())
        .unwrap_or(0))
}

fn check(result: &D1Result) -> Result<(), DbError> {
    if result.success() {
        Ok(())
    } else {
        Err(DbError(result.error().unwrap_or_default()))
    }
}

fn js(param: Param) -> JsValue {
    match param {
        Param::Null => JsValue::NULL,
        // D1 takes numbers as JavaScript has them: a BigInt is refused.
        #[expect(
            clippy::cast_precision_loss,
            reason = "times and counts stay below 2^53"
        )]
        Param::Integer(number) => JsValue::from_f64(number as f64),
        Param::Real(number) => JsValue::from_f64(number),
        Param::Text(text) => JsValue::from_str(&text),
    }
}

fn error(error: worker::Error) -> DbError {
    DbError(error.to_string())
}
