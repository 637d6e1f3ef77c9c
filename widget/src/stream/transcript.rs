//! The stored conversation.

use porchlight_shared::{
    ids::ConversationId, message::Sender, thread::ThreadMessage, transcript::Transcript,
};
use web_sys::AbortSignal;

use super::events::tell_message;
use crate::{
    api::{self, ApiError},
    bridge::{self, Signal},
    chat::TurnState,
    state::Widget,
};

/// The visitor's stored conversation, if they have one.
pub(super) async fn stored(widget: Widget) -> Result<Option<Transcript>, ApiError> {
    widget.sign_in().await?;
    let record = widget.record();
    match (record.conversation, record.token) {
        (Some(conversation), Some(token)) => load(conversation, &token).await.map(Some),
        _ => Ok(None),
    }
}

async fn load(conversation: ConversationId, token: &str) -> Result<Transcript, ApiError> {
    let transcript = api::transcript(conversation, token).await?;
    if let Some(at) = &transcript.operator_read_at {
        bridge::signal(Signal::Read(at));
    }
    Ok(transcript)
}

/// Shows all of a stored conversation, after a question was sent to it before it was loaded.
pub(super) async fn show_earlier(widget: Widget, signal: &AbortSignal) {
    let is_over = widget
        .chat
        .with_untracked(|chat| chat.turn == TurnState::Idle);
    if is_over
        && widget.internal.with(|internal| internal.continues_unshown)
        && let Ok(Some(transcript)) = stored(widget).await
        && !signal.aborted()
    {
        widget.chat.update(|chat| chat.restore(transcript));
    }
}

/// Adds stored messages. True if an answer is being written. If the transcript cannot be loaded, nothing changes, and
/// the next question reports the problem.
pub(super) async fn refresh(
    widget: Widget,
    conversation: ConversationId,
    token: &str,
    signal: &AbortSignal,
) -> bool {
    let result = load(conversation, token).await;
    let (Ok(transcript), false) = (result, signal.aborted()) else {
        return false;
    };
    let is_new = |thread: &&ThreadMessage| {
        widget.chat.with_untracked(|chat| {
            let id = Some(thread.message.id);
            thread.message.sender == Sender::Operator
                && chat.conversation == Some(conversation)
                && chat.turn == TurnState::Idle
                && !chat.entries.iter().any(|entry| entry.id == id)
        })
    };
    for reply in transcript.messages.iter().filter(is_new) {
        tell_message(widget, reply);
    }
    let running = widget.chat.update(|chat| chat.catch_up(transcript));
    widget.show_unread();
    widget.look_again();
    running
}
