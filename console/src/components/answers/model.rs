//! Who writes: the provider, its model and key, and a test call.

use leptos::prelude::*;
use porchlight_shared::limits::MODEL_KEY_CHARS;

use super::field::{is_wrong, line, wrong};
use crate::{
    loaded::Loaded,
    model::answers::{FieldName, Model, PROVIDERS, Trial, TypedModel},
    rooms::answers::Answers,
    texts::text,
};

/// The choice of the provider, and the fields that come with it.
pub(super) fn model(room: Answers) -> impl IntoView {
    let radios = PROVIDERS
        .iter()
        .map(|choice| provider(room, *choice))
        .collect_view();
    let chosen = Memo::new(move |_| room.text(FieldName::Provider));
    view! {
        <fieldset class="pc-card">
            <legend class="pc-card__title">{text("Who writes")}</legend>
            <div class="pc-providers">{radios}</div>
            {move || match chosen.get().as_str() {
                "workers_ai" => {
                    line(
                            room,
                            FieldName::ModelName,
                            text("Empty for the one that we recommend: @cf/zai-org/glm-4.7-flash."),
                            false,
                        )
                        .into_any()
                }
                "openai" => endpoint(room).into_any(),
                _ => ().into_any(),
            }}
            {move || (chosen.get() != "extractive").then(|| test(room))}
        </fieldset>
    }
}

fn provider(
    room: Answers,
    (value, label, meaning): (&'static str, &'static str, &'static str),
) -> impl IntoView {
    let meaning = move || {
        if value.is_empty() {
            let chosen = room
                .model
                .with(|model| model.here().map(Model::of_deployment));
            return chosen.unwrap_or_else(|| text(meaning).to_owned());
        }
        text(meaning).to_owned()
    };
    view! {
        <label class="pc-provider">
            <input
                type="radio"
                name="provider"
                value=value
                prop:checked=move || room.text(FieldName::Provider) == value
                on:change=move |_| room.note(FieldName::Provider, value.to_owned())
            />
            <span>
                <b>{text(label)}</b>
                <span class="pc-field__hint">{meaning}</span>
            </span>
        </label>
    }
}

fn endpoint(room: Answers) -> impl IntoView {
    view! {
        {line(room, FieldName::ModelName, text("Your provider's name for it, for example gpt-5-mini."), false)}
        {key(room)}
        <details class="pc-more">
            <summary>{text("Another service than OpenAI")}</summary>
            {line(
                room,
                FieldName::BaseUrl,
                text(
                    "The part before /chat/completions. Empty for https://api.openai.com/v1. A key is kept for one address only.",
                ),
                false,
            )}
        </details>
    }
}

/// The key can be typed but is never shown.
fn key(room: Answers) -> impl IntoView {
    let name = FieldName::Key.name();
    let has_key = move || {
        room.model.with(|model| {
            let model = model.here();
            model.is_some_and(|model| !model.key_last_four.is_empty())
        })
    };
    let stored = move || room.model.with(|model| model.here().map(Model::key));
    view! {
        <div class="pc-field">
            <label for=name>{FieldName::Key.label()}</label>
            <div class="pc-form__line">
                <input
                    id=name
                    type="password"
                    autocomplete="new-password"
                    spellcheck="false"
                    maxlength=MODEL_KEY_CHARS.to_string()
                    placeholder=stored
                    aria-describedby="key-hint key-fault"
                    aria-invalid=move || is_wrong(room, FieldName::Key).to_string()
                    prop:value=move || room.text(FieldName::Key)
                    on:input=move |event| room.note(FieldName::Key, event_target_value(&event))
                />
                {move || {
                    has_key()
                        .then(|| {
                            view! {
                                <button
                                    class="pc-button"
                                    type="button"
                                    on:click=move |_| room.removes_key.set(true)
                                >
                                    {text("Remove…")}
                                </button>
                            }
                        })
                }}
            </div>
            <p class="pc-field__hint" id="key-hint">
                {stored} ". "
                {text("It is encrypted when you save it, sent only to your provider, and never shown again.")}
            </p>
            {wrong(room, FieldName::Key)}
        </div>
    }
}

/// A test call and its result.
fn test(room: Answers) -> impl IntoView {
    let unsaved = move || !room.typed.with(TypedModel::is_empty);
    let waits = move || {
        room.trial
            .with(|trial| matches!(trial, Some(Loaded::Waiting)))
    };
    let outcome = move || {
        room.trial.get().map(|trial| match trial {
            Loaded::Waiting => {
                view! { <p class="pc-field__hint">{text("Asking the model for one word…")}</p> }
                    .into_any()
            }
            Loaded::Failed(problem) => view! {
                <p class="pc-problem" role="alert">
                    {problem.sentence()}
                </p>
            }
            .into_any(),
            Loaded::Here(trial) => said(&trial).into_any(),
        })
    };
    view! {
        <div class="pc-form__line">
            <button
                class="pc-button"
                type="button"
                aria-disabled=move || (unsaved() || waits()).to_string()
                on:click=move |_| room.test()
            >
                {text("Test it")}
            </button>
            <span class="pc-field__hint">
                {move || {
                    if unsaved() {
                        text("Save first: the test uses what is saved.")
                    } else {
                        text("Asks the model for one word.")
                    }
                }}
            </span>
        </div>
        {outcome}
    }
}

fn said(trial: &Trial) -> impl IntoView + use<> {
    let class = if trial.ok { "pc-good" } else { "pc-problem" };
    view! { <p class=class>{trial.sentence()}</p> }
}
