//! The last messages of a conversation, for the next answer.

use porchlight_shared::{
    ids::{ConversationId, MessageId, ProjectId},
    message::{Sender, Verdict},
};
use serde::Deserialize;

use crate::{
    domain::conversation::turn_request::{CitedPage, EarlierMessage},
    platform::db::{DbError, Ran, Statement},
};

/// The most earlier messages that are read for an answer.
const RECENT: u32 = 8;

const LATEST: &str = "
    SELECT id, sender, text, evidence IS NOT NULL AND confidence IS NOT NULL AS grounded, unanswered, verdict,
           offer_handoff,
           (SELECT json_group_array(json_array(title, url)) FROM citations
            WHERE citations.project_id = ?1 AND citations.message_id = messages.id) AS cited
    FROM messages WHERE project_id = ?1 AND conversation_id = ?2
    ORDER BY created_at DESC, rowid DESC LIMIT ?3";

#[derive(Deserialize)]
struct SaidRow {
    id: MessageId,
    sender: Sender,
    text: String,
    grounded: u8,
    unanswered: u8,
    verdict: Option<Verdict>,
    offer_handoff: u8,
    cited: String,
}

/// Reads the last messages of a conversation. [`read`] parses the rows.
pub fn latest(project_id: ProjectId, conversation_id: ConversationId) -> Statement {
    Statement::new(LATEST)
        .bind(project_id)
        .bind(conversation_id)
        .bind(RECENT)
}

/// The messages, newest first, without the visitor's message `question` and later ones.
pub fn read(ran: Ran, question: Option<MessageId>) -> Result<Vec<EarlierMessage>, DbError> {
    let rows: Vec<SaidRow> = ran.all()?;
    let asked = rows.iter().position(|row| Some(row.id) == question);
    let earlier = rows.into_iter().skip(asked.map_or(0, |asked| asked + 1));
    earlier
        .map(|row| {
            let cited: Vec<(String, String)> = serde_json::from_str(&row.cited)
                .map_err(|error| DbError(format!("citations: {error}")))?;
            Ok(EarlierMessage {
                sender: row.sender,
                text: row.text,
                is_grounded: row.grounded != 0,
                has_failed: row.unanswered != 0 || row.verdict == Some(Verdict::Unhelpful),
                offers_person: row.unanswered != 0 || row.offer_handoff != 0,
                cited: cited
                    .into_iter()
                    .map(|(title, url)| CitedPage { title, url })
                    .collect(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::query_plan::check_searches;

    #[tokio::test]
    async fn the_last_messages_are_found_by_index() {
        check_searches(LATEST, 3).await;
    }
}
