//! The room for who writes the answers: the form, and next to it how real questions fare.

mod bands;
mod carefulness;
mod field;
mod model;
mod saved_questions;

use leptos::{ev::SubmitEvent, prelude::*};
use porchlight_shared::limits::INSTRUCTIONS_CHARS;

use self::field::{line, wrong};
use super::{
    loaded::{choices, loaded_once},
    question::{QuestionText, question},
};
use crate::{
    model::answers::{FieldName, Tone, TypedModel},
    rooms::answers::Answers,
    texts::{filled, text},
};

pub(super) fn answers(room: Answers) -> impl IntoView {
    let removal = move || {
        room.removes_key.get().then(|| QuestionText {
            title: text("Remove the key?").to_owned(),
            text: text(
                "Nobody can see it, so it cannot be restored. Without it the model does not answer, and your pages \
                 do.",
            )
            .to_owned(),
            verb: text("Remove it"),
            loses: true,
        })
    };
    view! {
        <main class="pc-room">
            <h2 class="pc-room__title" tabindex="-1">
                {text("Who writes the answers")}
            </h2>
            {loaded_once(room.model, move || room.load(), move || form(room).into_any())}
            {carefulness::carefulness(room)}
            {bands::bands(room)}
            {saved_questions::saved_questions(room)}
            {question(
                "key-removal",
                removal,
                move || room.acting.is_busy(()),
                move || {
                    room.removes_key.set(false);
                    room.remove_key();
                },
                move || room.removes_key.set(false),
            )}
        </main>
    }
}

fn form(room: Answers) -> impl IntoView {
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        room.save();
    };
    let state = move || {
        room.model.with(|model| {
            let model = model.here()?;
            Some((model.state(), model.used()))
        })
    };
    let said = move || state().map(|(state, _)| state);
    let used = move || state().map(|(_, used)| used);
    view! {
        <div>
            <p>{said}</p>
            <p class="pc-field__hint">{used}</p>
        </div>
        <form class="pc-form" on:submit=on_submit>
            {model::model(room)}
            {words(room)}
            {limits(room)}
            {bar(room)}
        </form>
    }
}

/// The fields for how the model writes.
fn words(room: Answers) -> impl IntoView {
    let tones = Tone::ALL.map(|tone| (tone, tone.label()));
    let left = move || {
        let used = room.text(FieldName::Instructions).chars().count();
        filled(
            "{used} of {most} characters. Where your pages answer in their own words, these are not used.",
            &[
                ("used", &used.to_string()),
                ("most", &INSTRUCTIONS_CHARS.to_string()),
            ],
        )
    };
    view! {
        <fieldset class="pc-card">
            <legend class="pc-card__title">{text("How the model writes")}</legend>
            {choices(text("Tone"), tones, move || room.tone(), move |tone| room.set_tone(tone))}
            <div class="pc-field">
                <label for="instructions">{FieldName::Instructions.label()}</label>
                <textarea
                    id="instructions"
                    rows="5"
                    maxlength=INSTRUCTIONS_CHARS.to_string()
                    dir="auto"
                    aria-describedby="instructions-hint"
                    placeholder=text("Say you, not we. Recommend the size guide when somebody asks about sizes.")
                    prop:value=move || room.text(FieldName::Instructions)
                    on:input=move |event| room.note(FieldName::Instructions, event_target_value(&event))
                ></textarea>
                <p class="pc-field__hint" id="instructions-hint">
                    {left}
                </p>
                {wrong(room, FieldName::Instructions)}
            </div>
        </fieldset>
    }
}

/// The fields for length and spending.
fn limits(room: Answers) -> impl IntoView {
    view! {
        <fieldset class="pc-card">
            <legend class="pc-card__title">{text("Limits")}</legend>
            <p class="pc-field__hint">
                {text(
                    "When a limit is reached, visitors still get answers, made of sentences from your pages. Leave \
                     a field empty for no limit.",
                )}
            </p>
            <div class="pc-pairs">
                {line(room, FieldName::PerDay, "", true)}
                {line(room, FieldName::PerVisitor, "", true)}
                {line(room, FieldName::PerMonth, text("Needs the price of the model."), true)}
                {line(room, FieldName::Patience, text("0.5 to 30. After that, your pages answer."), true)}
                {line(room, FieldName::PriceIn, "", true)}
                {line(
                    room,
                    FieldName::PriceOut,
                    text("Prices of Workers AI are known; your provider lists the others."),
                    true,
                )}
            </div>
        </fieldset>
    }
}

/// The buttons of the form. They stay in sight however long it is.
fn bar(room: Answers) -> impl IntoView {
    let unchanged = move || room.typed.with(TypedModel::is_empty);
    let wrong = move || {
        room.wrong.get().map(|(_, said)| {
            view! {
                <p class="pc-problem" role="alert">
                    {said}
                </p>
            }
        })
    };
    let undo = move || {
        room.can_undo().then(|| {
            view! {
                <button
                    class="pc-button"
                    type="button"
                    aria-disabled=move || (!unchanged() || room.acting.is_busy(())).to_string()
                    on:click=move |_| {
                        if untrack(unchanged) {
                            room.undo();
                        }
                    }
                >
                    {text("Undo the last save")}
                </button>
            }
        })
    };
    view! {
        <div class="pc-bar pc-bar--within">
            {wrong}
            <div class="pc-form__line">
                <button
                    class="pc-button pc-button--primary"
                    type="submit"
                    aria-disabled=move || (unchanged() || room.acting.is_busy(())).to_string()
                >
                    {move || if room.acting.is_busy(()) { text("Saving…") } else { text("Save") }}
                </button>
                <button
                    class="pc-button"
                    type="button"
                    aria-disabled=move || (unchanged() || room.acting.is_busy(())).to_string()
                    on:click=move |_| room.discard()
                >
                    {text("Discard")}
                </button>
                {undo}
                <span role="status">{move || room.done.get()}</span>
            </div>
        </div>
    }
}
