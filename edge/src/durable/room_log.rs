//! The log of a room, in the object's own SQLite.

use serde::Deserialize;
use worker::{Result, SqlStorage, SqlStorageValue};

use crate::{
    platform::PlatformError,
    services::room::event::{EventLog, LoggedEvent},
};

const CREATE: &str = "CREATE TABLE IF NOT EXISTS events (number INTEGER PRIMARY KEY, name TEXT NOT NULL, data TEXT NOT NULL)";
const APPEND: &str = "INSERT INTO events (number, name, data)
SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?1)";
const AFTER: &str = "SELECT number, name, data FROM events WHERE number > ?1 ORDER BY number";
const LAST: &str = "SELECT max(number) AS number FROM events";
const FORGET: &str = "DELETE FROM events WHERE number <= ?1";

/// The log.
pub struct RoomLog(SqlStorage);

#[derive(Deserialize)]
struct LastRow {
    number: Option<u64>,
}

#[derive(Deserialize)]
struct EventRow {
    number: u64,
    name: String,
    data: String,
}

impl RoomLog {
    /// Opens the log in `sql`.
    pub fn open(sql: SqlStorage) -> Result<Self> {
        sql.exec(CREATE, None)?;
        Ok(Self(sql))
    }

    /// The storage of the log.
    pub const fn sql(&self) -> &SqlStorage {
        &self.0
    }
}

impl EventLog for RoomLog {
    fn append(&self, events: &[LoggedEvent]) -> std::result::Result<(), PlatformError> {
        let rows: Vec<(u64, &str, &str)> = (events.iter())
            .map(|event| (event.number, event.name.as_str(), event.data.as_str()))
            .collect();
        let rows =
            serde_json::to_string(&rows).map_err(|error| PlatformError(error.to_string()))?;
        let rows: Vec<SqlStorageValue> = vec![rows.into()];
        self.sql().exec(APPEND, rows).map(drop).map_err(message)
    }

    fn after(&self, after: u64) -> std::result::Result<Vec<LoggedEvent>, PlatformError> {
        let rows: Vec<EventRow> = (self.sql())
            .exec(AFTER, vec![number(after)])
            .and_then(|cursor| cursor.to_array())
            .map_err(message)?;
        Ok(rows
            .into_iter()
            .map(|row| LoggedEvent {
                number: row.number,
                name: row.name,
                data: row.data,
            })
            .collect())
    }

    fn last(&self) -> std::result::Result<Option<u64>, PlatformError> {
        let rows: Vec<LastRow> = (self.sql())
            .exec(LAST, None)
            .and_then(|cursor| cursor.to_array())
            .map_err(message)?;
        Ok(rows.into_iter().next().and_then(|row| row.number))
    }

    fn forget(&self, through: u64) -> std::result::Result<(), PlatformError> {
        (self.sql())
            .exec(FORGET, vec![number(through)])
            .map(drop)
            .map_err(message)
    }
}

fn number(number: u64) -> SqlStorageValue {
    SqlStorageValue::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn message(error: worker::Error) -> PlatformError {
    PlatformError(error.to_string())
}
