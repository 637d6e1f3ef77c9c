//! Runs keyboard shortcuts, and moves the focus.

use leptos::prelude::*;
use porchlight_browser as browser;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::{Inbox, Screen};
use crate::{
    focus, list,
    shortcuts::{self, Command},
};

/// Fields in which letter keys type text.
const FIELDS: &str = "input, textarea, select";
/// An open dialog, other than the help and the palette.
const DIALOG: &str = "dialog[open]:not(#shortcuts, .pc-palette)";
const COMPOSER: &str = ".pc-composer__text";

impl Inbox {
    /// Handles a key pressed anywhere on the page.
    pub(super) fn pressed(self, event: &KeyboardEvent) {
        let Screen::Room(room) = untrack(|| self.screen()) else {
            return;
        };
        let (with_command, with_other) = (
            event.ctrl_key() || event.meta_key(),
            event.alt_key() || event.shift_key(),
        );
        if event.default_prevented() || is_asked() {
            return;
        }
        if with_command && !with_other && shortcuts::is_for_palette(&event.key()) {
            event.prevent_default();
            return self.run(Command::Palette, false);
        }
        if with_command || event.alt_key() || self.palette.get_untracked() {
            return;
        }
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let in_field = target.is_some_and(|target| target.matches(FIELDS).unwrap_or(false));
        let Some(command) = shortcuts::command(&event.key(), room, in_field) else {
            return;
        };
        // While the help is shown, it can only be closed.
        if self.help.get_untracked() && !matches!(command, Command::Back | Command::Help) {
            return;
        }
        event.prevent_default();
        self.run(command, in_field);
    }

    fn run(self, command: Command, in_field: bool) {
        match command {
            Command::Next => self.move_in_list(true),
            Command::Previous => self.move_in_list(false),
            Command::Reply | Command::Note => {
                self.focus_composer(command == Command::Note);
            }
            Command::Take => self.take_over(),
            Command::Resolve => self.resolve(),
            Command::Search => focus::soon(".pc-search__field"),
            Command::Help => self.help.update(|shown| *shown = !*shown),
            Command::Palette => {
                self.help.set(false);
                self.palette.update(|shown| *shown = !*shown);
            }
            Command::Back => self.go_back(in_field),
        }
    }

    /// Moves the focus into the composer, for a note or for a reply.
    pub(crate) fn focus_composer(self, note: bool) {
        if self.thread.with_untracked(Option::is_some) {
            self.noting.set(note);
            self.problem.set(None);
            focus::soon(COMPOSER);
        }
    }

    fn move_in_list(self, below: bool) {
        let rows = untrack(|| self.rows()).unwrap_or_default();
        let next = list::neighbour(&rows, self.chosen.get_untracked(), below);
        if next.is_some() {
            self.chosen.set(next);
            focus::soon(".pc-row[tabindex='0']");
        }
    }

    /// Leaves the help, the field or the conversation: the first of them that applies.
    fn go_back(self, in_field: bool) {
        if self.help.get_untracked() {
            self.help.set(false);
        } else if in_field {
            let in_search = browser::document()
                .active_element()
                .is_some_and(|field| field.class_list().contains("pc-search__field"));
            if in_search && !self.search.with_untracked(String::is_empty) {
                self.search_for(String::new());
            } else if in_search || self.opened.with_untracked(Option::is_none) {
                blur();
            } else {
                focus::soon(".pc-thread__title");
            }
        } else {
            Self::close();
        }
    }

    /// Closes the conversation by changing the address, so that the back button opens it again.
    pub(crate) fn close() {
        if browser::window().location().set_hash("").is_err() {
            browser::log_error("Porchlight: the address was not changed");
        }
    }
}

/// Whether an open dialog takes the keys for itself.
fn is_asked() -> bool {
    let dialog = browser::document().query_selector(DIALOG);
    dialog.is_ok_and(|dialog| dialog.is_some())
}

fn blur() {
    let focused = browser::document()
        .active_element()
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = focused
        && element.blur().is_err()
    {
        browser::log_error("Porchlight: a field did not lose the focus");
    }
}
