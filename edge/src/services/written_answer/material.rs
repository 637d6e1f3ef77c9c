//! What a model reads in addition to the question.

use porchlight_knowledge::{passage::Passage, retrieval::Retrieved};
use porchlight_shared::message::Sender;

use crate::domain::{
    conversation::turn_request::EarlierMessage,
    model::prompt::{EARLIER_MESSAGES, Earlier, PASSAGES},
};

/// The passages that a model gets, best first.
pub(super) fn passages_to_read(retrieved: &Retrieved) -> Vec<&Passage> {
    let matching = retrieved.passages.iter();
    matching
        .filter(|scored| scored.score.total > 0.0)
        .map(|scored| &scored.passage)
        .take(PASSAGES)
        .collect()
}

/// The latest messages before the question, oldest first. `messages` come newest first.
pub(super) fn earlier(messages: &[EarlierMessage]) -> Vec<Earlier> {
    let latest = messages.iter().take(EARLIER_MESSAGES);
    let said = latest.rev();
    said.map(|said| Earlier {
        by_visitor: said.sender == Sender::Visitor,
        text: said.text.clone(),
    })
    .collect()
}
