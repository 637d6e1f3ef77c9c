//! The local D1 database, accessed from outside: a SQLite file that the Worker also has open.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result};
use rusqlite::{Connection, OpenFlags, types::Value};

/// How long to wait while the Worker writes to the file.
const BUSY: Duration = Duration::from_secs(5);

/// The path of the SQLite file.
pub struct Database(PathBuf);

impl Database {
    /// Finds the database in Miniflare's `state` folder.
    pub(crate) fn find(state: &Path) -> Result<Self> {
        let folder = state.join("d1/miniflare-D1DatabaseObject");
        let files = fs::read_dir(&folder).with_context(|| {
            format!(
                "Miniflare keeps D1 elsewhere now, not in {}",
                folder.display()
            )
        })?;
        let file = files
            .filter_map(|file| Some(file.ok()?.path()))
            .find(|file| {
                file.extension().is_some_and(|ending| ending == "sqlite")
                    && file.file_stem().is_some_and(|name| name != "metadata")
            });
        file.map(Self)
            .with_context(|| format!("no database in {}", folder.display()))
    }

    /// Runs SQL statements without parameters.
    pub fn execute(&self, sql: &str) -> Result<()> {
        Ok(self
            .open(OpenFlags::SQLITE_OPEN_READ_WRITE)?
            .execute_batch(sql)?)
    }

    /// Runs one statement with its parameters.
    pub fn run(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<()> {
        self.open(OpenFlags::SQLITE_OPEN_READ_WRITE)?
            .execute(sql, parameters)?;
        Ok(())
    }

    /// The first column of the first row. `None` if there is no row, and an empty text for NULL.
    pub fn value(&self, sql: &str, parameters: &[&str]) -> Result<Option<String>> {
        let connection = self.open(OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(parameters))?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        Ok(Some(match row.get::<_, Value>(0)? {
            Value::Null => String::new(),
            Value::Integer(number) => number.to_string(),
            Value::Real(number) => number.to_string(),
            Value::Text(text) => text,
            Value::Blob(bytes) => format!("{} bytes", bytes.len()),
        }))
    }

    /// The first column of all rows, as text.
    pub fn column(&self, sql: &str, parameters: &[&str]) -> Result<Vec<String>> {
        let connection = self.open(OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(parameters), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn open(&self, flags: OpenFlags) -> Result<Connection> {
        let connection = Connection::open_with_flags(&self.0, flags)?;
        connection.busy_timeout(BUSY)?;
        Ok(connection)
    }
}
