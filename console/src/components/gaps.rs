//! The room for gaps: groups of unanswered questions, each with the closest passages.

mod outcome;

use leptos::{ev::SubmitEvent, prelude::*};
use porchlight_rich_text::markdown::safe_url;

use super::{
    loaded::{choices, empty, loaded_once, more, problem},
    rich_text::rich_text,
};
use crate::{
    inbox::time,
    model::gaps::{AnswerDraft, ClosestPassage, Group, Span},
    room::Room,
    rooms::gaps::{Gaps, GapsAct},
    texts::{filled, text},
};

pub(super) fn gaps(room: Gaps) -> impl IntoView {
    let spans = Span::ALL.map(|span| (span, span.label()));
    let may_change = move || room.inbox.may_change(Room::Gaps);
    view! {
        <main class="pc-room">
            <div class="pc-card__line">
                <h2 class="pc-room__title" tabindex="-1">
                    {text("Questions without an answer")}
                </h2>
                {choices(text("Asked in the last"), spans, move || room.span.get(), move |span| room.show(span))}
            </div>
            <p class="pc-field__hint" hidden=may_change>
                {text("Your role lets you read these. Operators, administrators and owners answer them.")}
            </p>
            {state(room)}
            <ul class="pc-gaps">
                <For
                    each=move || shown(room)
                    key=|group| (group.id, group.message_ids.len(), group.last_asked_at.clone())
                    children=move |it| group(room, it)
                />
            </ul>
            {next(room)}
        </main>
    }
}

/// The groups. Those already on the page are not rendered again.
fn shown(room: Gaps) -> Vec<Group> {
    room.groups.with(|groups| {
        let groups = groups.here().map(|groups| groups.shown.clone());
        groups.unwrap_or_default()
    })
}

fn state(room: Gaps) -> impl IntoView {
    let is_empty = Memo::new(move |_| {
        room.groups
            .with(|groups| groups.here().is_some_and(|groups| groups.shown.is_empty()))
    });
    let nothing = move || {
        if is_empty.get() {
            empty(
                text("No gaps"),
                text(
                    "Every question in this period found an answer or was dealt with. New ones appear here.",
                ),
            )
        } else {
            ().into_any()
        }
    };
    loaded_once(room.groups, move || room.load(), nothing)
}

fn next(room: Gaps) -> impl IntoView {
    let has_more = Memo::new(move |_| room.next_page().is_some());
    move || {
        has_more.get().then(|| {
            view! {
                {problem(move || room.acting.problem(GapsAct::More))}
                <div class="pc-gaps__more">
                    {more(text("Show more"), move || room.acting.is_busy(GapsAct::More), move || room.show_more())}
                </div>
            }
        })
    }
}

fn group(room: Gaps, group: Group) -> impl IntoView {
    let id = group.id;
    let outcome = Memo::new(move |_| room.outcomes.with(|outcomes| outcomes.get(&id).cloned()));
    let others = group.others();
    let others = (!others.is_empty()).then(|| {
        let others = others.into_iter();
        let others = others.map(|other| view! { <li dir="auto">{other}</li> });
        view! { <ul class="pc-others" aria-label=text("Asked as well")>{others.collect_view()}</ul> }
    });
    let asked = filled(
        "{asked}, last {time}",
        &[
            ("asked", &group.asked()),
            ("time", &time::moment(&group.last_asked_at)),
        ],
    );
    view! {
        <li class="pc-card" data-group=id.to_string()>
            <h3 class="pc-gaps__question" tabindex="-1" dir="auto">
                {group.question.clone()}
            </h3>
            <p class="pc-known__what">{asked}</p>
            {others}
            {move || match outcome.get() {
                Some(outcome) => outcome::outcome(room, &group, outcome),
                None => open(room, &group).into_any(),
            }}
            {problem(move || room.acting.problem(GapsAct::Group(id)))}
        </li>
    }
}

/// A group that is still to be dealt with.
fn open(room: Gaps, group: &Group) -> impl IntoView + use<> {
    let may_change = room.inbox.may_change(Room::Gaps);
    view! {
        {may_change.then(|| actions(room, group))}
        {closest(room, group, may_change)}
    }
}

