//! The local D1 database, seen from outside: a SQLite file that the Worker has open, too.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result};
use rusqlite::{Connection, OpenFlags, types::Value};

/// How long the Worker's own work on the file is waited for.
const BUSY: Duration = Duration::from_secs(5);

/// The file.
pub struct Database(PathBuf);

impl Database {
    /// The database below Miniflare's `state`.
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

    /// Runs statements.
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

    /// The first column of the first row; `None` without a row, an empty text for NULL.
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

    fn open(&self, flags: OpenFlags) -> Result<Connection> {
        let connection = Connection::open_with_flags(&self.0, flags)?;
        connection.busy_timeout(BUSY)?;
        Ok(connection)
    }
}
