//! The interface for storage: D1 in production, SQLite in native tests. All SQL is written once, under `store`.
//!
//! There are two kinds of data, which may be in different databases: the directory (who owns which projects, and what
//! opens them) and the data of projects. *Invariant:* no statement and no batch touches both kinds, or two projects
//! that may be in different databases. The compiler checks it: the type of a [`Statement`] says which kind it reads or
//! writes, and a [`Database`] takes only statements of its own kind.

use std::{marker::PhantomData, sync::Arc};

use async_trait::async_trait;
use porchlight_shared::ids::{
    AttachmentId, AuditId, ClientMessageId, ConsoleSessionId, ConversationId, DeliveryId,
    DocumentId, EventId, KeyId, LeadId, MessageId, NoteId, OrganizationId, PassageId, PersonId,
    ProjectId, QuestionRunId, SaleId, SavedQuestionId, SessionId, SourceId, TopicId, WebhookId,
};
use serde::de::DeserializeOwned;

use crate::domain::credentials::credential_id::CredentialId;

/// A result row: the values by column name.
pub type Row = serde_json::Map<String, serde_json::Value>;

/// A bound parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    /// SQL `NULL`.
    Null,
    /// A whole number within ±2⁵³ (D1 carries numbers as JavaScript does).
    Integer(i64),
    /// A floating-point number.
    Real(f64),
    /// Text, at most 2 MB.
    Text(String),
}

/// SQL with its parameters: `?1` is the first that was bound.
#[derive(Clone, Debug, PartialEq)]
pub struct Sql {
    /// Columns are named, parameters are numbered.
    pub text: &'static str,
    /// The bound parameters, at most 100.
    pub params: Vec<Param>,
}

/// Organizations, their projects and their keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectoryData {}

/// The data of projects: sources, visitors, conversations, webhooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectData {}

/// A statement on data of the kind `Of`.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement<Of = ProjectData> {
    sql: Sql,
    of: PhantomData<fn() -> Of>,
}

impl<Of> Statement<Of> {
    /// A statement without parameters.
    pub const fn new(text: &'static str) -> Self {
        Self {
            sql: Sql {
                text,
                params: Vec::new(),
            },
            of: PhantomData,
        }
    }

    /// Binds the next parameter.
    #[must_use]
    pub fn bind(mut self, param: impl Into<Param>) -> Self {
        self.sql.params.push(param.into());
        self
    }

    /// The number of bound parameters.
    pub const fn bound(&self) -> usize {
        self.sql.params.len()
    }
}

/// A database of either kind.
#[async_trait(?Send)]
pub trait Db: Send + Sync {
    /// Runs one statement and returns its rows.
    async fn query(&self, sql: Sql) -> Result<Vec<Row>, DbError>;
    /// Runs all statements, at least one, in one transaction and one journey, all or none.
    async fn batch(&self, all: Vec<Sql>) -> Result<Vec<Ran>, DbError>;
}

/// The result of a statement in a batch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ran {
    /// The rows that it returned.
    pub rows: Vec<Row>,
    /// The number of rows that it changed.
    pub changed: u64,
}

impl Ran {
    /// The rows, each read as a `T`.
    pub fn all<T: DeserializeOwned>(self) -> Result<Vec<T>, DbError> {
        self.rows.into_iter().map(decode).collect()
    }

    /// The first row, if there is one.
    pub fn first<T: DeserializeOwned>(self) -> Result<Option<T>, DbError> {
        self.rows.into_iter().next().map(decode).transpose()
    }
}

/// A database for data of the kind `Of`.
pub struct Database<Of> {
    db: Arc<dyn Db>,
    of: PhantomData<fn() -> Of>,
}

/// The database with the directory.
pub type DirectoryDb = Database<DirectoryData>;
/// The database with a project's data. It may contain other projects' data, too.
pub type ProjectDb = Database<ProjectData>;

impl<Of> Clone for Database<Of> {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.db))
    }
}

impl<Of> Database<Of> {
    /// Declares that `db` contains data of the kind `Of`.
    pub fn new(db: Arc<dyn Db>) -> Self {
        Self {
            db,
            of: PhantomData,
        }
    }

    /// Runs one statement and returns its rows.
    pub async fn query(&self, statement: Statement<Of>) -> Result<Vec<Row>, DbError> {
        self.db.query(statement.sql).await
    }

