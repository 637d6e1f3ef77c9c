//! The room for gaps: groups of questions that were asked in vain, each with the passages that come closest.

use leptos::{ev::SubmitEvent, prelude::*};
use porchlight_rich_text::markdown::safe_url;

use super::{
    loaded::{choices, empty, loaded},
    message::sources,
    rich_text::rich_text,
};
use crate::{
    inbox::time,
    model::gaps::{ClosestPassage, Group, Groups, Outcome, Span, Tried},
    room::Room,
    rooms::gaps::Gaps,
    wire::CitedSource,
};

/// The room.
pub(super) fn gaps(room: Gaps) -> impl IntoView {
    let spans = Span::ALL.map(|span| (span, span.name()));
    view! {
        <main class="pc-room">
            <div class="pc-card__line">
                <h2 class="pc-room__title" tabindex="-1">
                    "Questions without an answer"
                </h2>
                {choices("Asked in the last", spans, move || room.span.get(), move |span| room.show(span))}
            </div>
            {loaded(room.groups, move || room.load(), move |groups| list(room, groups))}
        </main>
    }
}

fn list(room: Gaps, groups: Groups) -> AnyView {
    if groups.total == 0 {
        return empty(
            "No gaps",
            "Every question of this time found an answer, or was dealt with. New ones appear here.",
        );
    }
    let (page, pages) = (room.page.get_untracked(), groups.pages());
    let rows = groups.page.into_iter().map(|it| group(room, it));
    let turn = (pages > 1).then(|| {
        view! {
            <div class="pc-pages" role="group" aria-label="Pages">
                <button class="pc-button" type="button" disabled=page <= 1 on:click=move |_| room.show_page(page - 1)>
                    "Back"
                </button>
                <span>{format!("{page} of {pages}")}</span>
                <button
                    class="pc-button"
                    type="button"
                    disabled=page >= pages
                    on:click=move |_| room.show_page(page + 1)
                >
                    "More"
                </button>
            </div>
        }
    });
    view! {
        <ul class="pc-gaps">{rows.collect_view()}</ul>
        {turn}
    }
    .into_any()
}

fn group(room: Gaps, group: Group) -> impl IntoView {
    let id = group.id;
    let outcome = Memo::new(move |_| room.outcomes.with(|outcomes| outcomes.get(&id).cloned()));
    let others = group.others();
    let others = (!others.is_empty()).then(|| {
        let others = others.into_iter();
        let others = others.map(|other| view! { <li dir="auto">{other}</li> });
        view! { <ul class="pc-others">{others.collect_view()}</ul> }
    });
    let asked = format!(
        "{}, last {}",
        group.asked(),
        time::moment(&group.last_asked_at)
    );
    let problem = move || {
        let problem = room.problem.get().filter(|(of, _)| *of == id);
        problem.map(|(_, problem)| {
            view! {
                <p class="pc-problem" role="alert">
                    {problem.sentence()}
                </p>
            }
        })
    };
    view! {
        <li class="pc-card">
            <h3 class="pc-gaps__question" dir="auto">
                {group.question.clone()}
            </h3>
            <p class="pc-known__what">{asked}</p>
            {others}
            {move || match outcome.get() {
                Some(outcome) => outcome_view(room, group.clone(), outcome).into_any(),
                None => actions(room, &group).into_any(),
            }}
            {problem}
        </li>
    }
}

fn actions(room: Gaps, group: &Group) -> impl IntoView + use<> {
    if !room.inbox.may_change(Room::Gaps) {
        return None;
    }
    let id = group.id;
    let is_open = Memo::new(move |_| room.opened.get() == Some(id));
    let (for_toggle, for_dismiss, for_form) = (group.clone(), group.clone(), group.clone());
    let close = closest(room, group);
    Some(view! {
        <div class="pc-form__line">
            <button
                class="pc-button pc-button--primary"
                type="button"
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| room.toggle(&for_toggle)
            >
                "Write an answer"
            </button>
            <button
                class="pc-button"
                type="button"
                disabled=move || room.busy.get()
                on:click=move |_| room.dismiss(for_dismiss.clone())
            >
                "Put aside"
            </button>
        </div>
        {move || is_open.get().then(|| form(room, for_form.clone()))}
        {close}
    })
}

