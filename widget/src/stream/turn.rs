//! The running turn: follows its answer to the end, over several streams if one breaks off.

use porchlight_browser as browser;
use web_sys::AbortSignal;

use super::events::{flush, read};
use crate::{
    api::{self, ApiError},
    bridge::{self, Signal},
    chat::{Chat, Problem, is_used_up},
    state::Widget,
};

/// The waits before a broken stream is resumed, in milliseconds.
pub(super) const BACKOFF: [i32; 5] = [400, 1_000, 2_000, 4_000, 8_000];

/// How a turn has ended.
pub(super) enum Stop {
    /// With an answer or an error on the stream.
    Over,
    /// Something else has started.
    Aborted,
    Failed(ApiError),
}

/// Resumes the running turn after the last event received, until it has ended.
pub(super) async fn follow(widget: Widget, signal: &AbortSignal) -> Stop {
    let mut waits = BACKOFF.iter();
    loop {
        let (conversation, after) = widget
            .chat
            .with_untracked(|chat| (chat.conversation, chat.last_event));
        let Some(conversation) = conversation else {
            return Stop::Over;
        };
        let token = widget.token();
        match api::follow(conversation, token.as_deref(), after, false, signal).await {
            Ok(mut stream) => {
                let whole = read(widget, &mut stream, signal).await;
                if signal.aborted() {
                    return Stop::Aborted;
                }
                if !widget.chat.with_untracked(Chat::is_busy) {
                    return Stop::Over;
                }
                let came = widget.chat.with_untracked(|chat| chat.last_event) > after;
                if came {
                    waits = BACKOFF.iter();
                } else if whole && let Some(token) = &token {
                    // The turn has meanwhile ended, and its answer is in the transcript.
                    match api::transcript(conversation, token).await {
                        Ok(transcript) if !transcript.running => {
                            widget.chat.update(|chat| chat.restore(transcript));
                            return Stop::Over;
                        }
                        Ok(_) | Err(ApiError::Network) => {}
                        Err(error) => return Stop::Failed(error),
                    }
                }
            }
            Err(ApiError::Network) => {}
            Err(error) => return Stop::Failed(error),
        }
        match waits.next() {
            Some(wait) => browser::sleep(*wait).await,
            None => return Stop::Failed(ApiError::Network),
        }
        if signal.aborted() {
            return Stop::Aborted;
        }
    }
}

pub(super) fn end(widget: Widget, signal: &AbortSignal, stop: Stop) {
    if signal.aborted() {
        return;
    }
    flush(widget);
    match stop {
        Stop::Over | Stop::Aborted => {}
        Stop::Failed(error) => {
            let problem = problem_of(error);
            bridge::signal(Signal::Error(problem.code()));
            widget.announce(widget.problem_text_untracked(&problem));
            widget.chat.update(|chat| chat.fail(problem));
        }
    }
}

fn problem_of(error: ApiError) -> Problem {
    match error {
        ApiError::Network if browser::is_offline() => Problem::Offline,
        ApiError::Network => Problem::Network,
        ApiError::Refused {
            status: 429,
            body,
            retry_after,
        } if !is_used_up(&body.code) => Problem::RateLimited(retry_after.unwrap_or_default()),
        ApiError::Refused { status, body, .. } => Problem::Server {
            retryable: status >= 500 || status == 401,
            code: body.code,
        },
    }
}
