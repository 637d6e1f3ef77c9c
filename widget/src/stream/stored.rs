//! The conversation as the server has stored it: after a reload, and after another tab was used.

use leptos::task::spawn_local;
use porchlight_shared::{ids::ConversationId, message::Sender, thread::ThreadMessage};
use web_sys::AbortSignal;

use super::{BACKOFF, attend::attend, begin, end, follow, tell_message};
use crate::{
    api::{self, ApiError},
    browser,
    chat::Turn,
    context::Widget,
};

/// Signs the visitor in, if that is due, fetches the stored conversation and goes on with a running answer.
pub(crate) fn restore(widget: Widget) {
    if widget.record().conversation.is_none() && !widget.must_sign_in() {
        return;
    }
    let Some(signal) = begin(widget) else { return };
    widget.restoring.set(true);
    spawn_local(async move {
        // Without a network the next question signs in.
        let signed_in = widget.sign_in().await;
        if signal.aborted() {
            return;
        }
        let record = widget.record();
        let (Ok(()), Some(conversation), Some(token)) =
            (signed_in, record.conversation, record.token)
        else {
            widget.restoring.set(false);
            return;
        };
        let mut waits = BACKOFF.iter();
        let result = loop {
            let result = api::transcript(conversation, &token).await;
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
            Ok(transcript) => {
                let (running, unread) = (transcript.running, transcript.unread);
                widget.chat.update(|chat| chat.restore(transcript));
                widget.show_unread(unread);
                if running {
                    let stop = follow(widget, &signal).await;
                    end(widget, &signal, stop);
                }
                attend(widget, &signal).await;
            }
            // The conversation is still there when the network is: the next question goes on with it.
            Err(ApiError::Network) => widget
                .chat
                .update(|chat| chat.conversation = Some(conversation)),
            Err(ApiError::Refused {
                status: 401 | 403 | 404,
                ..
            }) => widget.renew_session(),
            Err(ApiError::Refused { .. }) => {}
        }
    });
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