fn form(room: Gaps, group: Group) -> impl IntoView {
    let id = group.id;
    let question = move || {
        room.drafts
            .with(|drafts| drafts.get(&id).map(|draft| draft.question.clone()))
    };
    let answer = move || {
        room.drafts
            .with(|drafts| drafts.get(&id).map(|draft| draft.answer.clone()))
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        room.answer(group.clone());
    };
    view! {
        <form class="pc-form" on:submit=on_submit>
            <div class="pc-field">
                <label for="gap-question">"Question, as every visitor may see it"</label>
                <input
                    id="gap-question"
                    type="text"
                    required
                    maxlength="500"
                    dir="auto"
                    prop:value=move || question().unwrap_or_default()
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        room.drafts.update(|drafts| drafts.entry(id).or_default().question = text);
                    }
                />
            </div>
            <div class="pc-field">
                <label for="gap-answer">"Answer"</label>
                <textarea
                    id="gap-answer"
                    rows="4"
                    required
                    maxlength="8000"
                    dir="auto"
                    aria-describedby="gap-hint"
                    prop:value=move || answer().unwrap_or_default()
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        room.drafts.update(|drafts| drafts.entry(id).or_default().answer = text);
                    }
                ></textarea>
                <p class="pc-field__hint" id="gap-hint">
                    "Whoever asks in one of the ways above gets this answer from now on."
                </p>
            </div>
            <div>
                <button class="pc-button pc-button--primary" type="submit" disabled=move || room.busy.get()>
                    {move || if room.busy.get() { "Saving…" } else { "Save and try it" }}
                </button>
            </div>
        </form>
    }
}

fn closest(room: Gaps, group: &Group) -> impl IntoView + use<> {
    if group.closest.is_empty() {
        return None;
    }
    let rows = group.closest.clone().into_iter().map(|passage| {
        let group = group.clone();
        closest_passage(room, group, passage)
    });
    Some(view! {
        <details class="pc-more">
            <summary>"What comes closest in your pages"</summary>
            <ul class="pc-gaps__closest">{rows.collect_view()}</ul>
        </details>
    })
}

fn closest_passage(room: Gaps, group: Group, passage: ClosestPassage) -> impl IntoView {
    let text = passage.text.clone();
    let link = passage.url.as_deref().and_then(safe_url).map(|address| {
        view! {
            <a href=address.to_owned() target="_blank" rel="noreferrer">
                "Open the page"
            </a>
        }
    });
    let title = passage.title.clone();
    view! {
        <li>
            <p class="pc-gaps__title" dir="auto">
                {title}
            </p>
            {rich_text(move || text.clone(), Some(0))}
            <div class="pc-form__line">
                <button
                    class="pc-button"
                    type="button"
                    disabled=move || room.busy.get()
                    on:click=move |_| room.lead_to(group.clone(), passage.clone())
                >
                    "This answers it"
                </button>
                {link}
            </div>
        </li>
    }
}

fn outcome_view(room: Gaps, group: Group, outcome: Outcome) -> AnyView {
    match outcome {
        Outcome::Reading => view! {
            <p class="pc-gaps__outcome" role="status">
                "Saved. Your answer is being read, then it is tried…"
            </p>
        }
        .into_any(),
        Outcome::Dismissed => {
            view! { <p class="pc-gaps__outcome">"Put aside. It no longer counts as a gap."</p> }
                .into_any()
        }
        Outcome::Untried(reason) => view! {
            <p class="pc-gaps__outcome">"Saved. It could not be tried: " {reason}</p>
            {again(room, group)}
        }
        .into_any(),
        Outcome::Tried(tried) => tried_view(room, group, tried).into_any(),
    }
}

fn tried_view(room: Gaps, group: Group, tried: Tried) -> impl IntoView {
    let verdict = tried.verdict();
    let (text, number) = (tried.answer, tried.citations.len());
    let cited = tried.citations.into_iter().map(CitedSource::from).collect();
    view! {
        <div class="pc-tried">
            <p class="pc-gaps__outcome">{verdict}</p>
            {rich_text(move || text.clone(), Some(number))}
            {sources(cited)}
        </div>
        {again(room, group)}
    }
}

fn again(room: Gaps, group: Group) -> impl IntoView {
    view! {
        <div>
            <button
                class="pc-button"
                type="button"
                disabled=move || room.busy.get()
                on:click=move |_| room.try_again(group.clone())
            >
                "Try again"
            </button>
        </div>
    }
}