fn actions(room: Gaps, group: &Group) -> impl IntoView + use<> {
    let id = group.id;
    let (for_open, for_toggle, for_dismiss, for_form) =
        (group.clone(), group.clone(), group.clone(), group.clone());
    let is_open = Memo::new(move |_| room.is_open(&for_open));
    view! {
        <div class="pc-form__line">
            <button
                class="pc-button pc-button--primary"
                type="button"
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| room.toggle(&for_toggle)
            >
                {text("Write an answer")}
            </button>
            <button
                class="pc-button"
                type="button"
                aria-disabled=move || room.is_busy(id).to_string()
                on:click=move |_| room.dismiss(for_dismiss.clone())
            >
                {text("Put aside")}
            </button>
        </div>
        {move || is_open.get().then(|| form(room, for_form.clone()))}
    }
}

/// The part of a group's draft that `part` selects.
fn draft(
    room: Gaps,
    group: &Group,
    part: fn(&AnswerDraft) -> &String,
) -> impl Fn() -> String + Clone + Send + Sync + use<> {
    let group = group.clone();
    move || {
        let draft = room.draft(&group);
        draft.as_ref().map(part).cloned().unwrap_or_default()
    }
}

fn form(room: Gaps, group: Group) -> impl IntoView {
    let id = group.id;
    let question = draft(room, &group, |draft| &draft.question);
    let answer = draft(room, &group, |draft| &draft.answer);
    let (for_question, for_answer) = (group.clone(), group.clone());
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        room.answer(group.clone());
    };
    view! {
        <form class="pc-form" on:submit=on_submit>
            <div class="pc-field">
                <label for="gap-question">{text("Question, as every visitor may see it")}</label>
                <input
                    id="gap-question"
                    type="text"
                    required
                    maxlength="500"
                    autocomplete="off"
                    dir="auto"
                    prop:value=question
                    on:input=move |event| {
                        let typed = event_target_value(&event);
                        room.drafts.update(|drafts| for_question.change_draft(drafts, |draft| draft.question = typed));
                    }
                />
            </div>
            <div class="pc-field">
                <label for="gap-answer">{text("Answer")}</label>
                <textarea
                    id="gap-answer"
                    rows="4"
                    required
                    maxlength="8000"
                    dir="auto"
                    aria-describedby="gap-hint"
                    prop:value=answer
                    on:input=move |event| {
                        let typed = event_target_value(&event);
                        room.drafts.update(|drafts| for_answer.change_draft(drafts, |draft| draft.answer = typed));
                    }
                ></textarea>
                <p class="pc-field__hint" id="gap-hint">
                    {text("Visitors who ask in one of the ways above get this answer from now on.")}
                </p>
            </div>
            <div>
                <button
                    class="pc-button pc-button--primary"
                    type="submit"
                    aria-disabled=move || room.is_busy(id).to_string()
                >
                    {move || if room.is_busy(id) { text("Saving…") } else { text("Save and try it") }}
                </button>
            </div>
        </form>
    }
}

fn closest(room: Gaps, group: &Group, may_change: bool) -> impl IntoView + use<> {
    if group.closest.is_empty() {
        return None;
    }
    let rows = group.closest.clone().into_iter().map(|passage| {
        let for_group = may_change.then(|| group.clone());
        closest_passage(room, for_group, passage)
    });
    Some(view! {
        <details class="pc-more">
            <summary>{text("What comes closest in your pages")}</summary>
            <ul class="pc-gaps__closest">{rows.collect_view()}</ul>
        </details>
    })
}

/// A passage, with a button that makes the questions of `group` lead to it.
fn closest_passage(room: Gaps, group: Option<Group>, passage: ClosestPassage) -> impl IntoView {
    let quoted = passage.text.clone();
    let link = passage.url.as_deref().and_then(safe_url).map(|address| {
        view! {
            <a href=address.to_owned() target="_blank" rel="noreferrer">
                {text("Open the page")}
            </a>
        }
    });
    let title = passage.title.clone();
    let button = group.map(|group| {
        let id = group.id;
        view! {
            <button
                class="pc-button"
                type="button"
                aria-disabled=move || room.is_busy(id).to_string()
                on:click=move |_| room.lead_to(group.clone(), passage.clone())
            >
                {text("This answers it")}
            </button>
        }
    });
    view! {
        <li>
            <p class="pc-gaps__title" dir="auto">
                {title}
            </p>
            {rich_text(move || quoted.clone(), Some(0))}
            <div class="pc-form__line">{button} {link}</div>
        </li>
    }
}
