//! The log of a room, in the object's own SQLite.
//!
//! Words of an answer come many at a time, so those of one moment are written by one statement.
//! *Invariant:* it is run before anything else is, so that no client is sent what the log does not have.

use std::{cell::RefCell, rc::Rc};

use serde::Deserialize;
use worker::{Result, SqlStorage, SqlStorageValue, wasm_bindgen_futures::spawn_local};

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
pub struct RoomLog(Rc<WaitingLog>);

struct WaitingLog {
    sql: SqlStorage,
    /// Events that wait to be written, which happens before the next task of the object.
    waiting: RefCell<Vec<LoggedEvent>>,
}

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
    /// The log that is kept in `sql`.
    pub fn open(sql: SqlStorage) -> Result<Self> {
        sql.exec(CREATE, None)?;
        Ok(Self(Rc::new(WaitingLog {
            sql,
            waiting: RefCell::default(),
        })))
    }

    /// Where it is kept.
    pub fn sql(&self) -> &SqlStorage {
        &self.0.sql
    }
}

impl WaitingLog {
    /// Writes what waits.
    fn write(&self) -> std::result::Result<(), PlatformError> {
        let waiting = self.waiting.take();
        if waiting.is_empty() {
            return Ok(());
        }
        let rows: Vec<(u64, &str, &str)> = (waiting.iter())
            .map(|event| (event.number, event.name.as_str(), event.data.as_str()))
            .collect();
        let rows =
            serde_json::to_string(&rows).map_err(|error| PlatformError(error.to_string()))?;
        let rows: Vec<SqlStorageValue> = vec![rows.into()];
        self.sql.exec(APPEND, rows).map(drop).map_err(message)
    }
}

impl EventLog for RoomLog {
    fn append(&self, event: &LoggedEvent) -> std::result::Result<(), PlatformError> {
        let begins = {
            let mut waiting = self.0.waiting.borrow_mut();
            waiting.push(event.clone());
            waiting.len() == 1
        };
        if !event.is_piece() {
            return self.0.write();
        }
        if begins {
            let log = Rc::clone(&self.0);
            // Tasks run in the order in which they were woken, and a listener is woken after this.
            spawn_local(async move {
                if let Err(error) = log.write() {
                    log::error!("a room's log lacks words of an answer: {error}");
                }
            });
        }
        Ok(())
    }

    fn after(&self, after: u64) -> std::result::Result<Vec<LoggedEvent>, PlatformError> {
        self.0.write()?;
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
        self.0.write()?;
        let rows: Vec<LastRow> = (self.sql())
            .exec(LAST, None)
            .and_then(|cursor| cursor.to_array())
            .map_err(message)?;
        Ok(rows.into_iter().next().and_then(|row| row.number))
    }

    fn forget(&self, through: u64) -> std::result::Result<(), PlatformError> {
        self.0.write()?;
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
