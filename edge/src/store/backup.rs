//! A copy of a database as SQL: all rows of a deployment, or those of one project, for an empty database with the same
//! migrations or later ones.
//!
//! ```text
//!   drop the triggers ──► rows, tables that others refer to first ──► indexes of words ──► create the triggers again
//! ```
//! *Invariant:* counts that triggers maintain are restored as rows, and are not counted again. The indexes of words
//! contain no text of their own, and are rebuilt from passages and messages.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io,
};

use serde_json::Value;

use super::passages;
use crate::platform::db::{DbError, Row};

/// The number of rows in a page. D1 returns them all at once.
const PAGE_ROWS: usize = 200;
/// The number of rows in a page for tables whose rows contain a file or a whole page, of up to 2 MB.
const LARGE_PAGE_ROWS: usize = 3;
const LARGE_ROWS: [&str; 3] = ["document_versions", "sources", "staged_documents"];
/// The last line of a copy. A copy without it is incomplete.
const END: &str = "-- This is all.";
/// The number of tables that one query checks for rows. D1 returns up to 100 columns.
const ASKED_TABLES: usize = 90;
/// The most bytes of a statement. D1 accepts 100,000.
const STATEMENT_BYTES: usize = 90_000;
/// The characters in each part of a text that is too long for one statement.
const PIECE_CHARS: usize = 15_000;
/// The number of messages that one statement adds to the index of words.
const INDEXED_MESSAGES: u64 = 2_000;

/// A database to read.
pub trait RowSource {
    /// The rows of the query `sql`.
    fn rows(&self, sql: &str) -> Result<Vec<Row>, DbError>;
}

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database could not be read.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The copy could not be written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// There is no such project.
    #[error("there is no project {0}")]
    NoProject(String),
    /// The copy is incomplete.
    #[error("the file is not a whole backup: its last line is missing")]
    BrokenOff,
}

struct Table {
    name: String,
    columns: Vec<String>,
    /// The columns that identify a row, in order.
    key: Vec<String>,
    refers_to: BTreeSet<String>,
}

/// Writes all rows, or those of the project with the slug `project`. Returns the number of rows of each table.
pub fn write(
    source: &dyn RowSource,
    project: Option<&str>,
    out: &mut dyn io::Write,
) -> Result<BTreeMap<String, u64>, BackupError> {
    let project = project.map(|slug| project_id(source, slug)).transpose()?;
    let tables = in_order(tables(source)?);
    writeln!(out, "-- A copy of Porchlight's database.")?;
    let mut written = BTreeMap::new();
    let mut last_message = 0;
    let copied: Vec<(&Table, String)> = (tables.iter())
        .filter_map(|table| Some((table, condition(table, project.as_deref())?)))
        .collect();
    for tables in copied.chunks(ASKED_TABLES) {
        for ((table, condition), is_empty) in tables.iter().zip(empty(source, tables)?) {
            let count = if is_empty {
                0
            } else {
                write_rows(source, table, condition, out, &mut last_message)?
            };
            written.insert(table.name.clone(), count);
        }
    }
    let mut from = 0;
    while from < last_message {
        let to = from + INDEXED_MESSAGES;
        writeln!(
            out,
            "INSERT INTO message_terms (rowid, project, text) SELECT rowid, replace(project_id, '-', ''), text \
             FROM messages WHERE rowid > {from} AND rowid <= {to};"
        )?;
        from = to;
    }
    writeln!(out, "{END}")?;
    Ok(written)
}

/// Writes the SQL that restores a `copy` into the database `target`. It drops the triggers meanwhile, and then creates
/// those of the target again, because its migrations may be later than the copy's.
pub fn restore(
    target: &dyn RowSource,
    copy: &mut dyn io::BufRead,
    out: &mut dyn io::Write,
) -> Result<(), BackupError> {
    let triggers = target.rows(TRIGGERS)?;
    for trigger in &triggers {
        writeln!(out, "DROP TRIGGER {};", text(trigger, "name"))?;
    }
    let mut is_whole = false;
    let mut line = String::new();
    while copy.read_line(&mut line)? > 0 {
        is_whole = line.trim_end() == END;
        out.write_all(line.as_bytes())?;
        line.clear();
    }
    if !is_whole {
        return Err(BackupError::BrokenOff);
    }
    // Copies never contain the index over contact details. One statement can rebuild it, because there are few.
    writeln!(
        out,
        "INSERT INTO lead_terms (rowid, project, text) SELECT rowid, replace(project_id, '-', ''), \
         coalesce(name, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') FROM leads;"
    )?;
    for trigger in &triggers {
        writeln!(out, "{};", text(trigger, "sql"))?;
    }
    Ok(())
}

