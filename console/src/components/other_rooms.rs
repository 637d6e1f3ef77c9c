//! The rooms other than the inbox, and the palette. Their views are in a separate file, loaded when the first of them
//! is opened: most operators never open any.

#[cfg(not(feature = "split"))]
use std::future::{Ready, ready};
use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use leptos::{prelude::*, task::spawn_local, wasm_split::SplitLoaderError};

use super::{
    answers::answers,
    appearance::appearance,
    gaps::gaps,
    history::history,
    integrations::integrations,
    knowledge::knowledge,
    loaded::{failed, waiting},
    numbers::numbers,
    palette::palette,
    people::people,
    start::start,
    trying::trying,
    visitors::visitors,
};
use crate::{loaded::Loaded, problem::Problem, room::Room, rooms::Rooms};

/// What the separate file can show.
#[derive(Clone, Copy)]
pub(super) enum Later {
    Room(Room),
    Palette,
}

/// Whether the separate file is loaded.
#[derive(Clone, Copy)]
pub(super) struct OtherRooms(RwSignal<Loaded<()>>);

impl OtherRooms {
    pub(super) fn new() -> Self {
        Self(RwSignal::default())
    }

    /// The view, or that it is loading, or a button to try again.
    pub(super) fn view(self, wanted: Later, rooms: Rooms) -> AnyView {
        match self.0.get() {
            Loaded::Here(()) => here(wanted, rooms),
            Loaded::Waiting => {
                self.load();
                waiting().into_any()
            }
            Loaded::Failed(problem) => failed(&problem, move || self.load()).into_any(),
        }
    }

    pub(super) fn are_here(self) -> bool {
        self.0.with(Loaded::is_there)
    }

    fn load(self) {
        spawn_local(async move {
            let loaded = load_views().await.map_err(Problem::from);
            self.0.set(loaded.into());
        });
    }
}

/// Renders at once something whose file is loaded.
fn here(wanted: Later, rooms: Rooms) -> AnyView {
    let view = pin!(view(wanted, rooms));
    match view.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(view)) => view,
        Poll::Ready(Err(_)) | Poll::Pending => waiting().into_any(),
    }
}

/// The split point: a room's view must be called from nowhere else, or every page would load it.
#[cfg(feature = "split")]
#[leptos::wasm_split::wasm_split(
    rooms,
    wasm_split_path = ::leptos::wasm_split,
    preload(load_views),
    fallible
)]
fn view(wanted: Later, rooms: Rooms) -> Result<AnyView, Problem> {
    Ok(of(wanted, rooms))
}

/// Without splitting, as in tests, everything is in one file.
#[cfg(not(feature = "split"))]
fn view(wanted: Later, rooms: Rooms) -> Ready<Result<AnyView, Problem>> {
    ready(Ok(of(wanted, rooms)))
}

#[cfg(not(feature = "split"))]
fn load_views() -> Ready<Result<(), SplitLoaderError>> {
    ready(Ok(()))
}

impl From<SplitLoaderError> for Problem {
    fn from(_: SplitLoaderError) -> Self {
        Self::network()
    }
}

fn of(wanted: Later, rooms: Rooms) -> AnyView {
    let room = match wanted {
        Later::Room(room) => room,
        Later::Palette => return palette(rooms.projects.inbox, rooms).into_any(),
    };
    match room {
        // The inbox has its own view.
        Room::Inbox => ().into_any(),
        Room::Start => start(rooms.start).into_any(),
        Room::Knowledge => knowledge(rooms.knowledge).into_any(),
        Room::Gaps => gaps(rooms.gaps).into_any(),
        Room::Numbers => numbers(rooms.numbers).into_any(),
        Room::Answers => answers(rooms.answers).into_any(),
        Room::Trying => trying(rooms.trying).into_any(),
        Room::Appearance => appearance(rooms.appearance).into_any(),
        Room::People => people(rooms.people).into_any(),
        Room::Visitors => visitors(rooms.visitors).into_any(),
        Room::Integrations => integrations(rooms.integrations).into_any(),
        Room::History => history(rooms.history).into_any(),
    }
}
