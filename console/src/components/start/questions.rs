//! The step that tries questions.

use leptos::{ev::SubmitEvent, prelude::*};
use porchlight_shared::limits::QUESTION_CHARS;

use super::super::{
    answer::answer,
    loaded::{failed, waiting},
};
use crate::{loaded::Loaded, model::gaps::Tried, rooms::start::Start, texts::text};

/// Questions that the pages answer, a field for another one, and the answer.
pub(super) fn questions(room: Start) -> impl IntoView {
    let hint = move || {
        let is_there = room.questions.with(|questions| {
            let questions = questions.here();
            questions.map(|questions| !questions.is_empty())
        });
        match is_there {
            Some(true) => text("Your pages answer these, among others:"),
            Some(false) => text("Ask something that your pages answer."),
            None => text("Once pages are read, questions that they answer appear here."),
        }
    };
    let chips = move || {
        let questions = room.questions.get();
        let questions = questions.here().cloned().unwrap_or_default();
        questions
            .into_iter()
            .map(|it| chip(room, it))
            .collect_view()
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        room.try_out(room.question.get_untracked());
    };
    view! {
        <p>{hint}</p>
        <ul class="pc-chips">{chips}</ul>
        <form class="pc-form" on:submit=on_submit>
            <div class="pc-field">
                <label for="start-question">{text("A question of your own")}</label>
                <div class="pc-form__line">
                    <input
                        id="start-question"
                        type="text"
                        autocomplete="off"
                        maxlength=QUESTION_CHARS.to_string()
                        dir="auto"
                        prop:value=move || room.question.get()
                        on:input=move |event| room.question.set(event_target_value(&event))
                    />
                    <button class="pc-button" type="submit">
                        {text("Try it")}
                    </button>
                </div>
            </div>
        </form>
        {move || room.tried.get().map(|(question, place)| tried(room, question, place))}
    }
}

fn chip(room: Start, question: String) -> impl IntoView {
    let shown = question.clone();
    view! {
        <li>
            <button class="pc-chip" type="button" dir="auto" on:click=move |_| room.try_out(question.clone())>
                {shown}
            </button>
        </li>
    }
}

fn tried(room: Start, question: String, place: Loaded<Tried>) -> impl IntoView {
    let shown = match place {
        Loaded::Waiting => waiting().into_any(),
        Loaded::Failed(problem) => {
            let question = question.clone();
            failed(&problem, move || room.try_out(question.clone())).into_any()
        }
        Loaded::Here(tried) => {
            let verdict = tried.verdict();
            view! {
                <p>{verdict}</p>
                {answer(tried.answer, tried.citations)}
            }
            .into_any()
        }
    };
    view! {
        <div class="pc-tried">
            <p class="pc-gaps__outcome" dir="auto">
                {question}
            </p>
            {shown}
        </div>
    }
}
