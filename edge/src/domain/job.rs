//! Messages of the queue.

use porchlight_shared::ids::{ConversationId, DeliveryId, ProjectId, QuestionRunId, SourceId};
use serde::{Deserialize, Serialize};

use super::saved_question::RunCause;

/// A message of the queue, as one JSON text. The name of a variant ends with its version, because messages of an older
/// deployment may still be queued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Job {
    /// Reads a source from the beginning, and puts its passages into the index.
    IndexSourceV1 {
        /// The project of the source.
        project_id: ProjectId,
        /// The source to read.
        source_id: SourceId,
    },
    /// Continues to read a source that has many pages.
    IndexPagesV1 {
        /// The project of the source.
        project_id: ProjectId,
        /// The source to continue with.
        source_id: SourceId,
        /// The number of this crawl of the source. The job is dropped if a newer crawl has begun.
        crawl: u64,
        /// The number of this step of the crawl. The job is dropped if the step is done already.
        step: u64,
    },
    /// Clears the rooms of erased conversations.
    EraseRoomsV1 {
        /// The project of the conversations.
        project_id: ProjectId,
        /// The conversations to clear, already erased from the database.
        conversations: Vec<ConversationId>,
    },
    /// Erases conversations older than the project's retention period.
    ForgetConversationsV1 {
        /// The project to clean up.
        project_id: ProjectId,
    },
    /// Deletes events whose time is over.
    PruneEventsV1 {
        /// The project of the events.
        project_id: ProjectId,
    },
    /// Puts due deliveries into the queue, one job each.
    DeliverEventsV1 {
        /// The project of the deliveries.
        project_id: ProjectId,
    },
    /// Makes one attempt at a delivery, by webhook or e-mail.
    DeliverV1 {
        /// The project of the delivery.
        project_id: ProjectId,
        /// The delivery to attempt.
        delivery_id: DeliveryId,
        /// The number of the attempt, from 1. The job is dropped if the attempt was made already.
        attempt: u32,
    },
    /// Groups new questions into topics.
    GroupTopicsV1 {
        /// The project of the questions.
        project_id: ProjectId,
    },
    /// Asks the next saved questions of a run.
    AskSavedQuestionsV1 {
        /// The project of the questions.
        project_id: ProjectId,
        /// The run. The job is dropped if the run has ended.
        run_id: QuestionRunId,
        /// The number of this step of the run. The job is dropped if the step is done already.
        #[serde(default)]
        step: u64,
    },
    /// Begins a run of saved questions that is due.
    BeginQuestionRunV1 {
        /// The project of the questions.
        project_id: ProjectId,
        /// What has changed.
        cause: RunCause,
    },
    /// Counts a question for which the database was too busy.
    NoteBusyV1 {
        /// The project of the question.
        project_id: ProjectId,
        /// When the question was asked, in Unix milliseconds.
        at: u64,
        /// A unique id, so that the question is counted once.
        id: String,
    },
    /// Sends a link to sign in to the inbox, if somebody has the address.
    SendSignInLinkV1 {
        /// The id from which the link's secret is derived.
        id: String,
        /// The folded e-mail address.
        email: String,
        /// The hash of the nonce of the browser that requested the link.
        browser: String,
        /// When the link was requested, in Unix milliseconds.
        at: u64,
    },
    /// Makes vectors for passages that have none.
    EmbedPassagesV1 {
        /// The project of the passages.
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
        for (job, json) in one_of_each! {
            Job::IndexSourceV1 { .. } => (
                Job::IndexSourceV1 {
                    project_id,
                    source_id,
                },
                format!(r#"{{"type":"index_source_v1","project_id":"{id}","source_id":"{id}"}}"#),
            ),
            Job::IndexPagesV1 { .. } => (
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
            Job::EraseRoomsV1 { .. } => (
                Job::EraseRoomsV1 {
                    project_id,
                    conversations: vec![ConversationId::new(1, [0; 10])],
                },
                format!(
                    r#"{{"type":"erase_rooms_v1","project_id":"{id}","conversations":["{id}"]}}"#
                ),
            ),
            Job::ForgetConversationsV1 { .. } => (
                Job::ForgetConversationsV1 { project_id },
                format!(r#"{{"type":"forget_conversations_v1","project_id":"{id}"}}"#),
            ),
            Job::PruneEventsV1 { .. } => (
                Job::PruneEventsV1 { project_id },
                format!(r#"{{"type":"prune_events_v1","project_id":"{id}"}}"#),
            ),
            Job::DeliverEventsV1 { .. } => (
                Job::DeliverEventsV1 { project_id },
                format!(r#"{{"type":"deliver_events_v1","project_id":"{id}"}}"#),
            ),
            Job::DeliverV1 { .. } => (
                Job::DeliverV1 {
                    project_id,
                    delivery_id: DeliveryId::new(1, [0; 10]),
                    attempt: 2,
                },
                format!(
                    r#"{{"type":"deliver_v1","project_id":"{id}","delivery_id":"{id}","attempt":2}}"#
                ),
            ),
            Job::GroupTopicsV1 { .. } => (
                Job::GroupTopicsV1 { project_id },
                format!(r#"{{"type":"group_topics_v1","project_id":"{id}"}}"#),
            ),
            Job::AskSavedQuestionsV1 { .. } => (
                Job::AskSavedQuestionsV1 {
                    project_id,
                    run_id: QuestionRunId::new(1, [0; 10]),
                    step: 1,
                },
                format!(
                    r#"{{"type":"ask_saved_questions_v1","project_id":"{id}","run_id":"{id}","step":1}}"#
                ),
            ),
            Job::BeginQuestionRunV1 { .. } => (
                Job::BeginQuestionRunV1 {
                    project_id,
                    cause: RunCause::Sources,
                },
                format!(r#"{{"type":"begin_question_run_v1","project_id":"{id}","cause":"sources"}}"#),
            ),
            Job::NoteBusyV1 { .. } => (
                Job::NoteBusyV1 {
                    project_id,
                    at: 3,
                    id: "a".into(),
                },
                format!(r#"{{"type":"note_busy_v1","project_id":"{id}","at":3,"id":"a"}}"#),
            ),
            Job::SendSignInLinkV1 { .. } => (
                Job::SendSignInLinkV1 {
                    id: "a".into(),
                    email: "ada@example.com".into(),
                    browser: "b".into(),
                    at: 3,
                },
                r#"{"type":"send_sign_in_link_v1","id":"a","email":"ada@example.com","browser":"b","at":3}"#
                    .to_owned(),
            ),
            Job::EmbedPassagesV1 { .. } => (
                Job::EmbedPassagesV1 { project_id },
                format!(r#"{{"type":"embed_passages_v1","project_id":"{id}"}}"#),
            ),
        } {
            assert_eq!(serde_json::to_string(&job).unwrap(), json);
            assert_eq!(serde_json::from_str::<Job>(&json).unwrap(), job);
        }
    }
}
