//! Keeps up with a person: one stream, open while no answer runs and somebody was asked for or is there. Where nobody is,
//! it stays as long as the server lets it while the visitor looks on: a person may come in by themselves.
//!
//! ```text
//!  attend ─► GET events after the last number ─┬─ nobody is there ─► over
//!      ▲                                       └─ ended or broke
//!      └── GET transcript ◄── wait, longer each time ◄──┘
//! ```
//! The transcript is for what the server's log has dropped in between, and for what a person wrote while no stream was
//! open. A question takes the place of this stream, and brings the same events while it is answered.

use leptos::task::spawn_local;
use porchlight_browser as browser;
use web_sys::AbortSignal;

use super::{begin, read, stored::refresh};
use crate::{
    api::{self, ApiError},
    chat::Chat,
    context::Widget,
};

/// The first wait between two streams, in milliseconds; each is twice as long as the one before.
const FIRST_WAIT: u64 = 1_000;

/// The longest wait, in milliseconds. A stream that was open for longer than this begins with the first wait again.
const LONGEST_WAIT: u64 = 30_000;

/// So many streams in a row a page opens that nobody looks at: about half an hour. It goes on when it is looked at.
const UNSEEN_STREAMS: u32 = 3;

/// Keeps up from now on, if there is a person to keep up with and nothing else runs.
pub(crate) fn listen(widget: Widget) {
    let waits = |chat: &Chat| chat.has_person() && !chat.is_busy();
    if !widget.chat.with_untracked(waits) {
        return;
    }
    let Some(signal) = begin(widget) else { return };
    spawn_local(async move { attend(widget, &signal).await });
}

/// The same as a part of what runs already; returns when nobody is there any more, or something else has begun.
pub(super) async fn attend(widget: Widget, signal: &AbortSignal) {
    let mut wait = FIRST_WAIT;
    let mut unseen = 0;
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
            // The next question finds out what is wrong.
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
        unseen = if browser::document().hidden() {
            unseen + 1
        } else {
            0
        };
        if unseen > UNSEEN_STREAMS {
            return;
        }
        browser::sleep(jittered(wait, browser::random()[0])).await;
        wait = (wait * 2).min(LONGEST_WAIT);
        refresh(widget, conversation, &token, signal).await;
    }
}

/// Half of `wait` at least, all of it at most, so that not everybody comes back at once after an outage.
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
