//! What travels through the queue.

use porchlight_shared::ids::{ConversationId, DeliveryId, ProjectId, SourceId};
use serde::{Deserialize, Serialize};

/// What travels through the queue, as one JSON text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Job {
    /// Reads a source and puts its passages into the index.
    IndexSourceV1 {
        /// The source's project.
        project_id: ProjectId,
        /// The source.
        source_id: SourceId,
    },
    /// Goes on with reading a source that has many pages.
    IndexPagesV1 {
        /// The source's project.
        project_id: ProjectId,
        /// The source.
        source_id: SourceId,
        /// Which time of reading the source; an older one is dropped.
        crawl: u64,
        /// Which step of it; one that was done is dropped.
        step: u64,
    },
    /// Clears the rooms of erased conversations.
    EraseRoomsV1 {
        /// The conversations' project.
        project_id: ProjectId,
        /// The conversations.
        conversations: Vec<ConversationId>,
    },
    /// Forgets conversations that the project keeps no longer.
    ForgetConversationsV1 {
        /// The project.
        project_id: ProjectId,
    },
    /// Hands a project's due deliveries to the queue.
    DeliverEventsV1 {
        /// The project.
        project_id: ProjectId,
    },
    /// Sends an event to a webhook.
    DeliverV1 {
        /// The webhook's project.
        project_id: ProjectId,
        /// The delivery.
        delivery_id: DeliveryId,
        /// Which attempt, from 1; one that was made is not made again.
        attempt: u32,
    },
    /// Puts a project's new questions into topics.
    GroupTopicsV1 {
        /// The project.
        project_id: ProjectId,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_travel_as_this_json() {
        let project_id = ProjectId::new(1, [0; 10]);
        let source_id = SourceId::new(1, [0; 10]);
        let id = project_id.to_string();
        for (job, json) in [
            (
                Job::IndexSourceV1 {
                    project_id,
                    source_id,
                },
                format!(r#"{{"type":"index_source_v1","project_id":"{id}","source_id":"{id}"}}"#),
            ),
            (
                Job::IndexPagesV1 {
                    project_id,
                    source_id,
                    crawl: 2,
                    step: 3,
                },
                format!(
                    r#"{{"type":"index_pages_v1","project_id":"{id}","source_id":"{id}","crawl":2,"step":3}}"#
                ),
            ),
            (
                Job::EraseRoomsV1 {
                    project_id,
                    conversations: vec![ConversationId::new(1, [0; 10])],
                },
                format!(
                    r#"{{"type":"erase_rooms_v1","project_id":"{id}","conversations":["{id}"]}}"#
                ),
            ),
            (
                Job::ForgetConversationsV1 { project_id },
                format!(r#"{{"type":"forget_conversations_v1","project_id":"{id}"}}"#),
            ),
            (
                Job::DeliverEventsV1 { project_id },
                format!(r#"{{"type":"deliver_events_v1","project_id":"{id}"}}"#),
            ),
            (
                Job::DeliverV1 {
                    project_id,
                    delivery_id: DeliveryId::new(1, [0; 10]),
                    attempt: 2,
                },
                format!(
                    r#"{{"type":"deliver_v1","project_id":"{id}","delivery_id":"{id}","attempt":2}}"#
                ),
            ),
            (
                Job::GroupTopicsV1 { project_id },
                format!(r#"{{"type":"group_topics_v1","project_id":"{id}"}}"#),
            ),
        ] {
            assert_eq!(serde_json::to_string(&job).unwrap(), json);
            assert_eq!(serde_json::from_str::<Job>(&json).unwrap(), job);
        }
    }
}