/// Whether the database has no data yet.
pub fn is_empty(source: &dyn RowSource) -> Result<bool, DbError> {
    Ok(source.rows(ORGANIZATIONS)?.is_empty())
}

const ORGANIZATIONS: &str = "SELECT id FROM organizations LIMIT 1";
const TRIGGERS: &str = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name";
const TABLES: &str = "
    SELECT name, sql FROM sqlite_schema
    WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' AND substr(name, 1, 4) <> '_cf_' AND name <> 'd1_migrations'
    ORDER BY name";
/// The columns of all tables, in order.
const COLUMNS: &str = "
    SELECT schema.name AS of_table, info.name, info.type, info.pk
    FROM sqlite_schema AS schema JOIN pragma_table_info(schema.name) AS info
    WHERE schema.type = 'table' AND substr(schema.name, 1, 4) <> '_cf_'
    ORDER BY schema.name, info.cid";

fn project_id(source: &dyn RowSource, slug: &str) -> Result<String, BackupError> {
    let slug_text = literal(&Value::from(slug));
    let rows = source.rows(&format!("SELECT id FROM projects WHERE slug = {slug_text}"))?;
    let found = rows.first().map(|row| text(row, "id").to_owned());
    found.ok_or_else(|| BackupError::NoProject(slug.into()))
}

/// The tables with our rows, without indexes of words and the tables in which SQLite stores those.
fn tables(source: &dyn RowSource) -> Result<Vec<Table>, DbError> {
    let all = source.rows(TABLES)?;
    let columns = source.rows(COLUMNS)?;
    let is_virtual = |row: &Row| text(row, "sql").starts_with("CREATE VIRTUAL TABLE");
    let indexes: Vec<String> = all
        .iter()
        .filter(|row| is_virtual(row))
        .map(|row| format!("{}_", text(row, "name")))
        .collect();
    let tables = all
        .iter()
        .filter(|row| {
            let name = text(row, "name");
            !is_virtual(row) && !indexes.iter().any(|index| name.starts_with(index.as_str()))
        })
        .map(|row| table(&columns, text(row, "name"), text(row, "sql")))
        .collect();
    Ok(tables)
}

/// Parses a table. `columns` has its columns, and those of other tables.
fn table(columns: &[Row], name: &str, sql: &str) -> Table {
    let info = (columns.iter()).filter(|column| text(column, "of_table") == name);
    let info: Vec<&Row> = info.collect();
    let mut columns: Vec<String> = (info.iter())
        .map(|column| text(column, "name").to_owned())
        .collect();
    let mut keyed: Vec<(u64, String, bool)> = info
        .iter()
        .filter_map(|column| {
            let place = column.get("pk")?.as_u64().filter(|place| *place > 0)?;
            let is_integer = text(column, "type").eq_ignore_ascii_case("INTEGER");
            Some((place, text(column, "name").to_owned(), is_integer))
        })
        .collect();
    keyed.sort();
    let numbers_rows = matches!(keyed.as_slice(), [(_, _, true)]);
    let key = if numbers_rows || sql.contains("WITHOUT ROWID") {
        keyed.into_iter().map(|(_, name, _)| name).collect()
    } else {
        // Rows without a number of their own are ordered by their creation.
        columns.insert(0, ROWID.into());
        vec![ROWID.into()]
    };
    let refers_to = sql
        .split("REFERENCES ")
        .skip(1)
        .filter_map(|rest| rest.split([' ', '(']).next())
        .filter(|other| *other != name)
        .map(str::to_owned)
        .collect();
    Table {
        name: name.to_owned(),
        columns,
        key,
        refers_to,
    }
}

const ROWID: &str = "rowid";

/// Sorts the tables so that each comes after those that it refers to.
fn in_order(mut tables: Vec<Table>) -> Vec<Table> {
    let mut ordered: Vec<Table> = Vec::new();
    while !tables.is_empty() {
        let waiting: BTreeSet<String> = tables.iter().map(|table| table.name.clone()).collect();
        let is_free = |table: &Table| table.refers_to.is_disjoint(&waiting);
        // Tables that refer to each other in a circle are ordered by name.
        let next = tables.iter().position(is_free).unwrap_or(0);
        ordered.push(tables.remove(next));
    }
    ordered
}

/// The condition for the rows of the table to copy; `None` if the table does not belong to a project.
fn condition(table: &Table, project: Option<&str>) -> Option<String> {
    let Some(project) = project else {
        return Some("1".into());
    };
    let project = literal(&Value::from(project));
    if table.columns.iter().any(|column| column == "project_id") {
        return Some(format!("project_id = {project}"));
    }
    match table.name.as_str() {
        "projects" => Some(format!("id = {project}")),
        "organizations" => Some(format!(
            "id = (SELECT organization_id FROM projects WHERE id = {project})"
        )),
        _ => None,
    }
}

