//! Deliveries, as their owners see them.

use porchlight_shared::ids::{ProjectId, WebhookId};

use super::{Delivery, DeliveryState, select};
use crate::{
    domain::cursor::Cursor,
    platform::db::{DbError, Param, ProjectDb, Statement, fetch_all},
};

const LIST: &str = select!(
    "WHERE deliveries.project_id = ?1 AND webhook_id IS ?2
       AND (?3 IS NULL OR (deliveries.created_at, deliveries.id) < (?3, ?4))
     ORDER BY deliveries.created_at DESC, deliveries.id DESC LIMIT ?5"
);
const LIST_OF_STATE: &str = select!(
    "WHERE deliveries.project_id = ?1 AND webhook_id IS ?2 AND state = ?6
       AND (?3 IS NULL OR (deliveries.created_at, deliveries.id) < (?3, ?4))
     ORDER BY deliveries.created_at DESC, deliveries.id DESC LIMIT ?5"
);

/// The deliveries to a webhook, or by e-mail if none is named, newest first, from `after` on. With `state`, only those
/// in this state.
pub async fn list(
    db: &ProjectDb,
    project_id: ProjectId,
    webhook_id: Option<WebhookId>,
    state: Option<DeliveryState>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Delivery>, DbError> {
    let (time, id) = after.map_or((Param::Null, Param::Null), |cursor| {
        (cursor.time.into(), cursor.id.into())
    });
    let sql = state.map_or(LIST, |_| LIST_OF_STATE);
    let mut statement = Statement::new(sql)
        .bind(project_id)
        .bind(webhook_id)
        .bind(time)
        .bind(id)
        .bind(limit);
    if let Some(state) = state {
        statement = statement.bind(state.name());
    }
    fetch_all(db, statement).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::{check_searches, steps};

    #[tokio::test]
    async fn lists_come_by_index_and_in_its_order() {
        for sql in [LIST, LIST_OF_STATE] {
            check_searches(sql, 9).await;
            let steps = steps(sql, 9).await;
            let says = |text: &str| steps.iter().any(|step| step.contains(text));
            assert!(!says("TEMP B-TREE"), "{steps:?}");
            // The index must include the project, so that the e-mails of other projects, which have no webhook either,
            // are not read.
            assert!(says("project_id=? AND webhook_id=?"), "{steps:?}");
        }
    }
}
