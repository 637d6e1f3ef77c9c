//! Leaving or reloading the page while it has unsaved input.

use leptos::prelude::*;
use porchlight_browser as browser;

use super::Inbox;
use crate::{memory, room::Room, texts::filled};

impl Inbox {
    /// Stores the rooms with unsaved input. While there is one, the browser asks before the page is closed, reloaded or
    /// left by its back button.
    pub(crate) fn note_unsaved(self, rooms: Vec<Room>) {
        browser::ask_before_leaving(!rooms.is_empty());
        self.unsaved.set(rooms);
    }

    /// Whether the page may reload: nothing would be lost, or the person agrees to lose it.
    pub(crate) fn may_begin_anew(self) -> bool {
        let Some(question) = self.unsaved.with_untracked(|rooms| lost(rooms)) else {
            return true;
        };
        // A browser that cannot ask does not block the reload.
        browser::window()
            .confirm_with_message(&question)
            .unwrap_or(true)
    }

    /// Reloads the page in another language. False if unsaved input prevents it.
    pub(crate) fn speak(self, tag: &str) -> bool {
        if !self.may_begin_anew() {
            return false;
        }
        memory::save_language(tag);
        Self::begin_anew();
        true
    }

    /// Reloads the page without asking, and loses unsaved input: the person has agreed, or somebody else has signed in.
    /// False if the browser refuses.
    pub(super) fn begin_anew() -> bool {
        browser::ask_before_leaving(false);
        let began = browser::window().location().reload();
        if began.is_err() {
            browser::log_error("Porchlight: the page could not begin anew");
        }
        began.is_ok()
    }
}

/// The question to ask before a reload, if something would be lost.
fn lost(rooms: &[Room]) -> Option<String> {
    let labels: Vec<&str> = rooms.iter().map(|room| room.label()).collect();
    (!labels.is_empty()).then(|| {
        filled(
            "Your changes are not saved yet: {rooms}. Continue and lose them?",
            &[("rooms", &labels.join(", "))],
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_lost_is_named() {
        assert_eq!(lost(&[]), None);
        assert_eq!(
            lost(&[Room::Gaps, Room::Appearance]).unwrap(),
            "Your changes are not saved yet: Gaps, Appearance. Continue and lose them?"
        );
    }
}
