//! One setting: its label, its input and its error.

use leptos::prelude::*;

use crate::{
    model::appearance::{Choice, Field, Kind},
    rooms::appearance::Appearance,
    texts::{filled, text},
};

pub(super) fn field(room: Appearance, field: &'static Field) -> AnyView {
    let name = field.name;
    match field.kind {
        Kind::Flag => {
            return view! {
                <div class="pc-field">
                    <label class="pc-check">
                        <input
                            type="checkbox"
                            aria-describedby=described_by(name)
                            prop:checked=move || room.text(name) == "true"
                            on:change=move |event| room.note(name, event_target_checked(&event).to_string())
                        />
                        {text(field.label)}
                    </label>
                    {below(room, field)}
                </div>
            }
            .into_any();
        }
        Kind::OneOf(choices) => return one_of(room, field, choices).into_any(),
        Kind::Line(_) | Kind::Text(_) | Kind::Colour | Kind::Lines => {}
    }
    let control = match field.kind {
        Kind::Text(most) => area(room, name, 3, most).into_any(),
        Kind::Lines => area(room, name, 4, 10_000).into_any(),
        Kind::Colour => colour(room, field).into_any(),
        Kind::Line(most) => line(room, name, most).into_any(),
        Kind::Flag | Kind::OneOf(_) => ().into_any(),
    };
    view! {
        <div class="pc-field">
            <label for=name>{text(field.label)}</label>
            {control}
            {below(room, field)}
        </div>
    }
    .into_any()
}

pub(super) fn line(room: Appearance, name: &'static str, most: u32) -> impl IntoView {
    view! {
        <input
            id=name
            type="text"
            autocomplete="off"
            dir="auto"
            maxlength=most
            aria-describedby=described_by(name)
            aria-invalid=move || is_wrong(room, name).to_string()
            prop:value=move || room.text(name)
            on:input=move |event| room.note(name, event_target_value(&event))
        />
    }
}

fn area(room: Appearance, name: &'static str, rows: u32, most: u32) -> impl IntoView {
    view! {
        <textarea
            id=name
            rows=rows
            dir="auto"
            maxlength=most
            aria-describedby=described_by(name)
            aria-invalid=move || is_wrong(room, name).to_string()
            prop:value=move || room.text(name)
            on:input=move |event| room.note(name, event_target_value(&event))
        ></textarea>
    }
}

/// A colour, picked or typed.
fn colour(room: Appearance, field: &'static Field) -> impl IntoView {
    let name = field.name;
    view! {
        <div class="pc-form__line">
            <input
                class="pc-colour"
                type="color"
                aria-label=filled("Choose: {field}", &[("field", text(field.label))])
                prop:value=move || room.text(name)
                on:input=move |event| room.note(name, event_target_value(&event))
            />
            {line(room, name, 7)}
        </div>
    }
}

fn one_of(room: Appearance, field: &'static Field, choices: &'static [Choice]) -> impl IntoView {
    let name = field.name;
    let radios = choices.iter().map(|(value, label)| {
        view! {
            <label class="pc-check">
                <input
                    type="radio"
                    name=name
                    prop:checked=move || room.text(name) == *value
                    on:change=move |_| room.note(name, (*value).to_owned())
                />
                {text(label)}
            </label>
        }
    });
    view! {
        <fieldset class="pc-field pc-field--group" aria-describedby=described_by(name)>
            <legend>{text(field.label)}</legend>
            {radios.collect_view()}
            {below(room, field)}
        </fieldset>
    }
}

/// A field's explanation, the colour that visitors see in place of its own, and its error.
fn below(room: Appearance, field: &'static Field) -> impl IntoView {
    let name = field.name;
    view! {
        <p class="pc-field__hint" id=hint(name) hidden=field.hint.is_empty()>
            {text(field.hint)}
        </p>
        {move || room.warning(name).map(|warning| view! { <p class="pc-field__warning">{warning}</p> })}
        {wrong(room, name)}
    }
}

/// The error of a field, if it has one.
pub(super) fn wrong(room: Appearance, name: &'static str) -> impl IntoView {
    move || {
        let wrong = room.wrong.get().filter(|wrong| wrong.field == name);
        wrong.map(|wrong| {
            view! {
                <p class="pc-problem" id=fault(name)>
                    {wrong.message}
                </p>
            }
        })
    }
}

fn is_wrong(room: Appearance, name: &str) -> bool {
    room.wrong
        .with(|wrong| wrong.as_ref().is_some_and(|wrong| wrong.field == name))
}

fn described_by(name: &str) -> String {
    format!("{} {}", hint(name), fault(name))
}

fn hint(name: &str) -> String {
    format!("{name}-hint")
}

fn fault(name: &str) -> String {
    format!("{name}-fault")
}
