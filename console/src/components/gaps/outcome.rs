//! The result of dealing with a group: the answer is read, then tried, then shown as visitors get it.

use leptos::prelude::*;
use porchlight_shared::ids::SourceId;

use super::super::answer::answer;
use crate::{
    model::gaps::{Group, Outcome, Tried},
    rooms::gaps::Gaps,
    texts::{filled, text},
};

pub(super) fn outcome(room: Gaps, group: &Group, outcome: Outcome) -> AnyView {
    match outcome {
        Outcome::Reading => {
            said(text("Saved. Your answer is being read, then it is tried…").to_owned()).into_any()
        }
        Outcome::Trying => said(text("Saved. It is being tried…").to_owned()).into_any(),
        Outcome::Dismissed => {
            let for_undo = group.clone();
            view! {
                {said(text("Put aside. It no longer counts as a gap.").to_owned())}
                {button(room, group, text("Undo"), move || room.restore(for_undo.clone()))}
            }
            .into_any()
        }
        Outcome::Slow(source) => view! {
            {said(
                text(
                        "Saved. Your answer is still being read: other pages are read before it. It is used as soon as it is read.",
                    )
                    .to_owned(),
            )}
            {again(room, group, Some(source), text("Look again"))}
        }
        .into_any(),
        Outcome::Unread(reason) => view! {
            {said(text("Saved, but your answer could not be read. You find it under Knowledge.").to_owned())}
            <p class="pc-problem">{reason}</p>
        }
        .into_any(),
        Outcome::Untried(reason) => view! {
            {said(filled("Saved. It could not be tried: {reason}", &[("reason", &reason)]))}
            {again(room, group, None, text("Try again"))}
        }
        .into_any(),
        Outcome::Tried(result) => tried(room, group, result).into_any(),
    }
}

fn said(outcome: String) -> impl IntoView {
    view! {
        <p class="pc-gaps__outcome" role="status">
            {outcome}
        </p>
    }
}

fn tried(room: Gaps, group: &Group, tried: Tried) -> impl IntoView + use<> {
    let verdict = tried.verdict();
    view! {
        <div class="pc-tried">
            <p class="pc-gaps__outcome">{verdict}</p>
            {answer(tried.answer, tried.citations)}
        </div>
        {again(room, group, None, text("Try again"))}
    }
}

fn again(
    room: Gaps,
    group: &Group,
    source: Option<SourceId>,
    label: &'static str,
) -> impl IntoView + use<> {
    let for_again = group.clone();
    button(room, group, label, move || {
        room.try_again(for_again.clone(), source);
    })
}

fn button<F: Fn() + Send + 'static>(
    room: Gaps,
    group: &Group,
    label: &'static str,
    act: F,
) -> impl IntoView + use<F> {
    let id = group.id;
    view! {
        <div>
            <button
                class="pc-button"
                type="button"
                aria-disabled=move || room.is_busy(id).to_string()
                on:click=move |_| act()
            >
                {label}
            </button>
        </div>
    }
}
