//! A field of the form and its error.

use leptos::prelude::*;

use crate::{model::answers::FieldName, rooms::answers::Answers};

pub(super) fn line(
    room: Answers,
    field: FieldName,
    hint: &'static str,
    is_number: bool,
) -> impl IntoView {
    let name = field.name();
    view! {
        <div class="pc-field">
            <label for=name>{field.label()}</label>
            <input
                id=name
                type="text"
                inputmode=if is_number { "decimal" } else { "text" }
                autocomplete="off"
                spellcheck="false"
                maxlength="500"
                aria-describedby=format!("{name}-hint {name}-fault")
                aria-invalid=move || is_wrong(room, field).to_string()
                placeholder=move || room.listed(field)
                prop:value=move || room.text(field)
                on:input=move |event| room.note(field, event_target_value(&event))
            />
            <p class="pc-field__hint" id=format!("{name}-hint") hidden=hint.is_empty()>
                {hint}
            </p>
            {wrong(room, field)}
        </div>
    }
}

pub(super) fn is_wrong(room: Answers, field: FieldName) -> bool {
    room.wrong
        .with(|wrong| matches!(wrong, Some((Some(it), _)) if *it == field))
}

/// The error of a field, if it has one.
pub(super) fn wrong(room: Answers, field: FieldName) -> impl IntoView {
    move || {
        let wrong = room.wrong.get().filter(|(it, _)| *it == Some(field));
        wrong.map(|(_, said)| {
            view! {
                <p class="pc-problem" id=format!("{}-fault", field.name())>
                    {said}
                </p>
            }
        })
    }
}
