//! The saved questions and the results of their last run.

use leptos::prelude::*;

use super::super::loaded::{empty, loaded, problem};
use crate::{
    inbox::time,
    model::answers::{RunDetail, SavedQuestions, TypedModel},
    rooms::answers::Answers,
    texts::text,
};

pub(super) fn saved_questions(room: Answers) -> impl IntoView {
    view! {
        <section class="pc-card" aria-labelledby="saved-questions">
            <h3 class="pc-card__title" id="saved-questions">
                {text("Saved questions")}
            </h3>
            {loaded(room.questions, move || room.load_saved(), move |saved| show(room, &saved))}
        </section>
    }
}

fn show(room: Answers, saved: &SavedQuestions) -> AnyView {
    if saved.questions.is_empty() {
        return empty(
            text("No saved questions yet"),
            text(
                "A saved question has an answer that you have checked. It is asked again after each change of your \
                 sources and of the model, and you see what became better or worse. Save them over the API: POST \
                 /api/v1/saved-questions.",
            ),
        );
    }
    let sentence = saved.sentence();
    view! {
        <p class="pc-field__hint">
            {sentence} " " {text("They are asked again after each change of your sources and of the model.")}
        </p>
        {loaded(room.run, move || room.load_saved(), last)}
        {problem(move || room.run_problem.get())}
        {actions(room)}
    }
    .into_any()
}

fn actions(room: Answers) -> impl IntoView {
    let typed = move || room.typed.with(TypedModel::has_instructions);
    let label = move || {
        if room.is_asking() {
            text("Asking…")
        } else {
            text("Ask them now")
        }
    };
    view! {
        <div class="pc-form__line">
            <button
                class="pc-button"
                type="button"
                aria-disabled=move || room.is_asking().to_string()
                on:click=move |_| room.ask_saved(false)
            >
                {label}
            </button>
            {move || {
                typed()
                    .then(|| {
                        view! {
                            <button
                                class="pc-button"
                                type="button"
                                aria-disabled=move || room.is_asking().to_string()
                                on:click=move |_| room.ask_saved(true)
                            >
                                {text("Ask them with the instructions above, before they are saved")}
                            </button>
                        }
                    })
            }}
        </div>
    }
}

fn last(run: Option<RunDetail>) -> AnyView {
    let Some(detail) = run else {
        return view! { <p>{text("They were not asked yet.")}</p> }.into_any();
    };
    let rows = detail.notable().into_iter().map(|result| {
        let state = result.state();
        view! {
            <li>
                <span dir="auto">{result.question}</span>
                <span class="pc-list__more">{state}</span>
                <details class="pc-more">
                    <summary>{text("The answer")}</summary>
                    <p dir="auto">{result.answer}</p>
                </details>
            </li>
        }
    });
    let run = &detail.run;
    let when = format!("{}, {}", run.cause(), time::moment(&run.created_at));
    view! {
        <div role="status">
            <p>
                <b>{run.outcome()}</b>
            </p>
            <p class="pc-field__hint">{when}</p>
        </div>
        <ul class="pc-list">{rows.collect_view()}</ul>
    }
    .into_any()
}
