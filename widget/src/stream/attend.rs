//! Follows the conversation between answers with one stream, which is open while a person answers or was asked for.
//! Otherwise it stays open as long as the server allows while the visitor sees the panel, because a person may join
//! without being asked.
//!
//! ```text
//!  attend ─► GET events after the last number ─┬─ nobody is there ─► end
//!      ▲                                       └─ ended or broke
//!      └── GET transcript ◄── wait, longer each time ◄──┘
//! ```
//! The transcript has what the server's log has dropped in the meantime, and what a person wrote while no stream was
//! open. A question replaces this stream with its own, which has the same events.

use leptos::task::spawn_local;
use porchlight_browser as browser;
use web_sys::AbortSignal;

use super::{events::read, running::begin, transcript::refresh};
use crate::{
    api::{self, ApiError},
    chat::Chat,
    state::Widget,
};

/// The first wait between two streams, in milliseconds. Each further wait is twice as long.
const FIRST_WAIT: u64 = 1_000;

/// The longest wait, in milliseconds. After a stream that was open for longer than this, waits start over.
const LONGEST_WAIT: u64 = 30_000;

/// How many streams in a row a hidden page opens, which makes about half an hour. It continues when it becomes visible.
const HIDDEN_STREAMS: u32 = 3;

/// Starts to follow, if a person answers or was asked for and no question is being answered.
pub(crate) fn listen(widget: Widget) {
    let waits = |chat: &Chat| chat.has_person() && !chat.is_busy();
    if !widget.chat.with_untracked(waits) {
        return;
    }
    let Some(signal) = begin(widget) else { return };
    spawn_local(async move { attend(widget, &signal).await });
}

/// Follows within the current task, until no person is there any more or `signal` is aborted.
pub(super) async fn attend(widget: Widget, signal: &AbortSignal) {
    let mut wait = FIRST_WAIT;
    let mut hidden = 0;
    loop {
        let (conversation, missed) = widget
            .chat
            .with_untracked(|chat| (chat.conversation, chat.missed));
        let (Some(conversation), Some(token)) = (conversation, widget.token()) else {
            return;
        };
        if missed && !signal.aborted() {
            refresh(widget, conversation, &token, signal).await;
        }
        let (after, has_person) = widget
            .chat
            .with_untracked(|chat| (chat.last_event, chat.has_person()));
        if signal.aborted() || !(has_person || widget.is_looked_at()) {
            return;
        }
        let began = browser::now();
        match api::follow(conversation, Some(&token), after, true, signal).await {
            Ok(mut stream) => {
                read(widget, &mut stream, signal).await;
            }
            // The next question reports the problem.
            Err(ApiError::Refused {
                status: 400..=428 | 430..=499,
                ..
            }) => return,
            Err(_) => {}
        }
        if signal.aborted() || !widget.chat.with_untracked(Chat::has_person) {
            return;
        }
        if browser::now() > began + LONGEST_WAIT {
            wait = FIRST_WAIT;
        }
        hidden = if browser::document().hidden() {
            hidden + 1
        } else {
            0
        };
        if hidden > HIDDEN_STREAMS {
            return;
        }
        browser::sleep(jittered(wait, browser::random()[0])).await;
        wait = (wait * 2).min(LONGEST_WAIT);
        refresh(widget, conversation, &token, signal).await;
    }
}

/// A random wait between half of `wait` and all of it, so that widgets do not all reconnect at once after an outage.
fn jittered(wait: u64, random: u8) -> i32 {
    let half = wait / 2;
    i32::try_from(half + half * u64::from(random) / u64::from(u8::MAX)).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_between_its_half_and_itself() {
        for (random, expected) in [(0, 500), (51, 600), (255, 1_000)] {
            assert_eq!(jittered(FIRST_WAIT, random), expected);
        }
        assert_eq!(jittered(LONGEST_WAIT, u8::MAX), 30_000);
    }
}
