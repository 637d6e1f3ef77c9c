//! Shows the stored conversation: after a reload, and after another tab was used.

use leptos::task::spawn_local;
use porchlight_browser as browser;

use super::{
    attend::attend,
    running::begin,
    transcript::{refresh, stored},
    turn::{BACKOFF, end, follow},
};
use crate::{api::ApiError, chat::TurnState, state::Widget};

/// Signs the visitor in if necessary, loads the stored conversation and follows a running answer. Does nothing while a
/// question is being answered or has failed; the next question does the same.
pub(crate) fn restore(widget: Widget) {
    let is_due = widget.must_sign_in() || widget.record().conversation.is_some();
    if is_due
        && widget
            .chat
            .with_untracked(|chat| chat.turn == TurnState::Idle)
    {
        resume(widget, true);
    }
}

fn resume(widget: Widget, may_sign_in_again: bool) {
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
                let running = transcript.running;
                widget.chat.update(|chat| chat.restore(transcript));
                widget.show_unread();
                widget.look_again();
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
                if may_sign_in_again && widget.signs_in_again() {
                    // When the visitor signs in, the server names the conversation.
                    widget.remember(|record| record.conversation = None);
                    resume(widget, false);
                } else {
                    widget.renew_session();
                }
            }
            // The next question continues the conversation, once the server can be reached.
            Ok(None) | Err(_) => {}
        }
    });
}

/// Adds what was said in another tab, and follows an answer that is running there.
pub(crate) fn catch_up(widget: Widget) {
    let record = widget.record();
    let (Some(conversation), Some(token)) = (record.conversation, record.token) else {
        return;
    };
    let is_shown = widget.chat.with_untracked(|chat| {
        chat.conversation == Some(conversation) && chat.turn == TurnState::Idle
    });
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
