//! Sales and similar events, for visitors to see.

use porchlight_shared::ids::{ProjectId, SaleId};
use serde::Deserialize;

use crate::{
    domain::sale::{Sale, SaleType},
    platform::db::{DbError, ProjectDb, Statement, fetch_all},
};

/// An event, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StoredSale {
    /// The id of the event.
    pub id: SaleId,
    /// The kind of event.
    #[serde(rename = "type")]
    pub kind: SaleType,
    /// The customer's shortened name.
    pub name: Option<String>,
    /// The buyer's town or country, as the shop sent it.
    pub location: Option<String>,
    /// The product, as the shop sent it.
    pub product: Option<String>,
    /// The owner's own text.
    pub message: Option<String>,
    /// When it happened, in Unix milliseconds.
    pub occurred_at: u64,
}

const INSERT: &str = "
    INSERT INTO sales (id, project_id, type, name, location, product, message, fingerprint, occurred_at)
    SELECT ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?10
    WHERE NOT EXISTS (SELECT 1 FROM sales WHERE project_id = ?1 AND fingerprint = ?9)
    ON CONFLICT DO NOTHING";

/// Stores `sale`, received at `now`. Changes no row if it was stored before.
pub fn push(project_id: ProjectId, id: SaleId, sale: &Sale, now: u64) -> Statement {
    let (fingerprint, before) = sale.fingerprints(now);
    Statement::new(INSERT)
        .bind(project_id)
        .bind(id)
        .bind(sale.kind.name())
        .bind(sale.name.clone())
        .bind(sale.location.clone())
        .bind(sale.product.clone())
        .bind(sale.message.clone())
        .bind(fingerprint)
        .bind(before)
        .bind(sale.occurred_at.unwrap_or(now))
}

const FORGET: &str = "DELETE FROM sales WHERE project_id = ?1 AND occurred_at < ?2";

/// Deletes events from before `before`, in Unix milliseconds.
pub fn forget(project_id: ProjectId, before: u64) -> Statement {
    Statement::new(FORGET).bind(project_id).bind(before)
}

const LATEST: &str = "
    SELECT id, type, name, location, product, message, occurred_at FROM sales
    WHERE project_id = ?1 AND occurred_at >= ?2 ORDER BY occurred_at DESC, id DESC LIMIT ?3";

/// The events since `since` (Unix milliseconds), newest first.
pub async fn latest(
    db: &ProjectDb,
    project_id: ProjectId,
    since: u64,
    limit: u32,
) -> Result<Vec<StoredSale>, DbError> {
    let statement = Statement::new(LATEST)
        .bind(project_id)
        .bind(since)
        .bind(limit);
    fetch_all(db, statement).await
}
