//! The conversation as the server has stored it: after a reload, and after another tab was used.

use leptos::task::spawn_local;
use porchlight_browser as browser;
use porchlight_shared::{
    ids::ConversationId, message::Sender, thread::ThreadMessage, transcript::Transcript,
};
use web_sys::AbortSignal;

use super::{BACKOFF, attend::attend, begin, end, follow, tell_message};
use crate::{
    api::{self, ApiError},
    chat::Turn,
    context::Widget,
};

/// Signs the visitor in, if that is due, fetches the stored conversation and goes on with a running answer. A question
/// that is on its way, or failed, is not disturbed: the next one does the same.
pub(crate) fn restore(widget: Widget) {
    let is_due = widget.must_sign_in() || widget.record().conversation.is_some();
    if is_due && widget.chat.with_untracked(|chat| chat.turn == Turn::Idle) {
        resume(widget, true);
    }
}

fn resume(widget: Widget, signs_in_again: bool) {
    let Some(signal) = begin(widget) else { return };
    widget.restoring.set(true);
    spawn_local(async move {
        let mut waits = BACKOFF.iter();
        let result = loop {
            let result = stored(widget).await;
            match waits.next() {
                Some(wait) if result == Err(ApiError::Network) && !signal.aborted() => {
                    browser::sleep(*wait).await;
                }
                _ => break result,
            }
        };
        if signal.aborted() {
            return;
        }
        widget.restoring.set(false);
        match result {
            Ok(Some(transcript)) => {
                let (running, unread) = (transcript.running, transcript.unread);
                widget.chat.update(|chat| chat.restore(transcript));
                widget.show_unread(unread);
                if running {
                    let stop = follow(widget, &signal).await;
                    end(widget, &signal, stop);
                }
                attend(widget, &signal).await;
            }
            Err(ApiError::Refused {
                status: 401 | 403 | 404,
                ..
            }) => {
                if signs_in_again && widget.signs_in_again() {
                    // Which conversation it is the server says.
                    widget.remember(|record| record.conversation = None);
                    resume(widget, false);
                } else {
                    widget.renew_session();
                }
            }
            // The conversation is still there when the server is: the next question goes on with it.
            Ok(None) | Err(_) => {}
        }
    });
}

/// What the server has stored of the visitor's conversation, if they have one.
async fn stored(widget: Widget) -> Result<Option<Transcript>, ApiError> {
    widget.sign_in().await?;
    let record = widget.record();
    match (record.conversation, record.token) {
        (Some(conversation), Some(token)) => api::transcript(conversation, &token).await.map(Some),
        _ => Ok(None),
    }
}

/// Shows the whole of a conversation that a question went on with before it was shown.
pub(super) async fn show_earlier(widget: Widget, signal: &AbortSignal) {
    let is_over = widget.chat.with_untracked(|chat| chat.turn == Turn::Idle);
    if is_over
        && widget.aside.with(|aside| aside.continues_unshown)
        && let Ok(Some(transcript)) = stored(widget).await
        && !signal.aborted()
    {
        widget.chat.update(|chat| chat.restore(transcript));
    }
}

/// Takes over what was said in another tab, and follows an answer that is being written there. Asks nothing.
pub(crate) fn catch_up(widget: Widget) {
    let record = widget.record();
    let (Some(conversation), Some(token)) = (record.conversation, record.token) else {
        return;
    };
    let is_shown = widget
        .chat
        .with_untracked(|chat| chat.conversation == Some(conversation) && chat.turn == Turn::Idle);
    if !is_shown {
        return;
    }
    let Some(signal) = begin(widget) else { return };
    spawn_local(async move {
        if refresh(widget, conversation, &token, &signal).await {
            let stop = follow(widget, &signal).await;
            end(widget, &signal, stop);
        }
        attend(widget, &signal).await;
    });
}

/// Takes over what the server has stored; true if an answer is being written right now. Without an answer from the
/// server what is shown stays: the next question finds out what is wrong.
pub(super) async fn refresh(
    widget: Widget,
    conversation: ConversationId,
    token: &str,
    signal: &AbortSignal,
) -> bool {
    let result = api::transcript(conversation, token).await;
    let (Ok(transcript), false) = (result, signal.aborted()) else {
        return false;
    };
    let is_new = |thread: &&ThreadMessage| {
        widget.chat.with_untracked(|chat| {
            let id = Some(thread.message.id);
            thread.message.sender == Sender::Operator
                && chat.conversation == Some(conversation)
                && chat.turn == Turn::Idle
                && !chat.entries.iter().any(|entry| entry.id == id)
        })
    };
    for reply in transcript.messages.iter().filter(is_new) {
        tell_message(widget, reply);
    }
    let unread = transcript.unread;
    let running = widget.chat.update(|chat| chat.catch_up(transcript));
    widget.show_unread(unread);
    running
}