    /// Runs all statements in one transaction, all or none. Returns the number of rows that each changed. There may be
    /// no statements.
    pub async fn batch(&self, statements: Vec<Statement<Of>>) -> Result<Vec<u64>, DbError> {
        let ran = self.run(statements).await?;
        Ok(ran.into_iter().map(|ran| ran.changed).collect())
    }

    /// Does the same, and returns the rows of each statement, too.
    pub async fn run(&self, statements: Vec<Statement<Of>>) -> Result<Vec<Ran>, DbError> {
        // D1 refuses a batch without statements.
        if statements.is_empty() {
            return Ok(Vec::new());
        }
        let all = statements.into_iter().map(|statement| statement.sql);
        self.db.batch(all.collect()).await
    }

    /// Runs one statement that reads.
    pub async fn run_one(&self, statement: Statement<Of>) -> Result<Ran, DbError> {
        let rows = self.query(statement).await?;
        Ok(Ran { rows, changed: 0 })
    }

    /// Whether both are the same database.
    pub fn is<Other>(&self, other: &Database<Other>) -> bool {
        Arc::ptr_eq(&self.db, &other.db)
    }
}

/// A failure of the database. The text is for the log.
#[derive(Debug, Clone, thiserror::Error)]
#[error("database: {0}")]
pub struct DbError(pub String);

/// The rows of `statement`, each read as a `T`.
pub async fn fetch_all<T: DeserializeOwned, Of>(
    db: &Database<Of>,
    statement: Statement<Of>,
) -> Result<Vec<T>, DbError> {
    db.query(statement).await?.into_iter().map(decode).collect()
}

/// The first row of `statement`, if there is one.
pub async fn fetch_optional<T: DeserializeOwned, Of>(
    db: &Database<Of>,
    statement: Statement<Of>,
) -> Result<Option<T>, DbError> {
    db.query(statement)
        .await?
        .into_iter()
        .next()
        .map(decode)
        .transpose()
}

/// Reads `row` as a `T`, whose fields have the columns' names.
fn decode<T: DeserializeOwned>(row: Row) -> Result<T, DbError> {
    serde_json::from_value(serde_json::Value::Object(row))
        .map_err(|error| DbError(format!("row: {error}")))
}

/// Runs `statement`.
pub async fn execute<Of>(db: &Database<Of>, statement: Statement<Of>) -> Result<(), DbError> {
    db.batch(vec![statement]).await.map(drop)
}

/// Runs `statement`, and returns whether it changed a row. It must end in `RETURNING`, because D1 does not always
/// report how many rows a statement changed.
pub async fn changes<Of>(db: &Database<Of>, statement: Statement<Of>) -> Result<bool, DbError> {
    let ran = db.run(vec![statement]).await?;
    Ok(ran.first().is_some_and(|ran| !ran.rows.is_empty()))
}

macro_rules! text_params {
    ($($id:ty),*) => {$(
        impl From<$id> for Param {
            fn from(id: $id) -> Self {
                Self::Text(id.to_string())
            }
        }
    )*};
}

text_params!(
    &str,
    AttachmentId,
    AuditId,
    ClientMessageId,
    ConversationId,
    DeliveryId,
    DocumentId,
    EventId,
    KeyId,
    ConsoleSessionId,
    LeadId,
    MessageId,
    NoteId,
    OrganizationId,
    PassageId,
    PersonId,
    ProjectId,
    QuestionRunId,
    SaleId,
    SavedQuestionId,
    SessionId,
    SourceId,
    TopicId,
    WebhookId
);

impl From<CredentialId> for Param {
    fn from(id: CredentialId) -> Self {
        Self::Text(id.to_string())
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Param {
    /// For times and counts. None of them exceeds 2⁶³.
    fn from(number: u64) -> Self {
        Self::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<u32> for Param {
    fn from(number: u32) -> Self {
        Self::Integer(i64::from(number))
    }
}

impl From<bool> for Param {
    fn from(yes: bool) -> Self {
        Self::Integer(i64::from(yes))
    }
}

impl From<f64> for Param {
    fn from(number: f64) -> Self {
        Self::Real(number)
    }
}

impl<T: Into<Param>> From<Option<T>> for Param {
    fn from(option: Option<T>) -> Self {
        option.map_or(Self::Null, Into::into)
    }
}
