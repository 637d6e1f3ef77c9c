//! What keys do, where the focus goes.

use leptos::prelude::*;
use porchlight_browser as browser;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::{Desk, Screen};
use crate::{
    keyboard::{self, Command},
    list,
};

/// Fields in which letters are written.
const FIELDS: &str = "input, textarea, select";
/// Where the reply is written.
const COMPOSER: &str = ".pc-composer__text";

impl Desk {
    /// A key was pressed somewhere on the page.
    pub(super) fn pressed(self, event: &KeyboardEvent) {
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        if modified || event.default_prevented() || untrack(|| self.screen()) != Screen::Inbox {
            return;
        }
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let writes = target.is_some_and(|target| target.matches(FIELDS).unwrap_or(false));
        let Some(command) = keyboard::command(&event.key(), writes) else {
            return;
        };
        // While the keys are shown, they only go away.
        if self.help.get_untracked() && !matches!(command, Command::Back | Command::Help) {
            return;
        }
        event.prevent_default();
        self.obey(command, writes);
    }

    fn obey(self, command: Command, writes: bool) {
        match command {
            Command::Next => self.move_in_list(true),
            Command::Previous => self.move_in_list(false),
            Command::Reply | Command::Note => {
                self.begin_to_write(command == Command::Note);
            }
            Command::Take => self.take_over(),
            Command::Resolve => self.resolve(),
            Command::Search => focus_soon(".pc-search__field"),
            Command::Help => self.help.update(|shown| *shown = !*shown),
            Command::Back => self.go_back(writes),
        }
    }

    /// Into the composer: for a note, or for a reply.
    pub(crate) fn begin_to_write(self, note: bool) {
        if self.thread.with_untracked(Option::is_some) {
            self.noting.set(note);
            self.problem.set(None);
            focus_soon(COMPOSER);
        }
    }

    fn move_in_list(self, below: bool) {
        let rows = untrack(|| self.rows()).unwrap_or_default();
        let next = list::neighbour(&rows, self.chosen.get_untracked(), below);
        if next.is_some() {
            self.chosen.set(next);
            focus_soon(".pc-row[tabindex='0']");
        }
    }

    /// Out of the keys, out of a field, out of the conversation.
    fn go_back(self, writes: bool) {
        if self.help.get_untracked() {
            self.help.set(false);
        } else if writes {
            let in_search = browser::document()
                .active_element()
                .is_some_and(|field| field.class_list().contains("pc-search__field"));
            if in_search && !self.search.with_untracked(String::is_empty) {
                self.look_for(String::new());
            } else if in_search || self.opened.with_untracked(Option::is_none) {
                blur();
            } else {
                focus_soon(".pc-thread__title");
            }
        } else {
            Self::close();
        }
    }

    /// Shows no conversation.
    pub(crate) fn close() {
        if browser::window().location().set_hash("").is_err() {
            browser::log_error("Porchlight: the address was not changed");
        }
    }
}

fn blur() {
    let focused = browser::document()
        .active_element()
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = focused
        && element.blur().is_err()
    {
        browser::log_error("Porchlight: a field kept the focus");
    }
}

/// Moves the focus once what it goes to is there.
pub(crate) fn focus_soon(selector: &'static str) {
    request_animation_frame(move || browser::focus_first(selector));
}
