//! The palette: finds places to go and things to do from every room, by a part of their names. The focus stays in the
//! field, which tells screen readers the active option (a combobox, as WAI-ARIA defines it).

use leptos::{html, prelude::*};
use porchlight_browser as browser;
use web_sys::KeyboardEvent;

use super::{dialog::show_while, header::open_rooms};
use crate::{
    inbox::Inbox,
    model::palette::{Errand, meant},
    room::Room,
    rooms::Rooms,
    texts::{self, text},
};

const LIST: &str = "palette-list";

/// The typed text, and which of the results is active.
#[derive(Clone, Copy)]
struct Palette {
    inbox: Inbox,
    rooms: Rooms,
    dialog: NodeRef<html::Dialog>,
    typed: RwSignal<String>,
    found: Memo<Vec<Errand>>,
    at: RwSignal<usize>,
}

impl Palette {
    fn new(inbox: Inbox, rooms: Rooms) -> Self {
        let (typed, at) = (RwSignal::new(String::new()), RwSignal::new(0));
        let found = Memo::new(move |_| meant(&offered(inbox, rooms), &typed.get()));
        Effect::new(move |_| {
            if inbox.palette.get() {
                typed.set(String::new());
                at.set(0);
            }
        });
        Self {
            inbox,
            rooms,
            dialog: NodeRef::new(),
            typed,
            found,
            at,
        }
    }

    /// Closes the dialog now rather than in an effect, so that the focus is back before anything else takes it.
    fn close(self) {
        if let Some(dialog) = self.dialog.get_untracked() {
            dialog.close();
        }
        self.inbox.palette.set(false);
    }

    /// The browser fires `close` late, perhaps after the palette is shown again.
    fn closed(self) {
        let dialog = self.dialog.get_untracked();
        if dialog.is_none_or(|dialog| !dialog.open()) {
            self.inbox.palette.set(false);
        }
    }

    fn choose(self, errand: Errand) {
        self.close();
        match errand {
            Errand::Room(room) => Inbox::go(room, ""),
            Errand::Projects => self.rooms.projects.show(),
            Errand::Sound => self.inbox.toggle_sound(),
            Errand::Shortcuts => self.inbox.help.set(true),
            Errand::Language(tag, _) => {
                self.inbox.speak(tag);
            }
        }
    }

    fn pressed(self, event: &KeyboardEvent) {
        let last = self.found.with_untracked(Vec::len).saturating_sub(1);
        let at = self.at.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.mean(if at < last { at + 1 } else { 0 }),
            "ArrowUp" => self.mean(at.checked_sub(1).unwrap_or(last)),
            "Enter" if !event.is_composing() => {
                let meant = self.found.with_untracked(|found| found.get(at).copied());
                if let Some(errand) = meant {
                    self.choose(errand);
                }
            }
            "Escape" => self.close(),
            _ => return,
        }
        event.prevent_default();
    }

    /// Makes the option at a place the active one, and scrolls it into view.
    fn mean(self, at: usize) {
        self.at.set(at);
        browser::next_frame(Box::new(|| {
            let meant = browser::document().query_selector(".pc-palette [aria-selected='true']");
            if let Ok(Some(meant)) = meant {
                meant.scroll_into_view_with_bool(false);
            }
        }));
    }

    fn is_empty(self) -> bool {
        self.found.with(Vec::is_empty)
    }
}

pub(super) fn palette(inbox: Inbox, rooms: Rooms) -> impl IntoView {
    let state = Palette::new(inbox, rooms);
    show_while(state.dialog, move || inbox.palette.get());
    let options = move || {
        let found = state.found.get().into_iter().enumerate();
        let options = found.map(|(at, errand)| option(state, at, errand));
        options.collect_view()
    };
    view! {
        <dialog
            class="pc-help pc-palette"
            aria-label=text("Go to")
            node_ref=state.dialog
            on:close=move |_| state.closed()
        >
            <input
                class="pc-search__field pc-palette__field"
                type="text"
                role="combobox"
                aria-label=text("Go to a room, or do something")
                aria-expanded=move || (!state.is_empty()).to_string()
                aria-controls=LIST
                aria-autocomplete="list"
                aria-activedescendant=move || (!state.is_empty()).then(|| option_id(state.at.get()))
                autocomplete="off"
                spellcheck="false"
                placeholder=text("Go to…")
                autofocus
                prop:value=move || state.typed.get()
                on:input=move |event| {
                    state.typed.set(event_target_value(&event));
                    state.at.set(0);
                }
                on:keydown=move |event| state.pressed(&event)
            />
            <ul class="pc-palette__list" id=LIST role="listbox" aria-label=text("Rooms, and what can be done")>
                {options}
            </ul>
            <p class="pc-known__what" role="status">
                {move || state.is_empty().then(|| text("Nothing here has that name."))}
            </p>
        </dialog>
    }
}

fn option(state: Palette, at: usize, errand: Errand) -> impl IntoView {
    view! {
        <li
            class="pc-palette__one"
            id=option_id(at)
            role="option"
            aria-selected=move || (state.at.get() == at).to_string()
            on:click=move |_| state.choose(errand)
        >
            {errand.label()}
        </li>
    }
}

/// Everything that the signed-in person can be led to.
fn offered(inbox: Inbox, rooms: Rooms) -> Vec<Errand> {
    let open = open_rooms(inbox, rooms.start).into_iter();
    let mut offered: Vec<Errand> = open.map(Errand::Room).collect();
    offered.push(Errand::Projects);
    if inbox.opens(Room::Inbox) {
        offered.push(Errand::Sound);
    }
    offered.push(Errand::Shortcuts);
    let others = texts::names().filter(|(tag, _)| *tag != texts::tag());
    offered.extend(others.map(|(tag, name)| Errand::Language(tag, name)));
    offered
}

fn option_id(place: usize) -> String {
    format!("palette-{place}")
}
