//! Leaving or reloading the page while something in it is not saved.

use leptos::prelude::*;
use porchlight_browser as browser;

use super::Inbox;
use crate::{memory, room::Room, texts::filled};

impl Inbox {
    /// Notes the rooms in which something is not saved. While there is one, the browser asks before the page is closed,
    /// reloaded or left by its back button.
    pub(crate) fn note_unsaved(self, rooms: Vec<Room>) {
        browser::ask_before_leaving(!rooms.is_empty());
        self.unsaved.set(rooms);
    }

    /// Whether the page may begin anew: nothing is lost by it, or its person says that it may be.
    pub(crate) fn may_begin_anew(self) -> bool {
        let Some(question) = self.unsaved.with_untracked(|rooms| lost(rooms)) else {
            return true;
        };
        // A browser that cannot ask is not kept.
        browser::window()
            .confirm_with_message(&question)
            .unwrap_or(true)
    }

    /// Begins the page anew in another language. False if what is not saved keeps it.
    pub(crate) fn speak(self, tag: &str) -> bool {
        if !self.may_begin_anew() {
            return false;
        }
        memory::save_language(tag);
        Self::begin_anew();
        true
    }

    /// Loads the page again, and what is not saved is lost: its person has agreed, or somebody else has signed in. False if
    /// the browser does not let it.
    pub(super) fn begin_anew() -> bool {
        browser::ask_before_leaving(false);
        let began = browser::window().location().reload();
        if began.is_err() {
            browser::log_error("Porchlight: the page could not begin anew");
        }
        began.is_ok()
    }
}

/// What is asked before the page begins anew, if something is lost by it.
fn lost(rooms: &[Room]) -> Option<String> {
    let labels: Vec<&str> = rooms.iter().map(|room| room.label()).collect();
    (!labels.is_empty()).then(|| {
        filled(
            "This is not saved yet: {rooms}. Go on and lose it?",
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
            "This is not saved yet: Gaps, Appearance. Go on and lose it?"
        );
    }
}
