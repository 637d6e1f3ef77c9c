//! Deliveries by e-mail to visitors who have left.

use porchlight_shared::ids::{ConversationId, DeliveryId, EventId, ProjectId};

use crate::{domain::deliveries::event::EventKind, platform::Statement};

const MAIL_VISITOR: &str = "
    INSERT INTO deliveries (id, project_id, conversation_id, event_id, event_type, next_at, created_at, updated_at)
    SELECT ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?7
    WHERE NOT EXISTS (SELECT 1 FROM deliveries
                      WHERE project_id = ?1 AND conversation_id = ?3 AND state = 'pending' AND attempts = 0)";

/// Plans an e-mail to the conversation's visitor, to be sent at `next_at` (Unix milliseconds) with everything that they
/// have not read by then. Does nothing if one is planned already.
pub fn mail_visitor(
    project_id: ProjectId,
    conversation_id: ConversationId,
    id: DeliveryId,
    event_id: EventId,
    next_at: u64,
    now: u64,
) -> Statement {
    Statement::new(MAIL_VISITOR)
        .bind(project_id)
        .bind(id)
        .bind(conversation_id)
        .bind(event_id)
        .bind(EventKind::MessageSent.name())
        .bind(next_at)
        .bind(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn mail_that_is_planned_is_found_by_index() {
        check_searches(MAIL_VISITOR, 7).await;
    }
}
