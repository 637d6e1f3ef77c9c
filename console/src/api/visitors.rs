//! Requests about visitors, their data, and how long it is kept.

use gloo_net::http::Method;
use serde_json::{Value, to_value};

use super::{encoded, get, read, send};
use crate::{
    model::visitors::{
        VisitorList, WhichVisitors,
        retention::{Upkeep, WouldErase},
    },
    problem::Problem,
};

const VISITORS: &str = "/api/v1/visitors";
const UPKEEP: &str = "/api/v1/upkeep";

/// A page of visitors: search results for a text, or the list if there is none.
pub(crate) async fn list(
    which: WhichVisitors,
    search: &str,
    cursor: Option<&str>,
    limit: u32,
) -> Result<VisitorList, Problem> {
    let mut path = format!("{VISITORS}?limit={limit}");
    if !search.trim().is_empty() {
        path.push_str("&search=");
        path.push_str(&encoded(search.trim()));
    } else if which == WhichVisitors::Contact {
        path.push_str("&contact=true");
    }
    if let Some(cursor) = cursor {
        path.push_str("&cursor=");
        path.push_str(cursor);
    }
    get(&path).await
}

/// Everything stored about a visitor, as the server writes it.
pub(crate) async fn whole(session: &str) -> Result<Value, Problem> {
    get(&of(session)).await
}

/// Erases everything stored about a visitor.
pub(crate) async fn erase(session: &str) -> Result<(), Problem> {
    send(Method::DELETE, &of(session), None, &[])
        .await
        .map(drop)
}

/// The automatic maintenance.
pub(crate) async fn upkeep() -> Result<Upkeep, Problem> {
    get(UPKEEP).await
}

pub(crate) async fn set_upkeep(wanted: Upkeep) -> Result<Upkeep, Problem> {
    let body = to_value(wanted).map_err(|_| Problem::network())?;
    read(send(Method::PUT, UPKEEP, Some(body), &[]).await?).await
}

/// What would be erased if conversations were kept for `days` days.
pub(crate) async fn would_erase(days: u32) -> Result<WouldErase, Problem> {
    get(&format!("{UPKEEP}/retention?days={days}")).await
}

fn of(session: &str) -> String {
    format!("{VISITORS}/{}", encoded(session))
}