/// Whether each of the tables has no row to copy. Most tables of a young deployment have none, and each query to a
/// database far away takes a second.
fn empty(source: &dyn RowSource, tables: &[(&Table, String)]) -> Result<Vec<bool>, DbError> {
    let columns: Vec<String> = tables
        .iter()
        .map(|(Table { name, .. }, condition)| {
            format!("NOT EXISTS (SELECT 1 FROM {name} WHERE {condition}) AS {name}")
        })
        .collect();
    let rows = source.rows(&format!("SELECT {}", columns.join(", ")))?;
    let row = rows
        .first()
        .ok_or_else(|| DbError("one row was asked for".into()))?;
    let is_empty = |(table, _): &(&Table, String)| row.get(&table.name) == Some(&Value::from(1));
    Ok(tables.iter().map(is_empty).collect())
}

fn write_rows(
    source: &dyn RowSource,
    table: &Table,
    condition: &str,
    out: &mut dyn io::Write,
    last_message: &mut u64,
) -> Result<u64, BackupError> {
    let Table {
        name, columns, key, ..
    } = table;
    let most = if LARGE_ROWS.contains(&name.as_str()) {
        LARGE_PAGE_ROWS
    } else {
        PAGE_ROWS
    };
    let (columns_text, key_text) = (columns.join(", "), key.join(", "));
    let mut count = 0;
    let mut after = String::new();
    loop {
        let rows = source.rows(&format!(
            "SELECT {columns_text} FROM {name} WHERE {condition}{after} ORDER BY {key_text} LIMIT {most}"
        ))?;
        for row in &rows {
            write_row(table, row, out)?;
            match name.as_str() {
                "passages" => write_terms(row, out)?,
                "messages" => *last_message = row.get(ROWID).and_then(Value::as_u64).unwrap_or(0),
                _ => {}
            }
        }
        count += rows.len() as u64;
        match rows.last() {
            Some(last) if rows.len() == most => {
                after = format!(" AND ({key_text}) > ({})", values(last, key));
            }
            _ => return Ok(count),
        }
    }
}

fn write_row(table: &Table, row: &Row, out: &mut dyn io::Write) -> io::Result<()> {
    let Table {
        name, columns, key, ..
    } = table;
    let insert = |row: &Row| {
        format!(
            "INSERT INTO {name} ({}) VALUES ({});",
            columns.join(", "),
            values(row, columns)
        )
    };
    let whole = insert(row);
    if whole.len() <= STATEMENT_BYTES {
        return writeln!(out, "{whole}");
    }
    let mut begun = row.clone();
    let mut rest = String::new();
    for (column, value) in row {
        let Some(long) = value.as_str().filter(|long| long.len() > PIECE_CHARS) else {
            continue;
        };
        let chars: Vec<char> = long.chars().collect();
        let mut pieces = chars.chunks(PIECE_CHARS).map(String::from_iter);
        begun.insert(column.clone(), pieces.next().unwrap_or_default().into());
        for piece in pieces {
            // Writing to a String cannot fail.
            let _ = writeln!(
                rest,
                "UPDATE {name} SET {column} = {column} || {} WHERE ({}) = ({});",
                literal(&piece.into()),
                key.join(", "),
                values(row, key)
            );
        }
    }
    write!(out, "{}\n{rest}", insert(&begun))
}

fn write_terms(row: &Row, out: &mut dyn io::Write) -> io::Result<()> {
    let entry = passages::index_entry(&passages::IndexedPassage {
        project_id: text(row, "project_id"),
        title: text(row, "title"),
        headings: text(row, "headings"),
        alternatives: text(row, "alternatives"),
        text: text(row, "text"),
        language: text(row, "language"),
    });
    let number = row.get("number").and_then(Value::as_u64).unwrap_or(0);
    let columns = [&entry.title, &entry.text, &entry.words]
        .map(|terms| literal(&Value::from(terms.replace(' ', &entry.prefix))));
    writeln!(
        out,
        "INSERT INTO passage_terms (rowid, title, text, words) VALUES ({number}, {});",
        columns.join(", ")
    )
}

fn values(row: &Row, columns: &[String]) -> String {
    let values = columns.iter().map(|column| {
        let value = row.get(column).unwrap_or(&Value::Null);
        literal(value)
    });
    values.collect::<Vec<_>>().join(", ")
}

/// A value as an SQL literal.
fn literal(value: &Value) -> String {
    match value {
        Value::Null => "NULL".into(),
        Value::Bool(yes) => u8::from(*yes).to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Array(_) | Value::Object(_) => {
            format!("'{}'", value.to_string().replace('\'', "''"))
        }
    }
}

fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).and_then(Value::as_str).unwrap_or_default()
}
