//! The address says which room is shown (path) and what is open in it (fragment).
//!
//! The History API is enough, without a router: each room has one path, without parameters.

use leptos::prelude::*;
use porchlight_browser as browser;
use wasm_bindgen::JsValue;
use web_sys::MouseEvent;

use super::Inbox;
use crate::{
    focus,
    room::{Access, Room},
};

impl Inbox {
    /// Shows what the address names. If the session may not open that room, shows another.
    pub(crate) fn follow(self) {
        let location = browser::window().location();
        let path = location.pathname().unwrap_or_default();
        let hash = location.hash().unwrap_or_default();
        let room = Room::at(&path);
        let home = untrack(|| self.home(room));
        if untrack(|| self.project()).is_some() && home != room {
            return Self::go(home, "");
        }
        // Going back fires two events. The second must change nothing.
        let before = self.room.get_untracked();
        if before != room {
            self.room.set(room);
        }
        let fragment = hash.trim_start_matches('#');
        if self.fragment.with_untracked(|known| known != fragment) {
            self.fragment.set(fragment.to_owned());
        }
        self.follow_conversation();
        if before != room {
            focus::soon(".pc-header__title");
        }
    }

    /// Goes to a room, and in it to what `fragment` names.
    pub(crate) fn go(room: Room, fragment: &str) {
        let mut address = room.path();
        if !fragment.is_empty() {
            address.push('#');
            address.push_str(fragment);
        }
        let history = browser::window().history();
        let pushed = history
            .and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(&address)));
        if pushed.is_err() {
            browser::log_error("Porchlight: the address was not changed");
            return;
        }
        // Dispatched here because `pushState` does not fire `popstate`, as the browser's back button does.
        let told = web_sys::Event::new("popstate")
            .and_then(|event| browser::window().dispatch_event(&event));
        if told.is_err() {
            browser::log_error("Porchlight: the address was not followed");
        }
    }

    /// Follows a link to a room within the page, unless it should open in another tab or window.
    pub(crate) fn follow_link(event: &MouseEvent, room: Room) {
        Self::follow_link_to(event, room, "");
    }

    /// Like [`Self::follow_link`], to what `fragment` names in the room.
    pub(crate) fn follow_link_to(event: &MouseEvent, room: Room, fragment: &str) {
        let elsewhere =
            event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if !elsewhere && event.button() == 0 {
            event.prevent_default();
            Self::go(room, fragment);
        }
    }

    /// `room`, or the first room that the session may open if it may not open that one.
    fn home(self, room: Room) -> Room {
        let mut rooms = [room].into_iter().chain(Room::ALL);
        rooms.find(|room| self.opens(*room)).unwrap_or(room)
    }

    pub(crate) fn opens(self, room: Room) -> bool {
        self.access(room) != Access::None
    }

    pub(crate) fn may_change(self, room: Room) -> bool {
        self.access(room) == Access::Change
    }

    fn access(self, room: Room) -> Access {
        let role = self.person().map(|person| person.role);
        role.map_or(Access::None, |role| room.access(role))
    }
}
