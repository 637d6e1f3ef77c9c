//! The conversation as the server has stored it: after a reload, and after another tab was used.

use leptos::task::spawn_local;

use super::{BACKOFF, begin, end, follow};
use crate::{
    api::{self, ApiError},
    browser,
    chat::Turn,
    context::Widget,
};

/// Fetches the stored conversation and goes on with a running answer.
pub(crate) fn restore(widget: Widget) {
    let record = widget.record();
    let (Some(conversation), Some(token)) = (record.conversation, record.token) else {
        return;
    };
    let Some(signal) = begin(widget) else { return };
    widget.restoring.set(true);
    spawn_local(async move {
        let mut result = api::transcript(conversation, &token).await;
        for wait in BACKOFF {
            if result != Err(ApiError::Network) || signal.aborted() {
                break;
            }
            browser::sleep(wait).await;
            result = api::transcript(conversation, &token).await;
        }
        if signal.aborted() {
            return;
        }
        widget.restoring.set(false);
        match result {
            Ok(transcript) => {
                let running = transcript.running;
                widget.chat.update(|chat| chat.restore(transcript));
                if running {
                    let stop = follow(widget, &signal).await;
                    end(widget, &signal, stop);
                }
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
        let Ok(transcript) = api::transcript(conversation, &token).await else {
            // What is shown stays; the next question finds out what is wrong.
            return;
        };
        if !signal.aborted() && widget.chat.update(|chat| chat.catch_up(transcript)) {
            let stop = follow(widget, &signal).await;
            end(widget, &signal, stop);
        }
    });
}
