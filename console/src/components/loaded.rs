//! Placeholders for something that is loading or was refused, and links to more.

use leptos::prelude::*;

use crate::{loaded::Loaded, problem::Problem, texts::text};

/// Shows what was loaded, or that it is loading, or why loading failed with a button to try again.
pub(super) fn loaded<T: Clone + Send + Sync + 'static>(
    place: RwSignal<Loaded<T>>,
    again: impl Fn() + Copy + Send + 'static,
    show: impl Fn(T) -> AnyView + Send + 'static,
) -> impl IntoView {
    move || match place.get() {
        Loaded::Waiting => waiting().into_any(),
        Loaded::Failed(problem) => failed(&problem, again).into_any(),
        Loaded::Here(value) => show(value),
    }
}

/// Like [`loaded`], but renders again only when the content appears or goes, so that a form keeps what somebody types.
pub(super) fn loaded_once<T: Send + Sync + 'static>(
    place: RwSignal<Loaded<T>>,
    again: impl Fn() + Copy + Send + 'static,
    show: impl Fn() -> AnyView + Send + 'static,
) -> impl IntoView {
    let state = Memo::new(move |_| place.with(Loaded::state));
    move || match state.get() {
        Loaded::Waiting => waiting().into_any(),
        Loaded::Failed(problem) => failed(&problem, again).into_any(),
        Loaded::Here(()) => show(),
    }
}

pub(super) fn waiting() -> impl IntoView {
    view! {
        <p class="pc-loading" role="status">
            {text("Loading…")}
        </p>
    }
}

/// Why loading failed, with a button to try again.
pub(super) fn failed<F: Fn() + 'static>(problem: &Problem, again: F) -> impl IntoView + use<F> {
    view! {
        <div class="pc-notice" role="alert">
            <p>{problem.sentence()}</p>
            <button class="pc-button" type="button" on:click=move |_| again()>
                {text("Try again")}
            </button>
        </div>
    }
}

/// Why an action failed, if it did.
pub(super) fn problem(problem: impl Fn() -> Option<Problem> + Send + 'static) -> impl IntoView {
    move || {
        problem().map(|problem| {
            view! {
                <p class="pc-problem" role="alert">
                    {problem.sentence()}
                </p>
            }
        })
    }
}

/// A button that loads the next page.
pub(super) fn more(
    label: &'static str,
    is_busy: impl Fn() -> bool + Copy + Send + Sync + 'static,
    load: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <div>
            <button class="pc-button" type="button" aria-disabled=move || is_busy().to_string() on:click=move |_| load()>
                {move || if is_busy() { text("Loading…") } else { label }}
            </button>
        </div>
    }
}

/// An empty list: why it is empty, and what to do.
pub(super) fn empty(title: &'static str, text: impl Into<String>) -> AnyView {
    let text = text.into();
    view! {
        <div class="pc-empty">
            <p class="pc-empty__title">{title}</p>
            <p>{text}</p>
        </div>
    }
    .into_any()
}

/// A row of buttons of which exactly one is pressed.
pub(super) fn choices<T: Copy + PartialEq + Send + Sync + 'static>(
    label: &'static str,
    all: impl IntoIterator<Item = (T, &'static str)>,
    chosen: impl Fn() -> T + Copy + Send + Sync + 'static,
    choose: impl Fn(T) + Copy + Send + 'static,
) -> impl IntoView {
    let buttons = all.into_iter().map(|(one, name)| {
        view! {
            <button
                class="pc-tab"
                type="button"
                aria-pressed=move || (chosen() == one).to_string()
                on:click=move |_| choose(one)
            >
                {name}
            </button>
        }
    });
    view! {
        <div class="pc-choices" role="group" aria-label=label>
            {buttons.collect_view()}
        </div>
    }
}
