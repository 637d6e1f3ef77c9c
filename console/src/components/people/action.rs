//! Why an action failed, shown where it was tried.

use leptos::prelude::*;

use crate::{
    components::loaded::problem,
    rooms::people::{About, People},
};

/// Why the last action on `about` failed.
pub(super) fn problem_of(room: People, about: About) -> impl IntoView {
    problem(move || room.acting.problem(about))
}
