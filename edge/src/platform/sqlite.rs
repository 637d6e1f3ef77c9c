//! [`Db`] on SQLite with the real migrations, for native tests, the evaluation and the benchmark.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use rusqlite::{
    Connection, StatementStatus, ToSql, limits::Limit, params_from_iter, types::ValueRef,
};
use serde_json::Value;

use crate::store::schema;

use super::db::{Db, DbError, Param, Ran, Row, Sql};

/// Every migration, in order.
pub const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_conversations.sql"),
    include_str!("../../migrations/0002_passages.sql"),
    include_str!("../../migrations/0003_pages.sql"),
    include_str!("../../migrations/0004_credentials.sql"),
    include_str!("../../migrations/0005_visitors.sql"),
    include_str!("../../migrations/0006_activity.sql"),
    include_str!("../../migrations/0007_events.sql"),
    include_str!("../../migrations/0008_erasure.sql"),
    include_str!("../../migrations/0009_upkeep.sql"),
    include_str!("../../migrations/0010_deliveries.sql"),
    include_str!("../../migrations/0011_mail.sql"),
    include_str!("../../migrations/0012_operators.sql"),
    include_str!("../../migrations/0013_reach.sql"),
    include_str!("../../migrations/0014_people.sql"),
    include_str!("../../migrations/0015_upkeep.sql"),
    include_str!("../../migrations/0016_credentials.sql"),
    include_str!("../../migrations/0017_named_conversations.sql"),
    include_str!("../../migrations/0018_forgetting.sql"),
    include_str!("../../migrations/0019_notices.sql"),
    include_str!("../../migrations/0020_model.sql"),
    include_str!("../../migrations/0021_alternatives.sql"),
    include_str!("../../migrations/0022_link_makers.sql"),
    include_str!("../../migrations/0023_console_sessions.sql"),
    include_str!("../../migrations/0024_event_numbers.sql"),
    include_str!("../../migrations/0025_model_answers.sql"),
    include_str!("../../migrations/0026_model_answers_by_age.sql"),
    include_str!("../../migrations/0027_page_variants.sql"),
    include_str!("../../migrations/0028_quoted_spans.sql"),
    include_str!("../../migrations/0029_repetition.sql"),
    include_str!("../../migrations/0030_saved_questions.sql"),
    include_str!("../../migrations/0031_unanswered.sql"),
    include_str!("../../migrations/0032_model_money.sql"),
    include_str!("../../migrations/0033_passage_vectors.sql"),
    include_str!("../../migrations/0034_settings_before.sql"),
    include_str!("../../migrations/0035_one_document.sql"),
    include_str!("../../migrations/0036_crawl_rules.sql"),
    include_str!("../../migrations/0037_versions.sql"),
    include_str!("../../migrations/0038_answers_upkeep.sql"),
    include_str!("../../migrations/0039_pace.sql"),
    include_str!("../../migrations/0040_visitor_card.sql"),
    include_str!("../../migrations/0041_seen_by_operators.sql"),
    include_str!("../../migrations/0042_busy.sql"),
    include_str!("../../migrations/0043_runs_and_phrasings.sql"),
    include_str!("../../migrations/0044_people.sql"),
    include_str!("../../migrations/0045_rooms.sql"),
    include_str!("../../migrations/0046_attachments.sql"),
    include_str!("../../migrations/0047_passkeys.sql"),
    include_str!("../../migrations/0048_revoked_keys.sql"),
];

/// The longest text or row in D1, in bytes. <https://developers.cloudflare.com/d1/platform/limits/>
const VALUE_BYTES: i32 = 2_000_000;

/// A SQLite database on this machine.
pub struct Sqlite {
    connection: Mutex<Connection>,
    /// The statements since the last call of `take_runs`. `None` before its first call.
    runs: Mutex<Option<Vec<Run>>>,
}

/// A statement that was executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The SQL.
    pub sql: &'static str,
    /// The number of instructions that SQLite's virtual machine executed, including triggers: a few for each row read.
    pub steps: u64,
}

impl Sqlite {
    /// A new database in memory, migrated, for the directory and all projects.
    pub fn in_memory() -> Result<Self, DbError> {
        Ok(Self::over(migrated()?))
    }

    /// The same, for the directory alone.
    pub fn of_directory() -> Result<Self, DbError> {
        let connection = migrated()?;
        connection
            .execute_batch(&schema::to_directory())
            .map_err(error)?;
        Ok(Self::over(connection))
    }

    /// The same, for projects alone.
    pub fn of_projects() -> Result<Self, DbError> {
        let connection = migrated()?;
        connection
            .execute_batch(&schema::to_projects())
            .map_err(error)?;
        Ok(Self::over(connection))
    }

    const fn over(connection: Connection) -> Self {
        Self {
            connection: Mutex::new(connection),
            runs: Mutex::new(None),
        }
    }

    /// The statements that were executed since the last call, in order. None are recorded before the first call.
    pub fn take_runs(&self) -> Vec<Run> {
        lock(&self.runs).replace(Vec::new()).unwrap_or_default()
    }

