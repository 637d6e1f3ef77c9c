//! Requests about the record of changes.

use super::{encoded, get};
use crate::{
    model::history::{RecordFilter, RecordKind, RecordPage},
    problem::Problem,
};

/// A page of the changes that match a filter: the newest, or the page at `cursor`.
pub(crate) async fn page(
    filter: &RecordFilter,
    cursor: Option<&str>,
) -> Result<RecordPage, Problem> {
    let kind = filter.kind.map(RecordKind::name);
    let actor = Some(filter.actor.as_str()).filter(|actor| !actor.is_empty());
    let parameters = [("cursor", cursor), ("actor", actor), ("kind", kind)];
    let parameters = parameters
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", encoded(value?))));
    let query: Vec<String> = parameters.collect();
    get(&format!("/api/v1/audit?{}", query.join("&"))).await
}
