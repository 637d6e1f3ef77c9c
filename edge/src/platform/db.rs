//! The one seam for storage: D1 in production, SQLite in native tests. All SQL is written once, under `store`.

use async_trait::async_trait;
use porchlight_shared::ids::{
    AuditId, ClientMessageId, ConversationId, DeliveryId, DocumentId, EventId, KeyId, LeadId,
    MessageId, NoteId, OrganizationId, PassageId, ProjectId, SaleId, SessionId, SourceId, TopicId,
    WebhookId,
};
use serde::de::DeserializeOwned;

use super::decode;

/// One result row: column name to value.
pub type Row = serde_json::Map<String, serde_json::Value>;

/// A bound parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    /// NULL.
    Null,
    /// A whole number within ±2⁵³ (D1 carries numbers as JavaScript does).
    Integer(i64),
    /// A floating-point number.
    Real(f64),
    /// Text, at most 2 MB.
    Text(String),
}

/// A statement with its parameters: `?1` is the first that was bound.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The SQL; columns named, parameters numbered.
    pub sql: &'static str,
    /// At most 100.
    pub params: Vec<Param>,
}

impl Statement {
    /// A statement without parameters so far.
    pub const fn new(sql: &'static str) -> Self {
        Self {
            sql,
            params: Vec::new(),
        }
    }

    /// Binds the next parameter.
    #[must_use]
    pub fn bind(mut self, param: impl Into<Param>) -> Self {
        self.params.push(param.into());
        self
    }
}

/// The database.
#[async_trait(?Send)]
pub trait Db: Send + Sync {
    /// Runs one statement and returns its rows.
    async fn query(&self, statement: Statement) -> Result<Vec<Row>, DbError>;
    /// Runs all statements in one transaction, all or none; returns how many rows each changed.
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<u64>, DbError>;
}

/// The database failed. The text is for the log.
#[derive(Debug, Clone, thiserror::Error)]
#[error("database: {0}")]
pub struct DbError(pub String);

/// The rows of `statement`, each read as a `T`.
pub async fn fetch_all<T: DeserializeOwned>(
    db: &dyn Db,
    statement: Statement,
) -> Result<Vec<T>, DbError> {
    db.query(statement).await?.into_iter().map(decode).collect()
}

/// The first row of `statement`, if there is one.
pub async fn fetch_optional<T: DeserializeOwned>(
    db: &dyn Db,
    statement: Statement,
) -> Result<Option<T>, DbError> {
    db.query(statement)
        .await?
        .into_iter()
        .next()
        .map(decode)
        .transpose()
}

/// Runs `statement` and returns how many rows it changed.
pub async fn execute(db: &dyn Db, statement: Statement) -> Result<u64, DbError> {
    Ok(db
        .batch(vec![statement])
        .await?
        .first()
        .copied()
        .unwrap_or(0))
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
    AuditId,
    ClientMessageId,
    ConversationId,
    DeliveryId,
    DocumentId,
    EventId,
    KeyId,
    LeadId,
    MessageId,
    NoteId,
    OrganizationId,
    PassageId,
    ProjectId,
    SaleId,
    SessionId,
    SourceId,
    TopicId,
    WebhookId
);

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Param {
    /// Times and counts; those beyond 2⁶³ do not occur.
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