    /// Limits texts and rows to the size that D1 accepts.
    pub fn limit_as_deployed(&self) -> Result<(), DbError> {
        self.connection()
            .set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_BYTES)
            .map_err(error)?;
        Ok(())
    }

    /// Executes statements that are not part of the code under test: to fill tables, to inspect them, or to explain
    /// queries.
    pub fn script(&self, sql: &str) -> Result<(), DbError> {
        self.connection().execute_batch(sql).map_err(error)
    }

    /// The rows of `sql`, a query that is not part of the code under test.
    pub fn look(&self, sql: &str) -> Result<Vec<Row>, DbError> {
        let connection = self.connection();
        let mut prepared = connection.prepare(sql).map_err(error)?;
        rows(&mut prepared, &[])
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        lock(&self.connection)
    }

    fn note(&self, sql: &'static str, prepared: &rusqlite::Statement<'_>) {
        let steps = prepared.reset_status(StatementStatus::VmStep);
        if let Some(runs) = &mut *lock(&self.runs) {
            let steps = u64::try_from(steps).unwrap_or(0);
            runs.push(Run { sql, steps });
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn migrated() -> Result<Connection, DbError> {
    let connection = Connection::open_in_memory().map_err(error)?;
    connection
        .execute_batch("PRAGMA foreign_keys = ON")
        .map_err(error)?;
    for migration in MIGRATIONS {
        connection.execute_batch(migration).map_err(error)?;
    }
    Ok(connection)
}

#[async_trait(?Send)]
impl Db for Sqlite {
    async fn query(&self, sql: Sql) -> Result<Vec<Row>, DbError> {
        let connection = self.connection();
        let mut prepared = connection.prepare_cached(sql.text).map_err(error)?;
        let rows = rows(&mut prepared, &sql.params)?;
        self.note(sql.text, &prepared);
        Ok(rows)
    }

    async fn batch(&self, all: Vec<Sql>) -> Result<Vec<Ran>, DbError> {
        if all.is_empty() {
            return Err(DbError("No SQL statements detected.".into()));
        }
        let mut connection = self.connection();
        let transaction = connection.transaction().map_err(error)?;
        let mut ran = Vec::with_capacity(all.len());
        for sql in &all {
            let mut prepared = transaction.prepare_cached(sql.text).map_err(error)?;
            let one = if prepared.column_count() == 0 {
                let changed = prepared
                    .execute(params_from_iter(&sql.params))
                    .map_err(error)?;
                Ran {
                    rows: Vec::new(),
                    changed: u64::try_from(changed).unwrap_or(u64::MAX),
                }
            } else {
                Ran {
                    rows: rows(&mut prepared, &sql.params)?,
                    changed: if prepared.readonly() {
                        0
                    } else {
                        transaction.changes()
                    },
                }
            };
            self.note(sql.text, &prepared);
            ran.push(one);
        }
        transaction.commit().map_err(error)?;
        Ok(ran)
    }
}

fn rows(prepared: &mut rusqlite::Statement<'_>, params: &[Param]) -> Result<Vec<Row>, DbError> {
    let columns: Vec<String> = prepared.column_names().map(str::to_owned).collect();
    let mut rows = prepared.query(params_from_iter(params)).map_err(error)?;
    let mut result = Vec::new();
    while let Some(row) = rows.next().map_err(error)? {
        let mut read = Row::new();
        for (index, column) in columns.iter().enumerate() {
            read.insert(column.clone(), json(row.get_ref(index).map_err(error)?)?);
        }
        result.push(read);
    }
    Ok(result)
}

impl ToSql for Param {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        match self {
            Self::Null => rusqlite::types::Null
                .to_sql()
                .map(|_| rusqlite::types::Null.into()),
            Self::Integer(number) => number.to_sql(),
            Self::Real(number) => number.to_sql(),
            Self::Text(text) => text.to_sql(),
        }
    }
}

fn json(value: ValueRef<'_>) -> Result<Value, DbError> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
        ValueRef::Blob(_) => return Err(DbError("no column of ours is a BLOB".into())),
    })
}

fn error(error: rusqlite::Error) -> DbError {
    DbError(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use rusqlite::Connection;

    use super::MIGRATIONS;

    /// The number of migrations before events had numbers of their own in each project.
    const BEFORE_NUMBERS: usize = 23;

    #[test]
    fn numbers_of_events_go_on_from_where_the_common_count_stood() {
        let db = Connection::open_in_memory().unwrap();
        let (before, after) = MIGRATIONS.split_at(BEFORE_NUMBERS);
        for migration in before {
            db.execute_batch(migration).unwrap();
        }
        db.execute_batch(
            "INSERT INTO organizations (id, name, created_at) VALUES ('o', 'Lamps', 0);
             INSERT INTO projects (id, organization_id, slug, name, created_at, updated_at)
               VALUES ('a', 'o', 'a', 'A', 0, 0), ('b', 'o', 'b', 'B', 0, 0);
             INSERT INTO events (id, project_id, type, data, created_at)
               VALUES ('1', 'a', 't', '{}', 0), ('2', 'b', 't', '{}', 0), ('3', 'a', 't', '{}', 0);
             DELETE FROM events WHERE id = '3';",
        )
        .unwrap();
        for migration in after {
            db.execute_batch(migration).unwrap();
        }
        db.execute_batch(
            "INSERT INTO events (id, project_id, type, data, created_at)
               VALUES ('4', 'a', 't', '{}', 0), ('5', 'b', 't', '{}', 0), ('6', 'a', 't', '{}', 0);",
        )
        .unwrap();
        // A client of project `a` that had pulled event 3 gets 4 and 6.
        let mut numbered = db
            .prepare("SELECT id || ' ' || position FROM events ORDER BY number")
            .unwrap();
        let found: Vec<String> = numbered
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(found, ["1 1", "2 2", "4 4", "5 4", "6 5"]);
    }

    #[test]
    fn every_migration_is_applied_in_order() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        let mut files: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        let texts: Vec<String> = files
            .iter()
            .map(|file| fs::read_to_string(file).unwrap())
            .collect();
        assert_eq!(MIGRATIONS, texts);
    }
}
